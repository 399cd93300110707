import { productError, sumError } from './double-double.js'
import { exp } from './exp.js'
import { log, log1p } from './log.js'
import { deviance, gammaPeak } from './saddle-point.js'

/** A point of the unit interval with its complement, the smaller of the two exact. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** (a+b) x - a, how far the point lies above the mean: computed in two parts, as it is what remains of large numbers. */
function excess(a: number, b: number, { x, y }: Point): number {
  const n = a + b
  const mean = n * x
  const lostOfX = x > y ? 1 - x - y : 0
  return mean - a + (productError(n, x, mean) + sumError(a, b, n) * x + n * lostOfX)
}

function pairDeviance(a: number, b: number, { x, y }: Point, above: number): number {
  return deviance(a, (a + b) * x, above) + deviance(b, (a + b) * y, -above)
}

function peak(a: number, b: number): number {
  return (gammaPeak(a) * gammaPeak(b)) / gammaPeak(a + b)
}

/** log(x^a y^b / B(a,b)): x y times the density of the beta law. */
export function logBetaWeight(a: number, b: number, at: Point): number {
  return log(peak(a, b)) - pairDeviance(a, b, at, excess(a, b, at))
}

/**
 * I_x(a,b) over its weight x^a y^b / B(a,b): the even part of the continued fraction (A. R. DiDonato and A. H. Morris,
 * ACM TOMS 18 (1992), equation 9), whose terms do not cancel for large parameters; by the modified Lentz algorithm.
 */
function fraction(a: number, b: number, { x, y }: Point, above: number): number {
  const start = 1 - above
  let c = (a * start) / (a + 1)
  let value = c
  let d = 0
  for (let n = 1; n < 1e7; n++) {
    const s = a + 2 * n - 1
    const w = n * (b - n) * x
    const alpha = ((a + n - 1) / s) * ((a + b + n - 1) / s) * w * x
    const beta = n + w / s + ((a + n) / (s + 2)) * (start + n * (1 + y))
    d = 1 / (beta + alpha * d)
    c = beta + alpha / c
    const factor = c * d
    value *= factor
    if (Math.abs(factor - 1) < 1.2e-16) break
  }
  return 1 / value
}

function mirrored({ x, y }: Point): Point {
  return { x: y, y: x }
}

/** Whether the lower function is better computed itself, or as the complement of the upper one. */
function isBelowMean(a: number, b: number, x: number): boolean {
  return x < (a + 1) / (a + b + 2)
}

/** I at a point, for positive finite parameters. */
export function lowerBeta(a: number, b: number, at: Point): number {
  const above = excess(a, b, at)
  const weight = peak(a, b) * exp(-pairDeviance(a, b, at, above))
  if (isBelowMean(a, b, at.x)) return weight * fraction(a, b, at, above)
  const upper = weight * fraction(b, a, mirrored(at), -above)
  // Only a tiny b makes the lower part the smaller one on this side; then the fraction, slower here, keeps its digits.
  return upper > 0.75 ? weight * fraction(a, b, at, above) : 1 - upper
}

/** log I at a point, finite however small I is. */
export function logLowerBeta(a: number, b: number, at: Point): number {
  if (!isBelowMean(a, b, at.x)) return log1p(-lowerBeta(b, a, mirrored(at)))
  const above = excess(a, b, at)
  return log(peak(a, b)) - pairDeviance(a, b, at, above) + log(fraction(a, b, at, above))
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
