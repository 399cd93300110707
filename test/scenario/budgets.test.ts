import { describe, expect, it } from 'vitest'
import { helpOf, messageOf, type Problem, plain } from '../../src/diagnostics/index.js'
import { loadScenario } from '../../src/scenario/index.js'

interface Parts {
  readonly protocol: string
  readonly drift?: string
  readonly more?: string
  readonly members?: number
  readonly faults?: string
  readonly operations?: string
}

function textOf({ protocol, drift = '0ppm', more = '', members = 3, faults = '{}', operations = '{}' }: Parts): string {
  return `version: 1
name: x
horizon: 10y
zones: { a: {}, b: {} }
nodes: { db: { count: ${members}, in: a, mtbf: 90d, mttr: 20m, clock: { drift: ${drift} }${more} }, web: {} }
services: { store: { on: db, protocol: ${protocol} } }
faults: ${faults}
operations: ${operations}
`
}

/** Warnings that concern the ways and the budgets of protocols. */
function warned(parts: Parts): Problem[] {
  const { problems, scenario } = loadScenario(textOf(parts), 'x.yaml')
  expect(problems.filter(p => p.severity === 'error').map(messageOf)).toEqual([])
  expect(scenario).not.toBeNull()
  return problems.filter(p => p.code >= 'S309')
}

const codes = (parts: Parts): string[] => warned(parts).map(p => p.code)

const inMemory = '{ vsr: {} }'
const onDisk = '{ vsr: { keeps: disk } }'
const etcdLease = '{ raft: { ways: etcd, reads: lease, check-quorum: true } }'

describe('a fault of the author takes more members down than the protocol bears', () => {
  // The budgets: f of 2f + 1 (Raft section 2, Lamport 1998, Liskov & Cowling 2012 section 2); a grid's worst case is one of
  // each line (Howard, Malkhi & Spiegelman 2016).
  it.each([
    ['{ raft: {} }', 3, '{ at: 1d, for: 5m, crash: db-1 }', null],
    ['{ raft: {} }', 3, '{ at: 1d, for: 5m, crash: [db-1, db-2] }', 'liveness'],
    ['{ raft: {} }', 3, '{ every: 9d, for: 5m, pause: [db-1, db-2] }', 'liveness'],
    ['{ raft: {} }', 5, '{ at: 1d, for: 5m, crash: [db-1, db-2] }', null],
    ['{ raft: {} }', 3, '{ at: 1d, for: 5m, crash-leader: store }', null],
    ['{ raft: { learners: [db-4, db-5] } }', 5, '{ at: 1d, for: 5m, crash: [db-1, db-4, db-5] }', null],
    ['{ raft: { learners: [db-4, db-5] } }', 5, '{ at: 1d, for: 5m, crash: [db-1, db-2] }', 'liveness'],
    ['{ zab: { observers: db-3 } }', 3, '{ at: 1d, for: 5m, crash: db-3 }', null],
    ['{ zab: { weights: { db-1: 3 } } }', 3, '{ at: 1d, for: 5m, crash: db-1 }', 'liveness'],
    ['{ zab: { weights: { db-1: 3 } } }', 3, '{ at: 1d, for: 5m, crash: [db-2, db-3] }', null],
    ['{ multi-paxos: { quorums: { elect: 3, commit: 1 } } }', 3, '{ at: 1d, for: 5m, crash: db-1 }', 'liveness'],
    ['{ multi-paxos: {} }', 3, '{ at: 1d, for: 5m, power: a }', 'liveness'],
    [onDisk, 3, '{ at: 1d, for: 5m, crash: [db-1, db-2] }', 'liveness'],
    [inMemory, 3, '{ at: 1d, for: 5m, crash: [db-1, db-2] }', 'safety'],
    [inMemory, 3, '{ at: 1d, for: 5m, pause: [db-1, db-2] }', 'liveness'],
    [inMemory, 3, '{ at: 1d, for: 5m, crash: db-1 }', null],
    // Whatever the messages do, safety has to bear, and a cut is no crash.
    ['{ raft: {} }', 3, '{ at: 1d, for: 5m, partition: [[db-1], [db-2], [db-3]] }', null],
  ])('%s of %i, %s: %s', (protocol, members, fault, consequence) => {
    const found = warned({ protocol, members, faults: `{ f: ${fault} }` })
    expect(found.map(p => p.code)).toEqual(consequence === null ? [] : ['S310'])
    if (consequence !== null) expect(helpOf(found[0]).join('\n')).toContain(`(${consequence}`)
    // Whoever asks just that says so.
    expect(codes({ protocol, members, faults: `{ f: ${fault.replace(' }', ', meant: true }')} }` })).toEqual([])
  })

  const first = 'one: { at: 1d, for: 10m, crash: db-1 }'
  it.each([
    [`{ ${first}, two: { at: [1h, 1445m], for: 5m, crash: db-2 } }`, ['S310']],
    [`{ ${first}, two: { at: 1445m, for: 5m, crash-leader: store } }`, ['S310']],
    [`{ ${first}, two: { at: 1450m, for: 5m, crash: db-2 } }`, []],
    [`{ ${first}, two: { at: 1445m, for: 5m, crash: db-1 } }`, []],
    [`{ ${first}, two: { at: 1445m, for: 5m, crash: web } }`, []],
    [`{ ${first}, two: { at: 1445m, for: 5m, crash: db-2, meant: true } }`, []],
    [`{ ${first}, two: { at: 1445m, for: 5m, partition: [[db-2]] } }`, []],
    [`{ ${first}, two: { every: 1h, for: 5m, crash: db-2 } }`, []],
    // Struck before, the leader may be the one that is named now.
    ['{ led: { at: 1d, for: 10m, crash-leader: store }, two: { at: 1445m, for: 5m, crash: db-2 } }', []],
  ])('two that overlap: %s', (faults, expected) => {
    expect(codes({ protocol: '{ raft: {} }', faults })).toEqual(expected)
  })

  it('says of two that overlap which they are', () => {
    const faults = `{ ${first}, two: { at: 1445m, for: 5m, pause: db-2 } }`
    expect(warned({ protocol: '{ raft: {} }', faults }).map(messageOf)).toEqual([
      'fault `two` comes while `one` lasts, and together they take `2` of `3` members of `store` down at once, and it bears `1`',
    ])
  })

  it('the power of a domain, which fails by itself', () => {
    const text = textOf({ protocol: '{ raft: {} }' }).replace('a: {}', 'a: { mtbf: 2y, mttr: 1h }')
    const found = loadScenario(text, 'x').problems
    expect(found.map(messageOf)).toEqual([
      'a power failure of zone `a` takes `3` of `3` members of `store` down at once, and it bears `1`',
    ])
    const network = text.replace('mttr: 1h', 'mttr: 1h, effect: network')
    expect(loadScenario(network, 'x').problems).toEqual([])
  })

  it('names the fault, the budget and every service, worst first, and points at all of them', () => {
    const text = textOf({ protocol: onDisk, faults: '{ both: { at: 1d, for: 5m, crash: [db-1, db-2] } }' }).replace(
      'services: {',
      `services: { forgetful: { on: db, protocol: ${inMemory} },`,
    )
    const { problems } = loadScenario(text, 'x')
    expect(problems.map(messageOf)).toEqual([
      'fault `both` takes `2` of `3` members of `forgetful` down at once, and it bears `1`',
    ])
    expect(text.slice(problems[0].span?.start, problems[0].span?.end)).toBe('both')
    const labels = problems[0].secondary.map(({ span, text: said }) => [text.slice(span.start, span.end), plain(said)])
    expect(labels).toEqual([
      [inMemory, '`forgetful` bears `1` down at once, who forget everything'],
      [onDisk, '`store` bears `1` down at once'],
    ])
    expect(helpOf(problems[0])[1]).toBe('`store` cannot serve meanwhile (liveness alone)')
  })
})

describe('clocks more wrong than a lease bears', () => {
  it.each([
    ['{ raft: { reads: lease } }', '1000ppm', []],
    ['{ raft: { reads: lease } }', '1001ppm', ['S310']],
    ['{ raft: {} }', '5000ppm', []],
    ['{ multi-paxos: { reads: lease, drift-bound: 200ppm } }', '201ppm', ['S310']],
    ['{ multi-paxos: { drift-bound: 200ppm } }', '201ppm', []],
    ['{ vsr: { reads: lease, keeps: disk, drift-bound: 200ppm } }', '201ppm', ['S310']],
    ['{ zab: {} }', '5000ppm', []],
    // etcd's own words on ReadOnlyLeaseBased (go.etcd.io/raft, raft.go): it "can be affected by clock drift".
    [etcdLease, '0ppm', []],
    [etcdLease, '1ppm', ['S310']],
  ])('%s and %s', (protocol, drift, expected) => {
    expect(codes({ protocol, drift })).toEqual(expected)
  })

  it('mends the bound, and points at both', () => {
    const text = textOf({ protocol: '{ multi-paxos: { reads: lease, drift-bound: 200ppm } }', drift: '500ppm' })
    const [problem] = loadScenario(text, 'x').problems
    const cut = ({ start, end }: { start: number; end: number }) => text.slice(start, end)
    expect(problem.span === null ? '' : cut(problem.span)).toBe('500ppm')
    expect(cut(problem.secondary[0].span)).toBe('200ppm')
    const [{ span, replacement }] = problem.suggestion?.edits ?? []
    const mended = text.slice(0, span.start) + replacement + text.slice(span.end)
    expect(loadScenario(mended, 'x').problems).toEqual([])
  })
})

describe("pauses, under etcd's lease", () => {
  const pausing = ', failures: { hiccup: { mtbf: 10d, mttr: 5s, effect: pause } }'
  const slowing = ', failures: { tired: { mtbf: 10d, mttr: 5s, effect: slow } }'
  it.each([
    [etcdLease, {}, []],
    [etcdLease, { faults: '{ f: { at: 1d, for: 5s, pause: db-1 } }' }, ['S310']],
    [etcdLease, { faults: '{ f: { at: 1d, for: 5s, pause-leader: store } }' }, ['S310']],
    [etcdLease, { faults: '{ f: { at: 1d, for: 5s, slow: db-1, factor: 9 } }' }, ['S310']],
    [etcdLease, { faults: '{ f: { at: 1d, for: 5s, pause: web } }' }, []],
    [etcdLease, { faults: '{ f: { at: 1d, for: 5s, crash: db-1 } }' }, []],
    [etcdLease, { more: pausing }, ['S310']],
    [etcdLease, { more: slowing }, ['S310']],
    // The thesis measures its lease by the clock when a read is answered (6.4.1), so that a pause ends it.
    ['{ raft: { reads: lease } }', { more: pausing }, []],
    ['{ raft: { ways: etcd } }', { more: pausing }, []],
    ['{ raft: { ways: etcd, reads: lease } }', { more: pausing }, ['S309']],
    ['{ raft: { reads: lease, sticky: false } }', {}, ['S309']],
  ])('%s %j', (protocol, parts, expected) => {
    expect(codes({ protocol, ...parts })).toEqual(expected)
  })
})

describe('ways of Raft that have a price', () => {
  const change = '{ less: { at: 30d, service: store, members: [db-1, db-2] } }'
  it.each([
    ['{ raft: { configuration-when: applied } }', change, ['S311']],
    ['{ raft: { ways: etcd } }', change, ['S311']],
    ['{ raft: { ways: etcd, configuration-when: appended } }', change, []],
    ['{ raft: {} }', change, []],
    ['{ raft: { ways: etcd } }', '{ more: { at: 30d, service: store, snapshot: true } }', []],
  ])('new members that count when applied: %s, %s', (protocol, operations, expected) => {
    expect(codes({ protocol, operations })).toEqual(expected)
  })

  it('offers the word that mends it where one stands', () => {
    const text = textOf({ protocol: '{ raft: { configuration-when: applied } }', operations: change })
    const [problem] = loadScenario(text, 'x').problems
    expect(problem.suggestion?.edits[0].replacement).toBe('appended')
    expect(text.slice(problem.secondary[0].span.start, problem.secondary[0].span.end)).toBe('less')
  })

  // 200 ms on a clock that is 2 % slow are 204.1 ms, and 208 ms on one that is 2 % fast are 203.9 ms.
  it.each([
    ['redraw: each-term, election-timeout: 200ms..208ms', '20000ppm', '', ['S312']],
    ['redraw: each-term, election-timeout: 200ms..209ms', '20000ppm', '', []],
    ['redraw: each-term, election-timeout: 200ms..208ms, pre-vote: true', '20000ppm', '', []],
    ['redraw: each-reset, election-timeout: 200ms..208ms', '20000ppm', '', []],
    ['ways: etcd, election-timeout: 200ms..208ms', '20000ppm', '', ['S312']],
    ['redraw: each-term', '100000ppm', '', []],
    ['redraw: each-term, election-timeout: 200ms..208ms', '0ppm', '', []],
    // A vote of its own takes a slow member 100 syncs of 1 ms; etcd's candidates do not wait for it.
    ['redraw: each-term', '0ppm', ', failures: { t: { mtbf: 9d, mttr: 9s, effect: slow, factor: 150 } }', ['S312']],
    ['redraw: each-term', '0ppm', ', failures: { t: { mtbf: 9d, mttr: 9s, effect: slow, factor: 149 } }', []],
    ['ways: etcd', '0ppm', ', failures: { t: { mtbf: 9d, mttr: 9s, effect: slow, factor: 150 } }', []],
  ])('elections that need not end: %s, clocks %s%s', (raft, drift, more, expected) => {
    expect(codes({ protocol: `{ raft: { ${raft} } }`, drift, more })).toEqual(expected)
  })
})
