import { betaI, sum } from '../numerics/index.js'
import { type Interval, requireLevel } from './interval.js'

/** What is said of a sample in a table. Quantiles are values that occurred. */
export interface QuantileTable {
  readonly count: number
  readonly mean: number
  readonly min: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/**
 * The rank, from 1, of the p-quantile among `count` ordered values: the inverse of the empirical distribution function
 * (type 1 of Hyndman & Fan 1996), so that a quantile is a value that occurred.
 */
export function rankOf(p: number, count: number): number {
  // 0.07 * 100 is just above 7 in binary: a product within rounding of a whole number counts as that number.
  const place = p * count
  const whole = Math.round(place)
  const rank = Math.abs(place - whole) <= place * 4 * Number.EPSILON ? whole : Math.ceil(place)
  return Math.min(Math.max(rank, 1), count)
}

/**
 * The p-quantile of a sample in any order.
 *
 * @throws RangeError without values or with p outside [0, 1].
 */
export function sampleQuantile(values: ArrayLike<number>, p: number): number {
  requireProbability(p)
  if (values.length === 0) throw new RangeError('no quantile without values')
  return ascending(values)[rankOf(p, values.length) - 1]
}

/** The exact table of a sample in any order; null without values. */
export function quantileTable(values: ArrayLike<number>): QuantileTable | null {
  const count = values.length
  if (count === 0) return null
  const sorted = ascending(values)
  const at = (p: number) => sorted[rankOf(p, count) - 1]
  return {
    count,
    mean: sum(sorted) / count,
    min: sorted[0],
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: sorted[count - 1],
  }
}

/**
 * The interval for the p-quantile of a continuous law between two ordered values of an independent sample; assumes
 * nothing about the law and covers at least `level` (David & Nagaraja 2003, section 7.1). Null when the sample is too
 * small to bound the quantile on both sides: the 99th percentile takes 368 values at 95 %.
 */
export function quantileInterval(values: ArrayLike<number>, p: number, level = 0.95): Interval | null {
  requireLevel(level)
  requireProbability(p)
  const count = values.length
  const tail = (1 - level) / 2
  // P(the r-th value lies above the quantile) = P(fewer than r values lie below it).
  const lowRank = firstRank(count, rank => binomialCdf(rank - 1, count, p) > tail) - 1
  const highRank = firstRank(count, rank => binomialCdf(rank - 1, count, p) >= 1 - tail)
  if (lowRank < 1 || highRank > count) return null
  const sorted = ascending(values)
  const value = sorted[rankOf(p, count) - 1]
  const method = `order statistics ${lowRank} and ${highRank} of ${count}`
  return { value, low: sorted[lowRank - 1], high: sorted[highRank - 1], level, method }
}

/** P(B <= k) for a binomial B of n draws with chance p. */
function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0
  return k >= n ? 1 : betaI(n - k, k + 1, 1 - p)
}

/** The first rank from 1 to count for which a condition holds that stays true from there; count + 1 when none. */
function firstRank(count: number, holds: (rank: number) => boolean): number {
  let low = 1
  let high = count + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

function ascending(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort()
}

function requireProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability lies between 0 and 1, not at ${p}`)
}
