import type { WorkloadSummary } from '../../measures/index.js'
import { log, studentQuantile, sum } from '../../numerics/index.js'
import type { Estimate } from '../../results/index.js'
import { histogramQuantile, logInterval, logRatioSpread } from '../../statistics/index.js'
import type { TrafficSample } from './sample-traffic.js'
import { latencySections, type SampleSpread, spreadOfSample } from './weigh.js'

/** Where the variance of the failed share of a workload comes from: on the logarithm of the share. */
export interface VarianceParts {
  readonly trials: number
  readonly settled: number
  readonly changes: number
}

export interface SampledEstimate {
  readonly estimate: Estimate
  readonly parts: VarianceParts
  readonly spread: SampleSpread
}

/** The service of a workload in the sample, and its place among those that call it. */
function placeOf(sample: TrafficSample, w: number): { readonly place: number; readonly part: number } {
  const place = sample.services.findIndex(({ load }) => load.workloads.includes(w))
  return { place, part: sample.services[place].load.workloads.indexOf(w) }
}

/**
 * The share of requests that fail: the ratio over trials, as where all requests are simulated, each with the requests that
 * its configurations make to be expected; and the variance of both, that of trials and that of what was sampled, which do
 * not know of each other.
 */
export function sampledUnavailability(
  summaries: readonly WorkloadSummary[],
  sample: TrafficSample,
  w: number,
  level: number,
): SampledEstimate {
  const { place, part } = placeOf(sample, w)
  const spread = spreadOfSample(sample, place, part)
  const shares = summaries.map(({ failed, requests }) => ({ numerator: failed, denominator: requests }))
  const failed = sum(shares.map(share => share.numerator))
  const requests = sum(shares.map(share => share.denominator))
  // What was never seen to fail adds to the upper end alone.
  const beyond = -log((1 - level) / 2) * spread.unseen
  const none = { trials: 0, settled: 0, changes: 0 }
  if (!(failed > 0)) {
    const high = requests > 0 ? Math.min(1, beyond / requests) : 1
    const method = `sampled, ${sample.simulated} requests simulated: none failed, exact Poisson bound`
    return { estimate: { value: 0, low: 0, high, level, method }, parts: none, spread }
  }
  const relative = 1 / (failed * failed)
  const over = shares.length > 1 ? logRatioSpread(shares) : { variance: 0, dof: 1 }
  const parts = { trials: over.variance, settled: spread.settled * relative, changes: spread.changes * relative }
  const own = parts.settled + parts.changes
  const variance = over.variance + own
  const rests = (over.variance * over.variance) / over.dof + (own * own) / spread.dof
  const dof = rests > 0 ? (variance * variance) / rests : 1
  const trials =
    shares.length > 1 ? `jackknife over ${shares.length} trials` : 'the faults of one trial, taken as given'
  const method = `sampled, ${sample.simulated} requests simulated: on the log of the ratio, variance of the ${trials} plus W² var p of ${sample.services[place].measures.size} settled configurations plus N² var x of ${sample.classes.filter(c => c.traffic === sample.services[place]).length} classes of changes; a Poisson bound for those where none failed`
  const interval = logInterval(failed / requests, { variance, dof }, level, method)
  return { estimate: { ...interval, high: Math.min(1, interval.high + beyond / requests) }, parts, spread }
}

/**
 * A quantile of the latency: as over trials, whose interval knows nothing of the sample that they share; and by how far the
 * sections of the sample differ (sectioning, as over trials: Asmussen & Glynn 2007, III.5a). Both variances, Student's
 * quantile of the smaller of their degrees of freedom.
 */
export function sampledLatency(over: Estimate, sample: TrafficSample, w: number, p: number): Estimate {
  const { place, part } = placeOf(sample, w)
  const quantiles = latencySections(sample, place, part).flatMap(one =>
    one.count > 0 ? [histogramQuantile(one, p)] : [],
  )
  const n = quantiles.length
  const { value, high, level } = over
  if (n < 2) return over
  const squares = sum(quantiles.map(quantile => (quantile - value) * (quantile - value)))
  const own = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(squares / (n - 1) / n)
  const half = Math.sqrt((high - value) * (high - value) + own * own)
  const method = `${over.method}, and over ${n} sections of ${sample.simulated} sampled requests`
  return { value, low: Math.max(0, value - half), high: value + half, level, method }
}
