import { compile, type Plan } from '../../src/cluster/plan.js'
import { World } from '../../src/cluster/world.js'
import { Trace } from '../../src/kernel/index.js'
import type { SplitVoteModel } from './raft-split-vote-oracle.js'
import type { FirstElection } from './raft-split-vote-trial.js'
import { constant, link, nodes, scenario, service } from './scenarios.js'

/** The same trial in the whole simulator: a service of Raft of which some nodes are down from the first moment on. */
export function worldOf({ members, live, low, high, latency }: SplitVoteModel): Plan {
  const all = Array.from({ length: members }, (_, node) => node)
  const config = {
    members,
    electionTimeout: { kind: 'uniform' as const, low, high },
    heartbeat: Math.round(low / 2),
  }
  const law = latency[0] === latency[1] ? constant(latency[0]) : uniform(latency)
  return compile(
    scenario({
      horizon: 600 * high,
      nodes: nodes(members, { disk: { sync: constant(0), stallEvery: null, stall: constant(0) } }),
      // Messages of one link keep their order, which does not matter: before the first leader no two are under way on one.
      network: { classes: [link(law)], between: 0, clients: 0 },
      services: [service('raft', all, { redundancy: { kind: 'raft', config } })],
      faults: all.slice(live).map(node => ({
        id: `down-${node}`,
        when: { kind: 'at' as const, times: [0] },
        duration: constant(700 * high),
        effect: { kind: 'crash' as const, nodes: [node] },
      })),
    }),
  )
}

export function worldFirstElection(plan: Plan, model: SplitVoteModel, trial: number, toTheEnd: boolean): FirstElection {
  let firstTerm = 0
  let split = false
  let time: number | null = null
  const trace = new Trace('story', record => {
    if (record.what === 'role' && record.fields.value === '"leader"') time ??= record.time
    if (record.what !== 'election-started' || time !== null) return
    if (firstTerm === 0) firstTerm = Number(record.fields.value)
    split ||= Number(record.fields.value) > firstTerm
  })
  const world = World.start(plan, 'split-votes', trial, trace)
  while (time === null && !(split && !toTheEnd) && world.now < 600 * model.high) world.run(world.now + model.low / 4)
  return { split, time }
}

const uniform = ([low, high]: readonly [number, number]) => ({ kind: 'uniform' as const, low, high })
