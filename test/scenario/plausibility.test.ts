import { describe, expect, it } from 'vitest'
import { messageOf } from '../../src/diagnostics/index.js'
import { loadScenario } from '../../src/scenario/index.js'

const head = 'version: 1\nname: x\nhorizon: 10y\ntrials: 100\n'
const db = (count: number) => `nodes: { db: { count: ${count}, mtbf: 90d, mttr: 20m } }\n`

function warned(text: string): string[] {
  const { problems, scenario } = loadScenario(head + text, 'x')
  expect(scenario).not.toBeNull()
  expect(problems.every(p => p.severity === 'warning')).toBe(true)
  return problems.map(p => `${p.code} ${messageOf(p)}`)
}

const codes = (text: string) => warned(text).map(w => w.slice(0, 4))

describe('warnings about what is hardly meant', () => {
  it.each([
    ['999ms', []],
    ['1s', ['S301']],
    ['{ exponential: 5m }', ['S301']],
    ['0ms..3s', ['S301']],
  ])('a latency of %s', (latency, expected) => {
    expect(codes(`${db(1)}network: { default: { latency: ${latency} } }`)).toEqual(expected)
  })

  it('five minutes of latency were five milliseconds', () => {
    const { problems } = loadScenario(`${head}${db(1)}network: { default: { latency: 5m } }`, 'x')
    expect(problems[0].help).toEqual([[{ user: '5m' }, ' is minutes; did you mean ', { user: '5ms' }, '?']])
  })

  it.each([
    ['mtbf: 5m, mttr: 5m', []],
    ['mtbf: 5m, mttr: 301s', ['S302']],
    ['mtbf: 5m, repair: { diagnose: 3m, repair: 3m }', ['S302']],
    ['failures: { f: { mtbf: 1m, mttr: 2m } }', ['S302']],
  ])('a repair that takes longer than the part lasts: %s', (body, expected) => {
    expect(codes(`nodes: { web: { ${body} } }`)).toEqual(expected)
    expect(codes(`nodes: { web: {} }\nregions: { r: { zones: { z: { ${body} } } } }`)).toEqual(expected)
  })

  it.each([
    ['heartbeat: 1s, timeout: 2001ms', []],
    ['heartbeat: 1s, timeout: 2s', ['S303']],
    ['heartbeat: 1s, missed: 3', []],
    ['heartbeat: 1s, missed: 1', ['S303']],
    ['heartbeat: 1s, missed: 2, grace: 10ms', []],
    ['heartbeat: 1s, phi: {}', []],
  ])('a detector with %s', (watch, expected) => {
    expect(codes(`${db(3)}detectors: { d: { on: db, ${watch} } }`)).toEqual(expected)
  })

  it('counts the latency between the members, where they stand', () => {
    const world =
      'zones: { a: {}, b: {} }\nnodes: { n: { count: 2, spread: zones, mtbf: 90d, mttr: 20m } }\nnetwork: { between-zones: { latency: 300ms }, within-zone: { latency: 1ms } }\n'
    expect(codes(`${world}detectors: { d: { on: n, heartbeat: 1s, timeout: 2200ms } }`)).toEqual(['S303'])
    expect(codes(`${world}detectors: { d: { on: n, heartbeat: 1s, timeout: 2400ms } }`)).toEqual([])
  })

  it.each([
    [3, 'protocol: { raft: {} }', []],
    [4, 'protocol: { raft: {} }', ['S304']],
    [4, 'protocol: { paxos: {} }', ['S304']],
    [4, 'needs: majority', ['S304']],
    [4, 'needs: 3', []],
    [5, 'needs: majority', []],
  ])('%i members with %s', (members, how, expected) => {
    expect(codes(`${db(members)}services: { s: { on: db, ${how} } }`)).toEqual(expected)
  })

  // Failures to come: nodes × horizon / (mtbf + mttr) × trials, here 3,650 d / (365 d + 0) for each node and trial.
  it.each([
    [3, 1, []],
    [2, 1, ['S305']],
    [2, 2, []],
  ])('%i nodes with ten failures each in %i trials', (count, trials, expected) => {
    const text = `version: 1\nname: x\nhorizon: 10y\ntrials: ${trials}\nnodes: { n: { count: ${count}, mtbf: 1y, mttr: { constant: 0s } } }\nservices: { s: { on: n } }`
    expect(loadScenario(text, 'x').problems.map(p => p.code)).toEqual(expected)
  })

  it.each([
    ['1ms', '150ms..300ms', []],
    ['100ms', '150ms..300ms', []],
    ['101ms', '150ms..300ms', ['S303']],
    ['113ms', '150ms..300ms', ['S306']],
    ['112ms', '225ms', []],
  ])('a latency of %s and an election timeout of %s', (latency, timeout, expected) => {
    const raft = `protocol: { raft: { election-timeout: ${timeout}, heartbeat: 50ms } }`
    expect(
      codes(`${db(3)}network: { default: { latency: ${latency} } }\nservices: { s: { on: db, ${raft} } }`),
    ).toEqual(expected)
  })

  it('a fault at the horizon never comes', () => {
    expect(warned(`${db(1)}faults: { f: { at: [1d, 10y], for: 5m, crash: db } }`)).toEqual([
      'S307 fault `f` is due at `10y`, not before the horizon of `10y`',
    ])
  })

  it('are held back while there are errors', () => {
    const { problems } = loadScenario(`${head}nodes: { web: { mtbf: 5m, mttr: 60d, x: 1 } }`, 'x')
    expect(problems.map(p => p.code)).toEqual(['S101'])
  })
})
