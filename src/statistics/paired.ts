import { sum } from '../numerics/index.js'
import { type Interval, requireLevel } from './interval.js'
import { halfWidth, logInterval, spreadOf } from './ratio.js'
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
  const value = b.value - a.value
  const half = halfWidth(spreadOf(b.influences.map((z, i) => z - a.influences[i])), level)
  const difference = { value, low: value - half, high: value + half, level, method: `paired t, ${pairs} trials` }
  return { difference, ratio: ratioOf(a, b, level), correlation: correlationOf(a.influences, b.influences) }
}

interface Influences {
  readonly value: number
  readonly influences: readonly number[]
}

/** U and what each trial adds to its error. */
function influencesOf(trials: readonly TrialDowntime[]): Influences {
  const measured = sum(trials.map(trial => trial.measured))
  if (!(measured > 0)) throw new RangeError('no unavailability without measured time')
  const value = sum(trials.map(trial => trial.downtime)) / measured
  return { value, influences: trials.map(trial => (trial.downtime - value * trial.measured) / measured) }
}

function ratioOf(a: Influences, b: Influences, level: number): Interval | null {
  if (a.value === 0 || b.value === 0) return null
  const spread = spreadOf(b.influences.map((z, i) => z / b.value - a.influences[i] / a.value))
  return logInterval(
    b.value / a.value,
    spread,
    level,
    `paired jackknife on the log ratio, ${a.influences.length} trials`,
  )
}

/** Influences sum to zero, so their products are covariances. */
function correlationOf(a: readonly number[], b: readonly number[]): number | null {
  const both = Math.sqrt(sum(a.map(z => z * z))) * Math.sqrt(sum(b.map(z => z * z)))
  return both > 0 ? sum(a.map((z, i) => z * b[i])) / both : null
}
