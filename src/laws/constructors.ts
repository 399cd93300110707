import { exp, log, log1p, logGamma, normalQuantile } from '../numerics/index.js'
import type { Law } from './law.js'
import { LawError, requireNonNegative, requirePositive } from './law-error.js'
import { momentBetween } from './partial-moments.js'

// Every function here throws a `LawError` naming the field when its parameters are impossible.

export function constant(value: number): Law {
  requireNonNegative('constant', 'value', value)
  return { kind: 'constant', value }
}

/** Uniform on [low, high]; a constant when the ends coincide. */
export function uniform(low: number, high: number): Law {
  requireNonNegative('uniform', 'low', low)
  requireNonNegative('uniform', 'high', high)
  if (high < low) throw new LawError('uniform', 'high', high, `at least low, ${low}`)
  return low === high ? constant(low) : { kind: 'uniform', low, high }
}

export function exponential(mean: number): Law {
  requirePositive('exponential', 'mean', mean)
  return { kind: 'exponential', mean }
}

/** Shape below one: infant mortality; above one: wear-out. */
export function weibull(
  parameters: { readonly shape: number; readonly scale: number } | { readonly shape: number; readonly mean: number },
): Law {
  const { shape } = parameters
  requirePositive('weibull', 'shape', shape)
  if ('scale' in parameters) {
    requirePositive('weibull', 'scale', parameters.scale)
    return { kind: 'weibull', shape, scale: parameters.scale }
  }
  requirePositive('weibull', 'mean', parameters.mean)
  const scale = parameters.mean / exp(logGamma(1 + 1 / shape))
  if (!(scale > 0)) throw new LawError('weibull', 'shape', shape, 'large enough for a finite mean')
  return { kind: 'weibull', shape, scale }
}

/** `cv` is the coefficient of variation: standard deviation over mean. */
export function lognormal(
  parameters:
    | { readonly median: number; readonly p99: number }
    | { readonly mean: number; readonly cv: number }
    | { readonly mu: number; readonly sigma: number },
): Law {
  if ('median' in parameters) {
    const { median, p99 } = parameters
    requirePositive('lognormal', 'median', median)
    requirePositive('lognormal', 'p99', p99)
    if (p99 <= median) throw new LawError('lognormal', 'p99', p99, `greater than the median, ${median}`)
    return { kind: 'lognormal', mu: log(median), sigma: log(p99 / median) / normalQuantile(0.99) }
  }
  if ('mean' in parameters) {
    const { mean, cv } = parameters
    requirePositive('lognormal', 'mean', mean)
    requirePositive('lognormal', 'cv', cv)
    const sigmaSquared = log1p(cv * cv)
    if (sigmaSquared === Infinity) throw new LawError('lognormal', 'cv', cv, 'small enough for its square to be finite')
    return { kind: 'lognormal', mu: log(mean) - sigmaSquared / 2, sigma: Math.sqrt(sigmaSquared) }
  }
  const { mu, sigma } = parameters
  if (!Number.isFinite(mu)) throw new LawError('lognormal', 'mu', mu, 'finite')
  requirePositive('lognormal', 'sigma', sigma)
  return { kind: 'lognormal', mu, sigma }
}

export function gamma(parameters: { readonly shape: number; readonly mean: number }): Law {
  requirePositive('gamma', 'shape', parameters.shape)
  requirePositive('gamma', 'mean', parameters.mean)
  const scale = parameters.mean / parameters.shape
  if (scale === Infinity) throw new LawError('gamma', 'shape', parameters.shape, 'large enough for a finite scale')
  return { kind: 'gamma', shape: parameters.shape, scale }
}

/** The sum of `stages` exponentials, with this mean in all. */
export function erlang(parameters: { readonly stages: number; readonly mean: number }): Law {
  const { stages, mean } = parameters
  if (!(Number.isInteger(stages) && stages >= 1))
    throw new LawError('erlang', 'stages', stages, 'a whole number from 1')
  return gamma({ shape: stages, mean })
}

/** Survival (minimum/x)^shape. The mean is infinite for shapes up to one, the variance for shapes up to two. */
export function pareto(parameters: { readonly minimum: number; readonly shape: number }): Law {
  requirePositive('pareto', 'minimum', parameters.minimum)
  requirePositive('pareto', 'shape', parameters.shape)
  return { kind: 'pareto', minimum: parameters.minimum, shape: parameters.shape }
}

/** How far written weights (three thirds of 0.3333, say) may be from a sum of one. */
const WEIGHT_SLACK = 1e-3

/** Weights that sum to one up to rounding in the writing are scaled to do so; parts of weight zero fall away. */
export function mixture(parts: readonly { readonly weight: number; readonly law: Law }[]): Law {
  let total = 0
  for (const part of parts) {
    requireNonNegative('mixture', 'weight', part.weight)
    total += part.weight
  }
  if (!(Math.abs(total - 1) <= WEIGHT_SLACK)) throw new LawError('mixture', 'weight', total, 'one in sum')
  const kept = parts.filter(part => part.weight > 0).map(part => ({ weight: part.weight / total, law: part.law }))
  return kept.length === 1 ? kept[0].law : { kind: 'mixture', parts: kept }
}

export function hyperexponential(parts: readonly { readonly weight: number; readonly mean: number }[]): Law {
  return mixture(parts.map(part => ({ weight: part.weight, law: exponential(part.mean) })))
}

/**
 * The law given that it falls in [low, high]; `high` may be Infinity. Truncation moves inwards through mixtures, shifts
 * and other truncations, so that what is left to invert is a law with a quantile of its own.
 *
 * @throws {LawError} also when the law never falls there.
 */
export function truncated(law: Law, low: number, high: number): Law {
  requireNonNegative('truncated', 'low', low)
  if (!(high > low)) throw new LawError('truncated', 'high', high, `greater than low, ${low}`)
  const mass = momentBetween(law, 0, low, high)
  if (!(mass > 0)) throw new LawError('truncated', 'low', low, 'in reach of the law together with high')
  switch (law.kind) {
    case 'constant':
      return law
    case 'empirical':
      return empirical(law.values.filter(value => value >= low && value <= high))
    case 'shifted':
      return shifted(truncated(law.law, Math.max(0, low - law.by), high - law.by), law.by)
    case 'truncated':
      return truncated(law.law, Math.max(low, law.low), Math.min(high, law.high))
    case 'mixture': {
      const weighed = law.parts.map(part => ({ part, weight: part.weight * momentBetween(part.law, 0, low, high) }))
      return mixture(
        weighed
          .filter(({ weight }) => weight > 0)
          .map(({ part, weight }) => ({ weight: weight / mass, law: truncated(part.law, low, high) })),
      )
    }
    default:
      return { kind: 'truncated', law, low, high }
  }
}

export function shifted(law: Law, by: number): Law {
  requireNonNegative('shifted', 'by', by)
  return by === 0 ? law : { kind: 'shifted', law, by }
}

/** One of these values, each as likely as any other; in any order, repeats count. */
export function empirical(values: readonly number[]): Law {
  if (values.length === 0) throw new LawError('empirical', 'values', 0, 'at least one in number')
  for (const value of values) requireNonNegative('empirical', 'values', value)
  return { kind: 'empirical', values: [...values].sort((a, b) => a - b) }
}
