import { exp, expm1 } from './exp.js'
import { log, log1p } from './log.js'
import { logGammaOnePlus } from './log-gamma.js'
import { deviance, gammaPeak } from './saddle-point.js'

/** x^a e^-x / Γ(a): x times the density of the gamma law of shape a. */
export function gammaWeight(a: number, x: number): number {
  return gammaPeak(a) * exp(-deviance(a, x))
}

/** The logarithm of `gammaWeight`, which does not underflow. */
export function logGammaWeight(a: number, x: number): number {
  return log(gammaPeak(a)) - deviance(a, x)
}

/** P(a,x) over its weight, by the power series (Abramowitz & Stegun 6.5.29); takes about √a terms for x <= a + 1. */
export function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let total = term
  for (let n = 1; term > total * 1e-17; n++) {
    term *= x / (a + n)
    total += term
  }
  return total
}

/** Q(a,x) over its weight, by the continued fraction (Abramowitz & Stegun 6.5.31, modified Lentz). */
export function upperFraction(a: number, x: number): number {
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

function outsideDomain(a: number, x: number): boolean {
  return !(a > 0 && x >= 0 && a < Infinity)
}

/**
 * The regularized lower incomplete gamma function P(a,x): the probability that a gamma variable of shape `a` and
 * scale 1 is at most `x`. For a > 0 and x >= 0, otherwise NaN. Relative error below 1e-13 for a <= 1e6 and
 * results above 1e-100, growing with the exponent beyond; the work grows with √a.
 */
export function gammaP(a: number, x: number): number {
  if (outsideDomain(a, x)) return NaN
  if (x === 0) return 0
  if (x === Infinity) return 1
  if (x < a + 1) return gammaWeight(a, x) * lowerSeries(a, x)
  return 1 - gammaWeight(a, x) * upperFraction(a, x)
}

/** The upper function Q(a,x) = 1 - P(a,x), without cancellation; domain and accuracy as `gammaP`. */
export function gammaQ(a: number, x: number): number {
  if (outsideDomain(a, x)) return NaN
  if (x === 0) return 1
  if (x === Infinity) return 0
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
