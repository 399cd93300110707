import type { ComponentSummary, ServiceSummary, WorkloadSummary } from '../measures/index.js'
import { studentQuantile } from '../numerics/index.js'
import type { Estimate } from '../results/index.js'
import {
  clopperPearson,
  cyclesOf,
  emptyHistogram,
  type Histogram,
  histogramQuantile,
  mergeHistogram,
  poissonRateBound,
  poissonRateInterval,
  positiveMeanInterval,
  quantileInterval,
  ratioInterval,
  type TrialDowntime,
  unavailabilityInterval,
} from '../statistics/index.js'

/** Estimates over the trials of a study, in order of their number. Null: too little was seen to say anything. */

/** With fewer trials an interval for unavailability is made from the cycles within them. */
const manyTrials = 10

export function downtimes(summaries: readonly (ServiceSummary | ComponentSummary)[]): TrialDowntime[] {
  return summaries.map(summary => ({
    downtime: summary.downtime,
    measured: summary.measured,
    outages: 'outages' in summary ? summary.outages : summary.failures,
  }))
}

/** Time unavailability of a service. `meanOutage` is what to go by when none was seen. */
export function serviceUnavailability(
  summaries: readonly ServiceSummary[],
  meanOutage: number | undefined,
  level: number,
): Estimate {
  const trials = downtimes(summaries)
  if (summaries.length >= manyTrials) return unavailabilityInterval({ trials, meanOutage }, level)
  const whole = summaries.every(s => s.records.length === s.outages)
  const cycles = whole ? summaries.flatMap(s => cyclesOf(s.records, s.measured)) : undefined
  return unavailabilityInterval({ trials, cycles, meanOutage }, level)
}

/**
 * Time unavailability of a node or domain. No record is kept of its single down times, so with fewer than ten trials
 * the interval is wider than it need be, and with one trial it supposes exponential up and down times.
 */
export function componentUnavailability(summaries: readonly ComponentSummary[], level: number): Estimate {
  return unavailabilityInterval({ trials: downtimes(summaries) }, level)
}

/** Lengths of all outages that ended, as far as they were kept. */
export function endedLengths(summaries: readonly ServiceSummary[]): number[] {
  return summaries.flatMap(s =>
    s.records.filter(r => !r.censored && !(s.downAtStart && r.start === 0)).map(r => r.length),
  )
}

/** Over outages seen from beginning to end. */
export function meanOutage(summaries: readonly ServiceSummary[], level: number): Estimate | null {
  return positiveMeanInterval(endedLengths(summaries), level)
}

/** Up time over the outages that ended it: up times cut off by the end of measuring count, as censored ones should. */
export function meanUp(summaries: readonly ServiceSummary[], level: number): Estimate | null {
  const shares = summaries.map(s => ({
    numerator: s.measured - s.downtime,
    denominator: s.outages - (s.downAtStart ? 1 : 0),
  }))
  return ratioInterval(shares, level)
}

/** Measured time over the outages that began in it. */
export function meanBetweenStarts(summaries: readonly ServiceSummary[], level: number): Estimate | null {
  const shares = summaries.map(s => ({ numerator: s.measured, denominator: s.outages - (s.downAtStart ? 1 : 0) }))
  return ratioInterval(shares, level)
}

/**
 * Events in a year, from their number in each trial. With few trials their scatter says little (two trials with one
 * event each would give no width at all), and events are taken for a Poisson process; with none seen, a bound.
 */
export function perYear(counts: readonly number[], measured: number, year: number, level: number): Estimate {
  const exposure = (counts.length * measured) / year
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) {
    const high = poissonRateBound(0, exposure, level)
    return { value: 0, low: 0, high, level, method: 'exact Poisson bound, none seen' }
  }
  if (counts.length < manyTrials) return poissonRateInterval(total, exposure, level)
  const shares = counts.map(count => ({ numerator: count, denominator: measured / year }))
  return ratioInterval(shares, level) ?? poissonRateInterval(total, exposure, level)
}

/** Share of time up but degraded. */
export function degradedShare(summaries: readonly ServiceSummary[], level: number): Estimate {
  return unavailabilityInterval(
    { trials: summaries.map(s => ({ downtime: s.degraded, measured: s.measured, outages: s.degraded > 0 ? 1 : 0 })) },
    level,
  )
}

export interface Months {
  readonly total: number
  readonly broken: number
  readonly share: Estimate
}

/**
 * Months whose downtime exceeds what the objective allows in a month of that length. Months of one trial hang together,
 * so the interval is over trials; without a broken month, or with hardly a trial, it is the exact binomial one.
 */
export function monthsBroken(
  summaries: readonly ServiceSummary[],
  boundaries: readonly number[],
  objective: number,
  level: number,
): Months | null {
  const perTrial = summaries.map(({ windows }) => ({
    numerator: windows.filter((downtime, w) => downtime > objective * (boundaries[w + 1] - boundaries[w])).length,
    denominator: windows.length,
  }))
  const total = perTrial.reduce((sum, t) => sum + t.denominator, 0)
  const broken = perTrial.reduce((sum, t) => sum + t.numerator, 0)
  if (total === 0) return null
  const share = broken === 0 || broken === total ? null : ratioInterval(perTrial, level)
  return { total, broken, share: atMostOne(share ?? clopperPearson(broken, total, level)) }
}

/** Share of requests not answered in time. Requests of one trial hang together, so the interval is over trials. */
export function requestUnavailability(
  summaries: readonly Pick<WorkloadSummary, 'requests' | 'failed'>[],
  level: number,
): Estimate | null {
  const requests = summaries.reduce((sum, s) => sum + s.requests, 0)
  const failed = summaries.reduce((sum, s) => sum + s.failed, 0)
  if (requests === 0) return null
  const over = ratioInterval(
    summaries.map(s => ({ numerator: s.failed, denominator: s.requests })),
    level,
  )
  return atMostOne(over ?? clopperPearson(failed, requests, level))
}

const atMostOne = (estimate: Estimate): Estimate => ({ ...estimate, high: Math.min(1, estimate.high) })

/** A quantile of values from all trials, between two that occurred; the largest is what it is. */
export function quantileOf(values: readonly number[], p: number, level: number): Estimate | null {
  if (values.length === 0) return null
  if (p >= 1)
    return exactly(
      values.reduce((most, value) => Math.max(most, value), 0),
      level,
      `largest of ${values.length}`,
    )
  return quantileInterval(values, p, level)
}

const mostSections = 20

/**
 * A quantile of what histograms of the trials counted. The interval is by sectioning: Student's, from how far the
 * quantiles of up to twenty sections of the trials lie from that of all trials together (Asmussen & Glynn, Stochastic
 * Simulation, 2007, III.5a). Sections rather than trials, as a quantile of few values leans to one side.
 */
export function histogramEstimate(histograms: readonly Histogram[], p: number, level: number): Estimate | null {
  const merged = mergedHistogram(histograms)
  if (merged.count === 0) return null
  const value = histogramQuantile(merged, p)
  if (p >= 1) return exactly(value, level, `largest of ${merged.count}`)
  const sections = sectionsOf(histograms.filter(h => h.count > 0)).map(section => histogramQuantile(section, p))
  const n = sections.length
  if (n < 2) return null
  const squares = sections.reduce((sum, quantile) => sum + (quantile - value) * (quantile - value), 0)
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(squares / (n - 1) / n)
  return {
    value,
    low: Math.max(0, value - half),
    high: value + half,
    level,
    method: `t over ${n} sections of the trials`,
  }
}

/** Neighbours together, as evenly as can be. */
function sectionsOf(histograms: readonly Histogram[]): Histogram[] {
  const count = Math.min(mostSections, histograms.length)
  const edge = (section: number): number => Math.floor((section * histograms.length) / count)
  return Array.from({ length: count }, (_, i) => mergedHistogram(histograms.slice(edge(i), edge(i + 1))))
}

export function mergedHistogram(histograms: readonly Histogram[]): Histogram {
  const merged = emptyHistogram()
  for (const histogram of histograms) mergeHistogram(merged, histogram)
  return merged
}

export function exactly(value: number, level: number, method: string): Estimate {
  return { value, low: value, high: value, level, method }
}
