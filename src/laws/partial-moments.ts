import { exp, expm1, gammaP, gammaQ, log, logGamma, normalCdf, pow } from '../numerics/index.js'
import type { Law } from './law.js'

/** 0: probability; 1 and 2: first and second moment. */
export type Order = 0 | 1 | 2

/**
 * E[X^order; X <= x]: the distribution function for order 0, its share of the mean for order 1, and so on. Everything
 * else about a law (mean, variance, survival, residual life) follows from these partial moments and `momentAbove`.
 *
 * @param strict count X < x instead; makes a difference at atoms only.
 */
export function momentBelow(law: Law, order: Order, x: number, strict = false): number {
  switch (law.kind) {
    case 'constant':
      return (strict ? law.value < x : law.value <= x) ? power(law.value, order) : 0
    case 'uniform': {
      if (x >= law.high) return uniformMoment(law.low, law.high, order)
      if (x <= law.low) return 0
      return ((x - law.low) / (law.high - law.low)) * uniformMoment(law.low, x, order)
    }
    case 'exponential': {
      if (x <= 0) return 0
      if (order === 0) return -expm1(-x / law.mean)
      return power(law.mean, order) * order * gammaP(1 + order, x / law.mean)
    }
    case 'weibull': {
      if (x <= 0) return 0
      const y = pow(x / law.scale, law.shape)
      if (order === 0) return -expm1(-y)
      return weibullMoment(law.shape, law.scale, order) * gammaP(1 + order / law.shape, y)
    }
    case 'lognormal':
      return x <= 0 ? 0 : lognormalMoment(law.mu, law.sigma, order) * normalCdf(lognormalScore(law, order, x))
    case 'gamma':
      return x <= 0 ? 0 : gammaMoment(law.shape, law.scale, order) * gammaP(law.shape + order, x / law.scale)
    case 'pareto':
      return paretoBelow(law.minimum, law.shape, order, x)
    case 'mixture':
      return law.parts.reduce((sum, part) => sum + part.weight * momentBelow(part.law, order, x, strict), 0)
    case 'shifted': {
      const of = (k: Order) => momentBelow(law.law, k, x - law.by, strict)
      return shiftedMoment(law.by, order, of)
    }
    case 'truncated': {
      const mass = momentBetween(law.law, 0, law.low, law.high)
      if (x > law.high) return momentBetween(law.law, order, law.low, law.high) / mass
      if (x < law.low) return 0
      return momentBetween(law.law, order, law.low, x, { high: strict }) / mass
    }
    case 'empirical': {
      const count = countBelow(law.values, x, strict)
      return empiricalMoment(law.values, 0, count, order)
    }
  }
}

/**
 * E[X^order; X > x], accurate where it is small; Infinity where the moment does not exist.
 *
 * @param inclusive count X >= x instead; makes a difference at atoms only.
 */
export function momentAbove(law: Law, order: Order, x: number, inclusive = false): number {
  switch (law.kind) {
    case 'constant':
      return (inclusive ? law.value >= x : law.value > x) ? power(law.value, order) : 0
    case 'uniform': {
      if (x >= law.high) return 0
      if (x <= law.low) return uniformMoment(law.low, law.high, order)
      return ((law.high - x) / (law.high - law.low)) * uniformMoment(x, law.high, order)
    }
    case 'exponential': {
      const t = Math.max(0, x / law.mean)
      if (order === 0) return exp(-t)
      return t === Infinity ? 0 : power(law.mean, order) * order * gammaQ(1 + order, t)
    }
    case 'weibull': {
      const y = x <= 0 ? 0 : pow(x / law.scale, law.shape)
      if (order === 0) return exp(-y)
      return y === Infinity ? 0 : weibullMoment(law.shape, law.scale, order) * gammaQ(1 + order / law.shape, y)
    }
    case 'lognormal': {
      const whole = lognormalMoment(law.mu, law.sigma, order)
      return x <= 0 ? whole : whole * normalCdf(-lognormalScore(law, order, x))
    }
    case 'gamma': {
      const whole = gammaMoment(law.shape, law.scale, order)
      return x <= 0 ? whole : x === Infinity ? 0 : whole * gammaQ(law.shape + order, x / law.scale)
    }
    case 'pareto':
      return paretoAbove(law.minimum, law.shape, order, x)
    case 'mixture':
      return law.parts.reduce((sum, part) => sum + part.weight * momentAbove(part.law, order, x, inclusive), 0)
    case 'shifted': {
      const of = (k: Order) => momentAbove(law.law, k, x - law.by, inclusive)
      return shiftedMoment(law.by, order, of)
    }
    case 'truncated': {
      const mass = momentBetween(law.law, 0, law.low, law.high)
      if (x < law.low) return momentBetween(law.law, order, law.low, law.high) / mass
      if (x > law.high) return 0
      return momentBetween(law.law, order, x, law.high, { low: !inclusive }) / mass
    }
    case 'empirical': {
      const count = countBelow(law.values, x, inclusive)
      return empiricalMoment(law.values, count, law.values.length, order)
    }
  }
}

/**
 * E[X^order; low <= X <= high], from whichever end of the law loses fewer digits.
 *
 * @param open which ends to leave out; makes a difference at atoms only.
 */
export function momentBetween(
  law: Law,
  order: Order,
  low: number,
  high: number,
  open: { readonly low?: boolean; readonly high?: boolean } = {},
): number {
  const below = momentBelow(law, order, low, !open.low)
  const above = momentAbove(law, order, low, !open.low)
  const difference =
    below <= above ? momentBelow(law, order, high, open.high) - below : above - momentAbove(law, order, high, open.high)
  return Math.max(0, difference)
}

/** The whole moment; Infinity where it does not exist. */
export function moment(law: Law, order: Order): number {
  return momentAbove(law, order, 0, true)
}

function power(x: number, order: Order): number {
  return order === 0 ? 1 : order === 1 ? x : x * x
}

function uniformMoment(low: number, high: number, order: Order): number {
  if (order === 0) return 1
  return order === 1 ? (low + high) / 2 : (low * low + low * high + high * high) / 3
}

function weibullMoment(shape: number, scale: number, order: Order): number {
  return power(scale, order) * exp(logGamma(1 + order / shape))
}

function lognormalMoment(mu: number, sigma: number, order: Order): number {
  return order === 0 ? 1 : exp(order * mu + (order * order * sigma * sigma) / 2)
}

/** Weighting a lognormal law with x^order moves its `mu` by order * sigma^2. */
function lognormalScore(law: { readonly mu: number; readonly sigma: number }, order: Order, x: number): number {
  return (log(x) - law.mu) / law.sigma - order * law.sigma
}

function gammaMoment(shape: number, scale: number, order: Order): number {
  if (order === 0) return 1
  return order === 1 ? shape * scale : shape * (shape + 1) * scale * scale
}

function paretoBelow(minimum: number, shape: number, order: Order, x: number): number {
  if (x <= minimum) return 0
  const excess = shape - order
  if (x === Infinity) return excess > 0 ? (shape / excess) * power(minimum, order) : Infinity
  const logRatio = log(x / minimum)
  const integral = excess === 0 ? logRatio : -expm1(-excess * logRatio) / excess
  return shape * power(minimum, order) * integral
}

function paretoAbove(minimum: number, shape: number, order: Order, x: number): number {
  const excess = shape - order
  if (excess <= 0) return Infinity
  if (x === Infinity) return 0
  const from = Math.max(x, minimum)
  return (shape / excess) * power(from, order) * pow(minimum / from, shape)
}

function shiftedMoment(by: number, order: Order, of: (order: Order) => number): number {
  if (order === 0) return of(0)
  if (order === 1) return by * of(0) + of(1)
  return by * by * of(0) + 2 * by * of(1) + of(2)
}

/** How many of the ascending values are at most x, or below x when `strict`. */
function countBelow(values: readonly number[], x: number, strict: boolean): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (strict ? values[middle] < x : values[middle] <= x) low = middle + 1
    else high = middle
  }
  return low
}

function empiricalMoment(values: readonly number[], from: number, to: number, order: Order): number {
  if (order === 0) return (to - from) / values.length
  let sum = 0
  for (let i = from; i < to; i++) sum += power(values[i], order)
  return sum / values.length
}
