import { describe, expect, it } from 'vitest'
import { compile, runTrial } from '../../src/cluster/index.js'
import { traceWindow } from '../../src/experiments/index.js'
import { loadScenario, type Scenario } from '../../src/scenario/index.js'

/** Four who hold data and a witness: three of five elect, and three of the four commit. */
function store(rest: string, protocol = 'multi-paxos'): Scenario {
  const text = `version: 1
name: store
horizon: 10m
nodes: { db: { count: 5, disk: { sync: 1ms } } }
network: { default: { latency: 1ms } }
services: { store: { on: db, protocol: { ${protocol}: { quorums: { witnesses: db-5 } } } } }
${rest}
`
  const { scenario, problems } = loadScenario(text, 'store.yaml')
  if (scenario === null) throw new Error(JSON.stringify(problems))
  return scenario
}

const run = (scenario: Scenario) => runTrial(compile(scenario), scenario.seed, 1)
const downtime = (faults: string) =>
  run(store(`faults: { f: { at: 1m, for: 2m, crash: ${faults} } }`)).services[0].downtime

describe('witnesses in a scenario', () => {
  it('never lead, whoever dies', () => {
    const kills = 'faults: { kill: { at: [1s, 2s, 3s, 4s, 5s], for: 500ms, crash-leader: store } }'
    const led = [1, 2, 3, 4, 5].flatMap(second => {
      const from = second * 1_000_000
      const { moments, lanes } = traceWindow(store(kills), { trial: 1, file: 'x.yaml', from, to: from + 600_000 })
      return moments.filter(m => m.kind === 'status' && m.text.endsWith('serving')).map(m => lanes[m.lane].id)
    })
    expect(led.length).toBeGreaterThanOrEqual(5)
    expect(led).not.toContain('db-5')
  })

  it('take the place of one who is missing in an election, and of nobody in a write', () => {
    // db-1 leads or not; one of four may be missing besides the witness, and two of four are too many.
    expect(downtime('[db-4, db-5]')).toBeLessThan(2_000_000)
    expect(downtime('[db-3, db-4]')).toBeGreaterThanOrEqual(120_000_000)
  })

  it('leave quiet time to be leapt over', () => {
    expect(run(store('')).groups[0].leaps).toBeGreaterThan(0)
  })

  it('of single-decree Paxos promise, and are told nothing', () => {
    const propose = 'operations: { red: { at: 1s, service: store, propose: red, by: db-1 } }'
    const seen = traceWindow(store(propose, 'single-paxos'), { trial: 1, file: 'x.yaml', from: 0, to: 2_000_000 })
    const witness = seen.lanes.findIndex(({ id }) => id === 'db-5')
    const took = seen.moments.filter(m => m.lane === witness).map(m => m.text)
    expect(took.some(text => text.includes('prepare'))).toBe(true)
    expect(took.filter(text => /accept |learn|apply|red/.test(text))).toEqual([])
    expect(seen.moments.filter(m => m.lane < 0 && m.text.includes('chosen'))).toHaveLength(1)
  })
})
