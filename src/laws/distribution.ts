import { exp, inverseGammaP, inverseGammaQ, log, log1p, logGamma, normalQuantile, pow } from '../numerics/index.js'
import type { Law } from './law.js'
import { LawError } from './law-error.js'
import { moment, momentAbove, momentBelow, momentBetween } from './partial-moments.js'
import { smallest } from './smallest.js'

/** Infinity when there is none (Pareto with a shape up to one). */
export function mean(law: Law): number {
  return moment(law, 1)
}

/** In squared units; Infinity when there is none (Pareto with a shape up to two). */
export function variance(law: Law): number {
  switch (law.kind) {
    case 'constant':
      return 0
    case 'uniform':
      return ((law.high - law.low) * (law.high - law.low)) / 12
    case 'exponential':
      return law.mean * law.mean
    case 'weibull': {
      const first = exp(logGamma(1 + 1 / law.shape))
      if (first === Infinity) return Infinity
      return law.scale * law.scale * (exp(logGamma(1 + 2 / law.shape)) - first * first)
    }
    case 'lognormal': {
      const spread = exp(law.sigma * law.sigma)
      return (spread - 1) * spread * exp(2 * law.mu)
    }
    case 'gamma':
      return law.shape * law.scale * law.scale
    case 'pareto': {
      const { minimum, shape } = law
      return shape > 2 ? (minimum * minimum * shape) / ((shape - 1) * (shape - 1) * (shape - 2)) : Infinity
    }
    case 'mixture':
    case 'empirical':
      return varianceOfParts(law)
    case 'shifted':
      return variance(law.law)
    case 'truncated': {
      const first = moment(law, 1)
      return Math.max(0, moment(law, 2) - first * first)
    }
  }
}

function varianceOfParts(law: Extract<Law, { kind: 'mixture' | 'empirical' }>): number {
  const centre = mean(law)
  if (centre === Infinity) return Infinity
  let sum = 0
  if (law.kind === 'empirical') {
    for (const value of law.values) sum += (value - centre) * (value - centre)
    return sum / law.values.length
  }
  for (const part of law.parts) {
    const offset = mean(part.law) - centre
    sum += part.weight * (variance(part.law) + offset * offset)
  }
  return sum
}

/** Standard deviation over mean; 0 for a law that is always zero. */
export function coefficientOfVariation(law: Law): number {
  const deviation = Math.sqrt(variance(law))
  return deviation === 0 ? 0 : deviation / mean(law)
}

/** P(X <= x). */
export function cdf(law: Law, x: number): number {
  return momentBelow(law, 0, x)
}

/** P(X > x), with all its digits where `1 - cdf` has none left. */
export function survival(law: Law, x: number): number {
  return momentAbove(law, 0, x)
}

/**
 * The smallest x with cdf(x) >= p; for p = 0 and 1 the ends of the law.
 *
 * @throws {LawError} when p is not in [0, 1].
 */
export function quantile(law: Law, p: number): number {
  requireProbability(law, p)
  return quantileOf(law, p, 1 - p)
}

/**
 * The smallest x with survival(x) <= q. For the far tail, where `1 - q` would round.
 *
 * @throws {LawError} when q is not in [0, 1].
 */
export function survivalQuantile(law: Law, q: number): number {
  requireProbability(law, q)
  return quantileOf(law, 1 - q, q)
}

export function requireProbability(law: Law, p: number): void {
  if (!(p >= 0 && p <= 1)) throw new LawError(law.kind, 'probability', p, 'from 0 to 1')
}

/** p + q = 1, and the smaller of the two is the exact one. */
function quantileOf(law: Law, p: number, q: number): number {
  switch (law.kind) {
    case 'constant':
      return law.value
    case 'uniform':
      return p <= q ? law.low + p * (law.high - law.low) : law.high - q * (law.high - law.low)
    case 'exponential':
      return law.mean * unitExponential(p, q)
    case 'weibull':
      return law.scale * pow(unitExponential(p, q), 1 / law.shape)
    case 'lognormal':
      if (p === 0) return 0
      if (q === 0) return Infinity
      return exp(law.mu + law.sigma * (p <= q ? normalQuantile(p) : -normalQuantile(q)))
    case 'gamma':
      return law.scale * (p <= q ? inverseGammaP(law.shape, p) : inverseGammaQ(law.shape, q))
    case 'pareto':
      return q === 0 ? Infinity : law.minimum * exp(unitExponential(p, q) / law.shape)
    case 'mixture':
      return mixtureQuantile(law, p, q)
    case 'shifted':
      return law.by + quantileOf(law.law, p, q)
    case 'truncated': {
      const mass = momentBetween(law.law, 0, law.low, law.high)
      const below = momentBelow(law.law, 0, law.low, true)
      const above = momentAbove(law.law, 0, law.high)
      const x = quantileOf(law.law, Math.min(1, below + p * mass), Math.min(1, above + q * mass))
      return Math.min(law.high, Math.max(law.low, x))
    }
    case 'empirical': {
      const n = law.values.length
      let rank = Math.max(1, Math.ceil(p * n))
      // p * n may have been rounded up past the whole number it stands for.
      if (rank > 1 && (rank - 1) / n >= p) rank--
      return law.values[rank - 1]
    }
  }
}

/** Quantile of the exponential law with mean one. */
function unitExponential(p: number, q: number): number {
  if (q === 0) return Infinity
  return p <= q ? -log1p(-p) : -log(q)
}

function mixtureQuantile(law: Extract<Law, { kind: 'mixture' }>, p: number, q: number): number {
  let low = Infinity
  let high = 0
  for (const part of law.parts) {
    const x = quantileOf(part.law, p, q)
    low = Math.min(low, x)
    high = Math.max(high, x)
  }
  if (p === 0 || low === high) return low
  if (q === 0) return high
  return smallest(p <= q ? x => cdf(law, x) - p : x => q - survival(law, x), low, high)
}
