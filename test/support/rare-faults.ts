import type { Scenario } from '../../src/scenario/index.js'
import { DAY, HOUR, MILLISECOND as MS, SECOND, YEAR } from '../../src/units/index.js'
import { type PairRates, pairChain } from './pair-chain.js'
import { constant, exponential, link, mode, nodes, scenario, service } from './scenarios.js'
import { meanOver, trialsOf } from './trials.js'

/** Systems in which something happens once in weeks, held to mathematics. */

const heartbeat = 5 * SECOND
const timeout = 30 * SECOND
const promotion = 60 * SECOND
const latency = 2 * MS
const [life, repair] = [30 * DAY, 4 * HOUR]

/** A primary and its backup over `years` in a trial. */
const pair = (years: number, trials: number): Scenario =>
  scenario({
    seed: 'rare faults',
    fidelity: 'leap',
    warmup: 300 * SECOND,
    horizon: years * YEAR,
    trials,
    nodes: nodes(2, { failures: [mode(exponential(life), exponential(repair))] }),
    network: { classes: [link(constant(latency))], between: 0, clients: 0 },
    services: [
      service('s', [0, 1], {
        redundancy: {
          kind: 'standby',
          config: { members: 2, heartbeat, promotion: constant(promotion), resync: constant(0) },
          monitor: { heartbeat, detector: { kind: 'timeout', timeout } },
        },
      }),
    ],
  })

const truth: PairRates = {
  lambda: 1 / life,
  mu: 1 / repair,
  // The last heartbeat was sent within one interval before the crash.
  detect: timeout - heartbeat / 2 + latency,
  timeout,
  promotion,
}

export interface Held {
  readonly what: string
  readonly truth: number
  readonly mean: number
  readonly error: number
  /** How many standard errors apart. */
  readonly z: number
  readonly leapt: number
}

/** Unavailability and outages in a year. */
export function pairAgainstChain(years: number, trials: number): Held[] {
  const chain = pairChain(truth)
  const summaries = trialsOf(pair(years, trials))
  const services = summaries.map(t => t.services[0])
  const leapt = meanOver(summaries.map(t => t.groups[0].leapt / t.measured)).mean
  const held = (what: string, values: readonly number[], value: number): Held => {
    const { mean, error, z } = meanOver(values)
    return { what, truth: value, mean, error, z: z(value), leapt }
  }
  return [
    held(
      'unavailability',
      services.map(s => s.downtime / s.measured),
      chain.unavailability,
    ),
    held(
      'outages in a year',
      services.map(s => s.outages / years),
      chain.outages * YEAR,
    ),
  ]
}

/**
 * False suspicions in a year of two nodes that lose a tenth of each other's heartbeats and suspect after six: runs of six
 * lost ones begin with probability q^6 (1 - q) at each heartbeat (Feller I, XIII.7). It says so from the one before.
 */
export function suspicionsAgainstRuns(years: number, trials: number): Held {
  const [loss, beats] = [0.1, 6]
  const one = scenario({
    seed: 'rare suspicions',
    fidelity: 'leap',
    horizon: years * YEAR,
    nodes: nodes(2),
    network: { classes: [link(constant(latency), { loss })], between: 0, clients: 0 },
    detectors: [
      { id: 'd', members: [0, 1], monitor: { heartbeat, detector: { kind: 'missed', beats, grace: SECOND } } },
    ],
  })
  const summaries = trialsOf(one, trials)
  const { mean, error, z } = meanOver(summaries.map(t => t.detectors[0].falseSuspicions / years))
  const value = (2 * loss ** beats * (1 - loss) * YEAR) / heartbeat
  const leapt = meanOver(summaries.map(t => t.groups[0].leapt / t.measured)).mean
  return { what: 'false suspicions in a year', truth: value, mean, error, z: z(value), leapt }
}
