import { sum } from '../numerics/index.js'
import { type Interval, requireLevel } from './interval.js'
import { noOutageBound } from './no-outage.js'
import { halfWidth, logInterval, type Spread, spreadOf } from './ratio.js'
import type { TrialDowntime } from './unavailability.js'

export interface PairedComparison {
  /** Unavailability of the second less that of the first. */
  readonly difference: Interval
  /** Unavailability of the second over that of the first; null unless both had downtime. */
  readonly ratio: Interval | null
  /** Correlation of the two over trials: how much luck they shared. Null when one of them did not vary. */
  readonly correlation: number | null
}

/**
 * Compares two variants over the same trial numbers. With common random numbers their luck cancels in each pair, and
 * the interval is narrower than two separate ones would suggest (Law 2015, section 11.2).
 *
 * Luck may cancel in nearly every pair and variants differ in rare trials of which none was seen (repairs twice as long
 * double the downtime of most trials exactly, but not of one whose end cuts an outage off). The variance therefore
 * allows for one more outage of mean length that only one variant has, which matters only where little else does. When
 * neither had an outage, the difference is bounded by the share of trials that may show one (`noOutageBound`).
 *
 * @throws RangeError unless both have the same number of trials, at least two, and measured time.
 */
export function comparePaired(
  first: readonly TrialDowntime[],
  second: readonly TrialDowntime[],
  level = 0.95,
): PairedComparison {
  requireLevel(level)
  const pairs = first.length
  if (pairs < 2 || second.length !== pairs) throw new RangeError(`${pairs} trials against ${second.length}`)
  const a = influencesOf(first)
  const b = influencesOf(second)
  return {
    difference: differenceOf(a, b, level),
    ratio: ratioOf(a, b, level),
    correlation: correlationOf(a.influences, b.influences),
  }
}

interface Influences {
  readonly value: number
  /** What each trial adds to the error of `value`. */
  readonly influences: readonly number[]
  readonly outages: number
  readonly measured: number
}

function influencesOf(trials: readonly TrialDowntime[]): Influences {
  const measured = sum(trials.map(trial => trial.measured))
  if (!(measured > 0)) throw new RangeError('no unavailability without measured time')
  const value = sum(trials.map(trial => trial.downtime)) / measured
  const influences = trials.map(trial => (trial.downtime - value * trial.measured) / measured)
  return { value, influences, outages: sum(trials.map(trial => trial.outages)), measured }
}

function differenceOf(a: Influences, b: Influences, level: number): Interval {
  const pairs = a.influences.length
  const value = b.value - a.value
  if (a.value === 0 && b.value === 0) {
    const { trialShare } = noOutageBound({ trials: pairs, measured: a.measured }, level)
    return { value, low: -trialShare, high: trialShare, level, method: `no outage in ${pairs} pairs` }
  }
  const unseen = (a.value + b.value) / Math.max(1, a.outages + b.outages)
  const spread = spreadOf(b.influences.map((z, i) => z - a.influences[i]))
  const half = halfWidth(withUnseen(spread, unseen), level)
  return { value, low: value - half, high: value + half, level, method: `paired t, ${pairs} trials` }
}

function ratioOf(a: Influences, b: Influences, level: number): Interval | null {
  if (a.value === 0 || b.value === 0) return null
  const unseen = 1 / Math.max(1, Math.min(a.outages, b.outages))
  const spread = spreadOf(b.influences.map((z, i) => z / b.value - a.influences[i] / a.value))
  const method = `paired jackknife on the log ratio, ${a.influences.length} trials`
  return logInterval(b.value / a.value, withUnseen(spread, unseen), level, method)
}

function withUnseen({ variance, dof }: Spread, unseen: number): Spread {
  return { variance: variance + unseen * unseen, dof }
}

/** Influences sum to zero, so their products are covariances. */
function correlationOf(a: readonly number[], b: readonly number[]): number | null {
  const both = Math.sqrt(sum(a.map(z => z * z))) * Math.sqrt(sum(b.map(z => z * z)))
  return both > 0 ? sum(a.map((z, i) => z * b[i])) / both : null
}
