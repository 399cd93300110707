import { exp } from './exp.js'
import { LARGE_SHAPE, logGammaP, logGammaQ, logGammaWeight } from './incomplete-gamma.js'
import { log } from './log.js'
import { logGammaOnePlus } from './log-gamma.js'
import { normalQuantile } from './normal.js'

/** Wilson and Hilferty's cube where it is good; else the first term of the series for P, or a bound on the tail. */
function firstGuess(a: number, p: number, q: number): number {
  const z = p < q ? normalQuantile(p) : -normalQuantile(q)
  const cubeRoot = 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a))
  if (a >= 0.5 && cubeRoot > 0.3) return a * cubeRoot * cubeRoot * cubeRoot
  if (q < p) return a + 1 - log(q)
  return Math.min(a + 1, exp((log(p) + (a <= 1 ? logGammaOnePlus(a) : a * log(a) - a)) / a))
}

/**
 * The root of log T(e^t) = log(target), where T is P (sign 1) or Q (sign -1), by Newton's method. Both are concave in
 * t, as the density of log x is log-concave: from the first step on the iterates approach from one side and cannot
 * leave.
 */
function solve(a: number, target: number, sign: 1 | -1, guess: number): number {
  const goal = log(target)
  let x = guess
  let last = Infinity
  for (let i = 0; i < 100; i++) {
    if (x === 0 || x === Infinity) return x
    const value = sign > 0 ? logGammaP(a, x) : logGammaQ(a, x)
    const slope = sign * exp(logGammaWeight(a, x) - value)
    const step = (goal - value) / slope
    const size = Math.abs(step)
    // Rounding makes the last steps wander; the first that does not shrink ends the search.
    if (size < 1e-8 && size >= last) return x
    x *= exp(Math.max(-700, Math.min(700, step)))
    if (size < 1e-16) return x
    last = size
  }
  return x
}

function inverse(a: number, p: number, q: number): number {
  if (!(a > 0 && a < Infinity && p >= 0 && q >= 0)) return NaN
  if (p === 0) return 0
  if (q === 0) return Infinity
  const guess = firstGuess(a, p, q)
  // There the cube is exact to more digits than the number has.
  if (a > LARGE_SHAPE) return guess
  return p <= q ? solve(a, p, 1, guess) : solve(a, q, -1, guess)
}

/**
 * The x with P(a,x) = p: the quantile of the gamma law of shape `a` and scale 1. For a > 0 and 0 <= p <= 1, otherwise
 * NaN. Relative error below 1e-13 for a >= 0.01.
 */
export function inverseGammaP(a: number, p: number): number {
  return inverse(a, p, 1 - p)
}

/** The x with Q(a,x) = q; for upper tails so thin that 1 - q would be 1. Domain and accuracy as `inverseGammaP`. */
export function inverseGammaQ(a: number, q: number): number {
  return inverse(a, 1 - q, q)
}
