import { describe, expect, it } from 'vitest'
import { traceWindow } from '../../src/experiments/index.js'
import { loadScenario, type Scenario } from '../../src/scenario/index.js'
import { trialsOf } from '../support/trials.js'

const second = 1_000_000

function decision(rest: string, { backoff = '10ms..30ms', trials = 1, members = 3 } = {}): Scenario {
  const text = `version: 1
name: colour
horizon: 1m
trials: ${trials}
nodes: { m: { count: ${members}, disk: { sync: 1ms } } }
network: { default: { latency: 2ms } }
services: { colour: { on: m, protocol: { single-paxos: { backoff: ${backoff} } } } }
${rest}
`
  const { scenario, problems } = loadScenario(text, 'colour.yaml')
  if (scenario === null) throw new Error(JSON.stringify(problems))
  return scenario
}

function told(scenario: Scenario, from: number, to: number) {
  const seen = traceWindow(scenario, { trial: 1, file: 'x.yaml', from: from * second, to: to * second })
  return {
    said: seen.moments.filter(m => m.kind === 'note' && m.lane < 0).map(m => m.text),
    ballots: seen.moments.filter(m => m.kind === 'status' && m.text.startsWith('proposer')),
    ups: seen.moments.filter(m => m.kind === 'up' || m.kind === 'down').map(m => [m.kind, m.at / second]),
  }
}

/** Each begins its ballot when the one before has its promises and is about to propose. */
const three = `operations:
  red: { at: 1s, service: colour, propose: red, by: m-1 }
  green: { at: 1004500us, service: colour, propose: green, by: m-2 }
  blue: { at: 1009ms, service: colour, propose: blue, by: m-3 }`

describe('single-decree Paxos in a scenario', () => {
  it('chooses the value of one proposer, and every other hears which (Lamport 2001, section 2.1)', () => {
    const { said } = told(
      decision(`operations:
  red: { at: 1s, service: colour, propose: red, by: m-1 }
  blue: { at: 1s, service: colour, propose: blue, by: m-3 }
  late: { at: 10s, service: colour, propose: green, by: m-2 }`),
      0,
      11,
    )
    expect(said.slice(0, 2)).toEqual(['red: to m-1', 'blue: to m-3'])
    const chosen = said.filter(text => text.includes('chosen')).map(text => text.split(': ')[1])
    expect(chosen).toHaveLength(3)
    expect(new Set(chosen).size).toBe(1)
    expect(['chosen is "red"', 'chosen is "blue"']).toContain(chosen[0])
  })

  it('lets proposers that wait alike outbid each other for ever, and random waits end it (section 2.4)', () => {
    const decisions = (backoff: string) => trialsOf(decision(three, { backoff }))[0].services[0].decisions
    expect(decisions('3ms')).toEqual([])
    expect(told(decision(three, { backoff: '3ms' }), 59, 60).ballots.length).toBeGreaterThan(20)
    expect(decisions('0ms..30ms')).toHaveLength(1)
  })

  it('is measured from the first proposal to the first who knows', () => {
    const one = 'operations: [{ at: 1s, service: colour, propose: red, by: m-1 }]'
    // The ballot is on disk before anybody hears of it (1 ms); then two phases of 2 ms there, a sync of 1 ms and 2 ms back.
    expect(trialsOf(decision(one, { trials: 2 })).map(trial => trial.services[0].decisions)).toEqual([
      [11_000],
      [11_000],
    ])
  })

  it('is up while a quorum of each phase could choose, decided or not, and proposals wait for one', () => {
    const loss = 'faults: { loss: { at: 5s, for: 10s, crash: [m-1, m-2] } }'
    const { said, ups } = told(
      decision(`${loss}\noperations: [{ at: 6s, service: colour, propose: red, by: m-3 }]`),
      0,
      30,
    )
    expect(ups).toEqual([
      ['down', 5],
      ['up', 15],
    ])
    expect(said).toEqual(['operation-1: to m-3', 'operation-1: chosen is "red"'])
  })

  it('takes the requests of clients for proposals, and their reads for questions', () => {
    const workload = 'workload: { voters: { to: colour, arrivals: { poisson: 5/s }, reads: 50% } }'
    const [{ workloads, services }] = trialsOf(decision(workload))
    expect(workloads[0].requests).toBeGreaterThan(200)
    expect(workloads[0].failed).toBe(0)
    expect(services[0].decisions).toHaveLength(1)
  })
})
