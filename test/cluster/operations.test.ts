import { describe, expect, it } from 'vitest'
import { compile, runTrial } from '../../src/cluster/index.js'
import { traceWindow } from '../../src/experiments/index.js'
import { loadScenario, type Scenario } from '../../src/scenario/index.js'

function store(protocol: string, rest: string): Scenario {
  const text = `version: 1
name: store
horizon: 10m
nodes: { db: { count: 5, disk: { sync: 1ms } } }
network: { default: { latency: 1ms } }
services: { store: { on: db, protocol: ${protocol} } }
${rest}
`
  const { scenario, problems } = loadScenario(text, 'store.yaml')
  if (scenario === null || problems.some(p => p.severity === 'error')) throw new Error(JSON.stringify(problems))
  return scenario
}

const second = 1_000_000

function told(scenario: Scenario, from: number, to: number) {
  const seen = traceWindow(scenario, { trial: 1, file: 'x.yaml', from: from * second, to: to * second })
  const said = seen.moments.filter(m => m.kind === 'note' && m.lane < 0)
  const leader = seen.moments.findLast(m => m.kind === 'status' && m.text.endsWith('serving'))
  return { ...seen, said: said.map(m => m.text), leader: leader === undefined ? '' : seen.lanes[leader.lane].id }
}

describe("an operator's order", () => {
  it('hands the lead of Raft over to the member named, and reaches the leader whoever that is', () => {
    for (const to of ['db-1', 'db-4']) {
      const scenario = store('{ raft: {} }', `operations: [{ at: 30s, service: store, transfer: ${to} }]`)
      const { said, leader } = told(scenario, 29, 31)
      expect(said[0]).toMatch(/^operation-1: to db-\d$/)
      if (said[1] === 'operation-1: done') expect(leader).toBe(to)
      else expect(said).toEqual([`operation-1: to ${to}`, 'operation-1: refused: leads already'])
    }
  })

  it.each(['{ raft: {} }', '{ multi-paxos: {} }', '{ vsr: { keeps: disk } }'])(
    'changes the members, and with them what a quorum is: %s',
    protocol => {
      const change = 'operations: { less: { at: 30s, service: store, members: [db-1, db-2, db-3] } }'
      // Two of five left are no majority; of three they are, as soon as the change is in force.
      const loss = 'faults: { loss: { at: 60s, for: 1m, crash: [db-3, db-4, db-5] } }'
      const less = told(store(protocol, `${change}\n${loss}`), 29, 100)
      expect(less.said.at(-1)).toBe('less: done')
      const five = told(store(protocol, loss), 59, 100)
      expect(five.moments.filter(m => m.kind === 'up')).toEqual([])
      const down = five.moments.filter(m => m.kind === 'down')
      expect(down.map(m => m.at)).toEqual([60 * second])
      const ups = less.moments.filter(m => m.kind === 'up' && m.at > 60 * second)
      const downs = less.moments.filter(m => m.kind === 'down' && m.at >= 60 * second)
      expect(ups.length).toBe(downs.length)
    },
  )

  it('is what the leaderless time of a transfer is charged to: four trips and three syncs of the thesis (3.10)', () => {
    const [to, then] = ['db-1', 'db-4'].map((to, i) => `{ at: ${30 + i * 30}s, service: store, transfer: ${to} }`)
    const scenario = store('{ raft: {} }', `operations: { over: ${to}, back: ${then} }`)
    const plan = compile(scenario)
    const { outages, charges } = runTrial(plan, scenario.seed, 2).services[0]
    const charged = charges.map(({ cause, phase, downtime }) => [plan.causes[cause].id, phase, downtime])
    // TimeoutNow makes a candidate, of whose term the old leader is not: its own sync, a vote asked for (1 ms), synced and
    // given (1 ms), an entry of the new term sent (1 ms), synced and acknowledged (1 ms).
    expect(outages).toBe(2)
    expect(charged).toEqual([
      ['operations/over', 'decide', 4000],
      ['operations/over', 'restore', 3000],
      ['operations/back', 'decide', 4000],
      ['operations/back', 'restore', 3000],
    ])
  })

  it('waits for a leader, and is given up when none comes for a minute', () => {
    const faults = 'faults: { loss: { at: 20s, for: 4m, crash: [db-1, db-2, db-3] } }'
    const scenario = store('{ raft: {} }', `${faults}\noperations: [{ at: 30s, service: store, snapshot: true }]`)
    expect(told(scenario, 89, 91).said).toEqual(['operation-1: given up: nobody leads'])
    const shorter = store(
      '{ raft: {} }',
      `${faults.replace('4m', '30s')}\noperations: [{ at: 30s, service: store, snapshot: true }]`,
    )
    expect(told(shorter, 49, 53).said.at(-1)).toBe('operation-1: done')
  })

  it.each([
    ['{ zab: {} }', 'members: [db-1, db-2, db-3]'],
    ['{ zab: {} }', 'transfer: db-1'],
    ['{ paxos: {} }', 'snapshot: true'],
  ])('is refused where it cannot be given: %s, %s', (protocol, order) => {
    expect(() => store(protocol, `operations: [{ at: 30s, service: store, ${order} }]`)).toThrow('S219')
  })
})
