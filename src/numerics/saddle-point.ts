import { exp } from './exp.js'
import { log, log1p } from './log.js'
import { logGamma, logGammaOnePlus } from './log-gamma.js'

/**
 * The densities behind the incomplete gamma and beta functions are exponentials of differences of large numbers.
 * Loader's saddle-point form (C. Loader, "Fast and accurate computation of binomial probabilities", 2000) keeps
 * the small difference instead: a deviance, and the error of Stirling's formula.
 */

const HALF_LOG_TWO_PI = 0.9189385332046728
const TWO_PI = 6.283185307179586

/** log(1+x) - x without cancellation, for x > -1; relative error below 1e-15. */
export function log1pMinus(x: number): number {
  if (x < -0.39 || x > 0.6) return log1p(x) - x
  const r = x / (2 + x)
  const z = r * r
  let term = z
  let series = 0
  for (let n = 3; term > 1e-18 * 0.3; n += 2) {
    series += term / n
    term *= z
  }
  return r * (2 * series - x)
}

/**
 * a log(a/mean) + mean - a, given the difference mean - a beside the mean, as it may have more digits than the two
 * rounded numbers. Never negative; zero where they agree.
 */
export function deviance(a: number, mean: number, difference = mean - a): number {
  const relative = difference / a
  return relative < -0.9 ? difference - a * log(mean / a) : -a * log1pMinus(relative)
}

/** logGamma(a) - (a - ½) log a + a - ½ log 2π. */
function stirlingError(a: number): number {
  if (a < 16) return logGamma(a) - (a - 0.5) * log(a) + a - HALF_LOG_TWO_PI
  const z = 1 / (a * a)
  return (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360 - z / 156)))))) / a
}

/** a^a e^-a / Γ(a), for a > 0. */
export function gammaPeak(a: number): number {
  if (a < 1) return a * exp(a * log(a) - a - logGammaOnePlus(a))
  return Math.sqrt(a / TWO_PI) * exp(-stirlingError(a))
}
