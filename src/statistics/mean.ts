import { sum } from '../numerics/index.js'
import { type Interval, requireLevel } from './interval.js'
import { halfWidth, logInterval, spreadOf } from './ratio.js'

export interface Moments {
  readonly count: number
  readonly mean: number
  /** With count - 1; 0 for a single value. */
  readonly variance: number
}

/** Mean and variance in two passes of compensated sums, in the order given. Null without values. */
export function moments(values: ArrayLike<number>): Moments | null {
  const count = values.length
  if (count === 0) return null
  const mean = sum(values) / count
  const squares = Array.from(values, value => (value - mean) * (value - mean))
  return { count, mean, variance: count > 1 ? sum(squares) / (count - 1) : 0 }
}

/**
 * Student's interval for a mean of independent values; exact for normal ones (Student 1908). Null with fewer than two
 * values.
 */
export function meanInterval(values: ArrayLike<number>, level = 0.95): Interval | null {
  requireLevel(level)
  const found = moments(values)
  if (found === null || found.count < 2) return null
  const { count, mean, variance } = found
  const half = halfWidth({ variance: variance / count, dof: count - 1 }, level)
  return { value: mean, low: mean - half, high: mean + half, level, method: `t, ${count} values` }
}

/**
 * The interval for the mean of independent positive values that may be skewed (outage lengths, repair times), on the
 * logarithm of the mean. Null with fewer than two values or when all are zero.
 */
export function positiveMeanInterval(values: ArrayLike<number>, level = 0.95): Interval | null {
  requireLevel(level)
  const count = values.length
  const total = sum(values)
  if (count < 2 || !(total > 0)) return null
  const spread = spreadOf(Array.from(values, value => value / total - 1 / count))
  return logInterval(total / count, spread, level, `t on the log of the mean, ${count} values`)
}
