import { exp, studentQuantile, sum } from '../numerics/index.js'
import { type Interval, requireLevel } from './interval.js'

/** What one independent trial (or batch) adds to the two sums whose ratio is sought. */
export interface Share {
  readonly numerator: number
  readonly denominator: number
}

/** Spread of an estimate: its variance and the degrees of freedom on which that variance rests. */
export interface Spread {
  readonly variance: number
  readonly dof: number
}

/**
 * The variance of an estimate from the influence of each independent contribution (the infinitesimal jackknife: Jaeckel
 * 1972; Efron 1982, chapter 6), with the n/(n-1) of a sample variance.
 *
 * The degrees of freedom are those of a variance whose own variance follows from the kurtosis k of the influences,
 * 2n/(k - 1) (Box 1953), at most n - 1. Few or very unequal outages so widen the interval by
 * themselves: one outage among a thousand trials leaves two degrees, a hundred exponential ones forty.
 */
export function spreadOf(influences: readonly number[]): Spread {
  const n = influences.length
  const squares = sum(influences.map(z => z * z))
  if (squares === 0) return { variance: 0, dof: n - 1 }
  const fourths = sum(influences.map(z => ((z * z) / squares) * ((z * z) / squares)))
  const excess = n * fourths - 1
  const dof = excess > 0 ? Math.min(n - 1, (2 * n) / excess) : n - 1
  return { variance: (squares * n) / (n - 1), dof }
}

/** Half the width of the interval around an estimate of that spread, with Student's quantile. */
export function halfWidth({ variance, dof }: Spread, level: number): number {
  return studentQuantile((1 + level) / 2, dof) * Math.sqrt(variance)
}

/** Spread of the logarithm of sum(numerator) / sum(denominator); both sums positive, two shares or more. */
export function logRatioSpread(shares: readonly Share[]): Spread {
  const numerator = sum(shares.map(share => share.numerator))
  const denominator = sum(shares.map(share => share.denominator))
  return spreadOf(shares.map(share => share.numerator / numerator - share.denominator / denominator))
}

/**
 * The interval [value / f, value * f] for a positive value, from the spread of its logarithm. The ends stay positive
 * and the skewness of a sum of downtimes is nearly gone on that scale.
 */
export function logInterval(value: number, spread: Spread, level: number, method: string): Interval {
  const factor = exp(halfWidth(spread, level))
  // A factor beyond all numbers would make 0 and Infinity of the ends.
  const high = Math.min(value * factor, Number.MAX_VALUE)
  return { value, low: value / factor, high, level, method }
}

/**
 * The interval for sum(numerator) / sum(denominator) over independent contributions, on the logarithm of the ratio.
 * Null when there are fewer than two contributions or a sum is not positive.
 */
export function ratioInterval(shares: readonly Share[], level = 0.95): Interval | null {
  requireLevel(level)
  const numerator = sum(shares.map(share => share.numerator))
  const denominator = sum(shares.map(share => share.denominator))
  if (shares.length < 2 || !(numerator > 0 && denominator > 0)) return null
  const method = `jackknife on the log of the ratio, ${shares.length} trials`
  return logInterval(numerator / denominator, logRatioSpread(shares), level, method)
}
