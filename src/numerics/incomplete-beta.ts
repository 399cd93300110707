import { productError, sumError } from './double-double.js'
import { exp } from './exp.js'
import { log, log1p } from './log.js'
import { deviance, gammaPeak } from './saddle-point.js'

/** A point of the unit interval with its complement, the smaller of the two exact. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** The deviance of the pair (a, b) from the means (n x, n y), with n = a + b carried in two parts. */
function pairDeviance(a: number, b: number, { x, y }: Point): number {
  const n = a + b
  const nLow = sumError(a, b, n)
  const meanA = n * x
  const meanB = n * y
  // What rounding took from the larger of x and y.
  const xLow = x > y ? 1 - x - y : 0
  const yLow = x > y ? 0 : 1 - y - x
  const lowA = productError(n, x, meanA) + nLow * x + n * xLow
  const lowB = productError(n, y, meanB) + nLow * y + n * yLow
  return deviance(a, meanA, lowA) + deviance(b, meanB, lowB)
}

/** log(x^a y^b / B(a,b)): x y times the density of the beta law. */
export function logBetaWeight(a: number, b: number, at: Point): number {
  return log((gammaPeak(a) * gammaPeak(b)) / gammaPeak(a + b)) - pairDeviance(a, b, at)
}

function betaWeight(a: number, b: number, at: Point): number {
  return ((gammaPeak(a) * gammaPeak(b)) / gammaPeak(a + b)) * exp(-pairDeviance(a, b, at))
}

/** I_x(a,b) over its weight, by the continued fraction (Abramowitz & Stegun 26.5.8, modified Lentz). */
function fraction(a: number, b: number, x: number): number {
  const n = a + b
  let c = 1
  let d = 1 / (1 - (n * x) / (a + 1))
  let value = d
  for (let m = 1; m < 1e7; m++) {
    const a2m = a + 2 * m
    const even = (m * (b - m) * x) / ((a2m - 1) * a2m)
    d = 1 / (1 + even * d)
    c = 1 + even / c
    value *= d * c
    const odd = (-(a + m) * (n + m) * x) / (a2m * (a2m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    const factor = d * c
    value *= factor
    if (Math.abs(factor - 1) < 1.2e-16) break
  }
  return value / a
}

/** Whether the lower function is better computed itself, or as the complement of the upper one. */
function isBelowMean(a: number, b: number, x: number): boolean {
  return x < (a + 1) / (a + b + 2)
}

/** I at a point, for positive finite parameters. */
export function lowerBeta(a: number, b: number, at: Point): number {
  const { x, y } = at
  if (isBelowMean(a, b, x)) return betaWeight(a, b, at) * fraction(a, b, x)
  const upper = betaWeight(a, b, at) * fraction(b, a, y)
  // Only a tiny b makes the lower part the smaller one on this side; then the fraction, slower here, keeps its digits.
  return upper > 0.75 ? betaWeight(a, b, at) * fraction(a, b, x) : 1 - upper
}

/** log I at a point, finite however small I is. */
export function logLowerBeta(a: number, b: number, at: Point): number {
  if (isBelowMean(a, b, at.x)) return logBetaWeight(a, b, at) + log(fraction(a, b, at.x))
  return log1p(-lowerBeta(b, a, { x: at.y, y: at.x }))
}

/**
 * The regularized incomplete beta function I_x(a,b): the probability that a beta variable is at most `x`. For a, b > 0
 * and 0 <= x <= 1, otherwise NaN. Relative error below 1e-13 for a, b <= 1e6 and results above 1e-100, growing with
 * the exponent beyond; the work grows with √min(a,b). The upper part is betaI(b, a, 1 - x).
 */
export function betaI(a: number, b: number, x: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1 && a + b < Infinity)) return NaN
  if (x === 0 || x === 1) return x
  return lowerBeta(a, b, { x, y: 1 - x })
}
