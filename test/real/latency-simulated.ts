import { compile } from '../../src/cluster/plan.js'
import { World } from '../../src/cluster/world.js'
import type { PolicyUse } from '../../src/scenario/index.js'
import { histogramMean, histogramQuantile } from '../../src/statistics/index.js'
import { HOUR, SECOND } from '../../src/units/index.js'
import { constant, link, nodes, nothing, scenario, service } from '../support/scenarios.js'
import { type LatencyRecording, medianOf, type Run } from './latency-recording.js'
import { strategies } from './latency-strategies.mjs'

export interface Simulated {
  /** µs. */
  readonly mean: number
  readonly p99: number
  /** Where each request went, in the order of sending; nothing where requests wait in the balancer. */
  readonly server: readonly number[]
}

/** What is known of a strategy: its product, and itself as a policy of ours. */
export function strategyOf({ strategy }: Run) {
  const found = strategies.find(({ name }) => name === strategy)
  if (found === undefined) throw new Error(`there is no strategy ${strategy}`)
  return { ...found, waits: 'maxconn' in found.server }
}

/** The policy with its ten servers, as a scenario has it. */
export function policyConfigOf(run: Run) {
  const { policy, server } = strategyOf(run)
  const servers = Array.from({ length: 10 }, (_, i) => ({ name: `n-${i + 1}:80`, weight: 1, ...server }))
  return { ...policy, servers }
}

/**
 * The way there and back without work or waiting, through a product, µs: the median over its runs in which requests never
 * wait in the balancer.
 */
export function wayOf({ runs }: LatencyRecording, product: string): number {
  const bare = runs
    .filter(run => strategyOf(run).product === product && !strategyOf(run).waits)
    .flatMap(({ sent, arrive, end, received }) => sent.map((time, i) => arrive[i] - time + received[i] - end[i]))
  return medianOf(bare)
}

/** The same arrivals and the work that was really done. */
export function simulatedOf(recording: LatencyRecording, run: Run): Simulated {
  const { product, waits } = strategyOf(run)
  const around = wayOf(recording, product) / 2
  const world = worldOf(recording, run, { name: product, config: policyConfigOf(run) })
  const { members } = world.state.services[0]
  const seen = members.map(() => 0)
  const server: number[] = []
  // In a queue of all, who ends and who is sent instead come as one.
  while (!waits && server.length < run.sent.length && world.run(undefined, 1) === 'events') {
    for (const [m, { inFlight }] of members.entries()) {
      if (inFlight > seen[m]) server.push(m)
      seen[m] = inFlight
    }
  }
  world.run()
  const { answered, latency } = world.state.workloads[0].tally
  if (answered !== run.sent.length) throw new Error(`${answered} of ${run.sent.length} requests were answered`)
  return { mean: histogramMean(latency) + around, p99: histogramQuantile(latency, 0.99) + around, server }
}

/**
 * What was recorded, before any policy. Our balancer sits where its clients are, the real one halfway: a quarter of the way
 * there and back lies before it and a quarter behind, which whoever asks for latencies has to add, and two quarters
 * between it and the servers.
 */
export function worldOf(recording: LatencyRecording, run: Run, policy: PolicyUse, trial = recording.run): World {
  const { seconds, utilisation } = recording
  const quarter = Math.round(wayOf(recording, strategyOf(run).product) / 4)
  const order = run.sent.map((_, i) => i).sort((a, b) => run.sent[a] - run.sent[b])
  const times = order.map(i => run.sent[i] + quarter)
  const work = order.map(i => run.work[i])
  const all = Array.from({ length: 10 }, (_, i) => i)
  const what = scenario({
    horizon: (seconds + 600) * SECOND,
    network: { classes: [link(constant(quarter))], between: 0, clients: 0 },
    nodes: nodes(10),
    services: [service('s', all, { balancer: { config: policy, monitor: null }, queue: 1_000_000 })],
    workloads: [
      {
        ...{ id: 'w', service: 0, rate: 0, serviceTime: nothing, timeout: HOUR, retries: 0 },
        arrivals: { kind: 'replay', times, work, keys: null, every: 0 },
      },
    ],
  })
  return World.start(compile(what), `${run.strategy}/${utilisation}`, trial)
}
