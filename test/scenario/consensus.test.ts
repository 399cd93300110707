import { describe, expect, it } from 'vitest'
import { messageOf } from '../../src/diagnostics/index.js'
import { loadScenario, printResolved } from '../../src/scenario/index.js'

function load(protocol: string) {
  const text = `version: 1
name: x
horizon: 10y
nodes: { db: { count: 6, mtbf: 90d, mttr: 20m } }
services: { store: { on: db, protocol: ${protocol} } }
`
  return loadScenario(text, 'x.yaml')
}

const codes = (protocol: string): string[] => load(protocol).problems.map(p => p.code)
const configOf = (protocol: string) => {
  const { scenario } = load(protocol)
  const redundancy = scenario?.services[0].redundancy
  return redundancy !== undefined && 'config' in redundancy ? redundancy.config : null
}

describe('quorums', () => {
  it('are counts, a grid or weights', () => {
    // Howard, Malkhi & Spiegelman, OPODIS 2016, section 5: |Q1| + |Q2| > N is enough, and a grid's rows and columns meet.
    expect(configOf('{ multi-paxos: { quorums: { elect: 5, commit: 2 } } }')).toMatchObject({
      quorums: { prepare: { kind: 'count', needed: 5 }, accept: { kind: 'count', needed: 2 } },
    })
    expect(configOf('{ multi-paxos: { quorums: { grid: 2x3 } } }')).toMatchObject({
      quorums: {
        prepare: {
          rows: [
            [0, 1, 2],
            [3, 4, 5],
          ],
          takes: 'row',
        },
        accept: { takes: 'column' },
      },
    })
    expect(configOf('{ zab: { weights: { db-1: 3, db-6: 0 } } }')).toMatchObject({
      quorum: { kind: 'weighted', weights: [3, 1, 1, 1, 1, 0], needed: 4 },
    })
  })

  it('that miss each other are refused, both sets named', () => {
    const [problem] = load('{ multi-paxos: { quorums: { elect: 4, commit: 2 } } }').problems
    expect(problem.code).toBe('S218')
    const said = JSON.stringify(problem.message)
    for (let n = 1; n <= 6; n++) expect(said).toContain(`db-${n}`)
  })

  it.each([
    '{ multi-paxos: { quorums: { elect: 7, commit: 2 } } }',
    '{ multi-paxos: { quorums: { grid: 2x2 } } }',
    '{ zab: { weights: { db-1: 0, db-2: 0, db-3: 0, db-4: 0, db-5: 0, db-6: 0 } } }',
  ])('that cannot be are refused: %s', protocol => {
    expect(codes(protocol)).toContain('S218')
  })
})

describe('witnesses', () => {
  it('elect with the others and do not count for a write', () => {
    // Two data members of three and a witness, as MongoDB's arbiter has it: two elect, and both who hold data commit.
    const protocol = '{ multi-paxos: { members: [db-1, db-2, db-3], quorums: { witnesses: db-3 } } }'
    expect(configOf(protocol)).toMatchObject({ voters: [0, 1, 2], witnesses: [2] })
    expect(configOf(protocol)).not.toHaveProperty('quorums')
    expect(configOf('{ single-paxos: { quorums: { witnesses: [db-5, db-6] } } }')).toMatchObject({ witnesses: [4, 5] })
  })

  it.each([
    ['{ multi-paxos: { quorums: { witnesses: [db-4, db-5, db-6] } } }', '3 of 6 hold data', 'S220'],
    ['{ multi-paxos: { quorums: { witnesses: db-1, elect: 4, commit: 3 } } }', 'two kinds at once', 'S110'],
    ['{ multi-paxos: { quorums: { witnesses: db-9 } } }', 'nobody of the name', 'S201'],
    ['{ multi-paxos: { members: [db-1, db-2, db-3], quorums: { witnesses: db-4 } } }', 'no voter', 'S220'],
    ['{ raft: { witnesses: db-3 } }', 'any voter may lead', 'S220'],
    ['{ zab: { witnesses: db-3 } }', 'any voter may lead', 'S220'],
    ['{ vsr: { witnesses: db-3 } }', 'each has its turn', 'S220'],
  ])('%s is refused: %s', (protocol, _why, code) => {
    expect(codes(protocol)).toContain(code)
  })

  it('keep the members as they are', () => {
    const text = `version: 1
name: x
horizon: 10y
nodes: { db: { count: 5, mtbf: 90d, mttr: 20m } }
services: { store: { on: db, protocol: { multi-paxos: { quorums: { witnesses: db-5 } } } } }
operations: { less: { at: 1d, service: store, members: [db-1, db-2, db-3] } }
`
    expect(loadScenario(text, 'x.yaml').problems.map(p => [p.code, messageOf(p)])).toEqual([
      ['S220', 'with witnesses the members of `store` stay as they are'],
    ])
  })
})

describe('the ways of etcd', () => {
  it('are the defaults of all in which the thesis goes another way, and what is written stands', () => {
    const config = configOf('{ raft: { ways: etcd, campaign: synced } }')
    expect(config).toMatchObject({ redraw: 'each-term', heartbeats: 'separate', forwarding: true, ways: 'etcd' })
    expect(config).not.toHaveProperty('campaign')
    const printed = printResolved(load('{ raft: { ways: etcd, campaign: synced } }'))
    expect(printed).toMatch(/heartbeats: separate +# default/)
    expect(printed).toMatch(/campaign: synced +# x.yaml/)
  })

  it.each([
    ['{ raft: { learners: [db-1, db-2, db-3, db-4, db-5, db-6] } }', 'S216'],
    ['{ zab: { observers: db } }', 'S216'],
    ['{ vsr: { heartbeat: 1s } }', 'S217'],
  ])('%s is refused with %s', (protocol, code) => {
    expect(codes(protocol)).toContain(code)
  })
})
