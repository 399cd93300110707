import { erfc } from './error-function.js'
import { exp, expm1 } from './exp.js'
import { log, log1p } from './log.js'
import { logGammaOnePlus } from './log-gamma.js'
import { deviance, gammaPeak } from './saddle-point.js'

const TWO_PI = 6.283185307179586

/** x^a e^-x / Γ(a): x times the density of the gamma law of shape a. */
function gammaWeight(a: number, x: number): number {
  return gammaPeak(a) * exp(-deviance(a, x))
}

/** The logarithm of `gammaWeight`, which does not underflow. */
export function logGammaWeight(a: number, x: number): number {
  return log(gammaPeak(a)) - deviance(a, x)
}

/** P(a,x) over its weight, by the power series (Abramowitz & Stegun 6.5.29); takes about √a terms for x <= a + 1. */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let total = term
  for (let n = 1; term > total * 1e-17; n++) {
    term *= x / (a + n)
    total += term
  }
  return total
}

/** Q(a,x) over its weight, by the continued fraction (Abramowitz & Stegun 6.5.31, modified Lentz). */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a
  let d = 1 / b
  let c = 1e300
  let value = d
  for (let n = 1; n < 1e7; n++) {
    const numerator = n * (a - n)
    b += 2
    d = 1 / (numerator * d + b)
    c = b + numerator / c
    const factor = c * d
    value *= factor
    if (Math.abs(factor - 1) < 1.2e-16) break
  }
  return value
}

/** Q(a,x) for a < 1 and x of order one, where 1 - P cancels (Gautschi 1979). */
function upperOfSmallShape(a: number, x: number): number {
  const exponent = a * log(x) - logGammaOnePlus(a)
  let term = 1
  let total = 0
  for (let n = 1; Math.abs(term) > 1e-17; n++) {
    term *= -x / n
    total -= term / (a + n)
  }
  return -expm1(exponent) + exp(exponent) * a * total
}

/** Beyond this shape series and fraction take too long, and the expansion below has all digits. */
export const LARGE_SHAPE = 1e8

/** Q(a,x), or P with sign -1, for a > LARGE_SHAPE: Temme's uniform expansion (1979), of which one term is enough. */
function uniformExpansion(a: number, x: number, sign: 1 | -1): number {
  const relative = (x - a) / a
  const d = deviance(a, x)
  const root = relative < 0 ? -Math.sqrt(d) : Math.sqrt(d)
  const eta = root * Math.sqrt(2 / a)
  const term = Math.abs(eta) < 0.01 ? -1 / 3 + eta * (1 / 12 - eta * (2 / 135 - eta / 864)) : 1 / relative - 1 / eta
  return 0.5 * erfc(sign * root) + (sign * term * exp(-d)) / Math.sqrt(TWO_PI * a)
}

function outsideDomain(a: number, x: number): boolean {
  return !(a > 0 && x >= 0 && a < Infinity)
}

/**
 * The regularized lower incomplete gamma function P(a,x): the probability that a gamma variable of shape `a` and
 * scale 1 is at most `x`. For a > 0 and x >= 0, otherwise NaN. Relative error below 1e-13 for a <= 1e6 and
 * results above 1e-100, growing with the exponent beyond; the work grows with √a up to shapes of 1e8, and is constant above.
 */
export function gammaP(a: number, x: number): number {
  if (outsideDomain(a, x)) return NaN
  if (x === 0) return 0
  if (x === Infinity) return 1
  if (a > LARGE_SHAPE) return uniformExpansion(a, x, -1)
  if (x < a + 1) return gammaWeight(a, x) * lowerSeries(a, x)
  return 1 - gammaWeight(a, x) * upperFraction(a, x)
}

/** The upper function Q(a,x) = 1 - P(a,x), without cancellation; domain and accuracy as `gammaP`. */
export function gammaQ(a: number, x: number): number {
  if (outsideDomain(a, x)) return NaN
  if (x === 0) return 1
  if (x === Infinity) return 0
  if (a > LARGE_SHAPE) return uniformExpansion(a, x, 1)
  if (x >= a + 1) return gammaWeight(a, x) * upperFraction(a, x)
  if (a < 1) return upperOfSmallShape(a, x)
  return 1 - gammaWeight(a, x) * lowerSeries(a, x)
}

/** log P(a,x), finite however small P is. */
export function logGammaP(a: number, x: number): number {
  return x < a + 1 ? logGammaWeight(a, x) + log(lowerSeries(a, x)) : log1p(-gammaQ(a, x))
}

/** log Q(a,x), finite however small Q is. */
export function logGammaQ(a: number, x: number): number {
  return x >= a + 1 ? logGammaWeight(a, x) + log(upperFraction(a, x)) : log(gammaQ(a, x))
}
