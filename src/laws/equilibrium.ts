import { exp, expm1, gammaP, gammaQ, inverseGammaP, log1p, pow } from '../numerics/index.js'
import { cdf, mean, requireProbability, survival } from './distribution.js'
import type { Law } from './law.js'
import { LawError } from './law-error.js'
import { momentAbove, momentBelow } from './partial-moments.js'
import { smallest } from './smallest.js'

// Residual life in equilibrium: what is left of the life of a part that has been renewed since long ago, when looked at
// without regard to its age. Its density is survival(x) / mean (Cox, Renewal Theory, 1962, section 5.2).

/**
 * P(residual life <= x).
 *
 * @throws {LawError} when the law has no finite mean, and hence no equilibrium.
 */
export function equilibriumCdf(law: Law, x: number): number {
  const whole = equilibriumMean(law)
  if (x < 0) return 0
  if (whole === 0) return 1
  return Math.min(1, areaBelow(law, x) / whole)
}

/**
 * P(residual life > x), with all its digits where `1 - equilibriumCdf` has none left.
 *
 * @throws {LawError} when the law has no finite mean.
 */
export function equilibriumSurvival(law: Law, x: number): number {
  const whole = equilibriumMean(law)
  if (x < 0) return 1
  if (whole === 0) return 0
  return Math.min(1, areaAbove(law, x) / whole)
}

/**
 * The smallest x with equilibriumCdf(x) >= p.
 *
 * @throws {LawError} when the law has no finite mean or p is not in [0, 1].
 */
export function equilibriumQuantile(law: Law, p: number): number {
  requireProbability(law, p)
  const whole = equilibriumMean(law)
  if (whole === 0 || p === 0) return 0
  const q = 1 - p
  switch (law.kind) {
    case 'constant':
      return p * law.value
    case 'exponential':
      return -law.mean * log1p(-p)
    case 'weibull':
      return law.scale * pow(inverseGammaP(1 / law.shape, p), 1 / law.shape)
    case 'pareto':
      if (p * whole <= law.minimum) return p * whole
      return law.minimum * exp(-log1p(-(p * whole - law.minimum) / (whole - law.minimum)) / (law.shape - 1))
  }
  if (q === 0) return supremum(law)
  const excess = p <= 0.5 ? (x: number) => equilibriumCdf(law, x) - p : (x: number) => q - equilibriumSurvival(law, x)
  // Survival never exceeds one, so that the residual life is at least p * mean.
  return smallest(excess, p * whole * (1 - 1e-15), 2 * whole)
}

/** @throws {LawError} unless the mean is finite. */
function equilibriumMean(law: Law): number {
  const whole = mean(law)
  if (whole === Infinity) throw new LawError(law.kind, 'mean', whole, 'finite for an equilibrium to exist')
  return whole
}

/** The area under the survival function over [0, x]. */
function areaBelow(law: Law, x: number): number {
  if (x === Infinity) return mean(law)
  switch (law.kind) {
    case 'exponential':
      return law.mean * cdf(law, x)
    case 'weibull':
      return mean(law) * gammaP(1 / law.shape, pow(x / law.scale, law.shape))
    case 'pareto': {
      const flat = Math.min(x, law.minimum)
      return flat - (law.minimum * expm1(-(law.shape - 1) * log1p((x - flat) / law.minimum))) / (law.shape - 1)
    }
    case 'mixture':
      return law.parts.reduce((sum, part) => sum + part.weight * areaBelow(part.law, x), 0)
    case 'shifted':
      return x <= law.by ? x : law.by + areaBelow(law.law, x - law.by)
    default:
      return momentBelow(law, 1, x) + x * survival(law, x)
  }
}

/** The area under the survival function beyond x. */
function areaAbove(law: Law, x: number): number {
  if (x === Infinity) return 0
  switch (law.kind) {
    case 'exponential':
      return law.mean * survival(law, x)
    case 'weibull':
      return mean(law) * gammaQ(1 / law.shape, pow(x / law.scale, law.shape))
    case 'pareto': {
      const from = Math.max(x, law.minimum)
      return from - x + (from * survival(law, from)) / (law.shape - 1)
    }
    case 'mixture':
      return law.parts.reduce((sum, part) => sum + part.weight * areaAbove(part.law, x), 0)
    case 'shifted':
      return x <= law.by ? law.by - x + mean(law.law) : areaAbove(law.law, x - law.by)
    default:
      return Math.max(0, momentAbove(law, 1, x) - x * survival(law, x))
  }
}

/** The end of a law: what it never exceeds. */
function supremum(law: Law): number {
  switch (law.kind) {
    case 'constant':
      return law.value
    case 'uniform':
      return law.high
    case 'mixture':
      return law.parts.reduce((most, part) => Math.max(most, supremum(part.law)), 0)
    case 'truncated':
      return Math.min(law.high, supremum(law.law))
    case 'shifted':
      return law.by + supremum(law.law)
    case 'empirical':
      return law.values[law.values.length - 1]
    default:
      return Infinity
  }
}
