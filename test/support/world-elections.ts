import { compile, type Plan } from '../../src/cluster/plan.js'
import { World } from '../../src/cluster/world.js'
import { Trace } from '../../src/kernel/index.js'
import type { Stream } from '../../src/random/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { constant, link, nodes, scenario, service } from './scenarios.js'

/** Timeouts, one-way latency and disk of one row of the election figure; microseconds. */
export interface ElectionRow {
  readonly low: number
  readonly high: number
  readonly latency: number
  readonly sync?: number
}

const members = [0, 1, 2, 3, 4]
/** Long enough that the votes of those who came up late are over, short enough that trials are cheap. */
const settling = 20

/**
 * The scenario of a row: five servers that come up one after the other (or equal timeouts would never elect the first
 * leader), and a fault that crashes whoever leads at `crashAt`.
 */
function scenarioOf({ low, high, latency, sync = 0 }: ElectionRow, crashAt: number): Scenario {
  const disk = { sync: constant(sync), stallEvery: null, stall: constant(0) }
  const config = {
    members: 5,
    electionTimeout: { kind: 'uniform' as const, low, high },
    heartbeat: Math.round(low / 2),
  }
  const late = members.map(n => ({
    id: `late-${n}`,
    when: { kind: 'at' as const, times: [0] },
    duration: constant(Math.round((n * low) / 20) + 1),
    effect: { kind: 'crash' as const, nodes: [n] },
  }))
  return scenario({
    horizon: crashAt + 120_000_000,
    nodes: nodes(5, { disk }),
    network: { classes: [link(constant(latency))], between: 0, clients: 0 },
    services: [service('raft', members, { redundancy: { kind: 'raft', config } })],
    faults: [
      ...late,
      {
        id: 'leader',
        when: { kind: 'at', times: [crashAt] },
        duration: constant(200_000_000),
        effect: { kind: 'crash', nodes: [], leaderOf: 0 },
      },
    ],
  })
}

/**
 * Time without a leader in one trial, as in the paper's experiment: the leader crashes at a moment uniform within a
 * heartbeat interval, two of the four survivors lack its last entry. Infinity when there is none for `patience`.
 */
export function worldLeaderlessTime(row: ElectionRow, trial: number, moments: Stream, patience = 60_000_000): number {
  const crashAt = Math.round(settling * row.high + (moments.unit() * row.low) / 2)
  const plan: Plan = compile(scenarioOf(row, crashAt))
  let elected = Number.POSITIVE_INFINITY
  const trace = new Trace('story', r => {
    if (r.what === 'role' && r.fields.value === '"leader"' && r.time > crashAt) elected = Math.min(elected, r.time)
  })
  const world = World.start(plan, 'world-elections', trial, trace)
  world.run(crashAt)
  lengthenTwo(world)
  while (elected === Number.POSITIVE_INFINITY && world.now < crashAt + patience) world.run(world.now + row.high)
  return elected - crashAt
}

/** Gives two survivors an entry that the crashed leader had sent to them alone. */
function lengthenTwo(world: World): void {
  const survivors = world.state.processes.filter(p => p.state !== null)
  for (const process of survivors.slice(0, 2)) {
    const state = process.state as { log: { term: number }[]; currentTerm: number }
    const entry = { ...state.log[state.log.length - 1], term: state.currentTerm }
    state.log.push(entry)
    process.log.push(entry as never)
  }
}
