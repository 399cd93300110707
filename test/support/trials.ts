import { compile, runTrial } from '../../src/cluster/index.js'
import type { ServiceSummary, TrialSummary } from '../../src/measures/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { unavailabilityInterval } from '../../src/statistics/index.js'

/** All trials of a scenario, in order of their number. */
export function trialsOf(scenario: Scenario, count = scenario.trials): TrialSummary[] {
  const plan = compile(scenario)
  return Array.from({ length: count }, (_, i) => runTrial(plan, scenario.seed, i + 1))
}

export const ofService = (trials: readonly TrialSummary[], s = 0): ServiceSummary[] => trials.map(t => t.services[s])

export interface Estimated {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Of the interval on the logarithm. */
  readonly relativeHalfWidth: number
  /** How many standard errors the estimate lies above `truth`, on the logarithm. */
  z(truth: number): number
}

/** The product's own interval for the unavailability of a service at 95 %. */
export function unavailability(summaries: readonly ServiceSummary[]): Estimated {
  const { value, low, high } = unavailabilityInterval({ trials: summaries }, 0.95)
  const half = Math.log(high / value)
  return { value, low, high, relativeHalfWidth: half, z: truth => Math.log(value / truth) / (half / 1.96) }
}

/** Mean over independent trials, and how many standard errors it lies above a truth. */
export function meanOver(values: readonly number[]) {
  const n = values.length
  const mean = values.reduce((sum, v) => sum + v, 0) / n
  const error = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1) / n)
  return { mean, error, z: (truth: number) => (mean - truth) / error }
}

/** Downtime of a trial within [from, to), from the start of measuring. All outages must have been kept. */
export function downtimeWithin({ records, outages }: ServiceSummary, from: number, to: number): number {
  if (records.length !== outages) throw new Error('not every outage has a record')
  return records.reduce((sum, r) => sum + Math.max(0, Math.min(to, r.start + r.length) - Math.max(from, r.start)), 0)
}
