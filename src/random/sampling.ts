import type { Law } from '../laws/index.js'
import { equilibriumQuantile, LawError, mean, quantile } from '../laws/index.js'
import { exp, log, pow } from '../numerics/index.js'
import type { Stream } from './stream.js'

/** A draw of the law, in the law's own unit (not rounded). */
export function sample(law: Law, stream: Stream): number {
  switch (law.kind) {
    case 'constant':
      return law.value
    case 'uniform':
      return law.low + (law.high - law.low) * stream.unit()
    case 'exponential':
      return law.mean * stream.exponential()
    case 'weibull':
      return law.scale * pow(stream.exponential(), 1 / law.shape)
    case 'lognormal':
      return exp(law.mu + law.sigma * stream.normal())
    case 'gamma':
      return law.scale * standardGamma(law.shape, stream)
    case 'pareto':
      return law.minimum * exp(stream.exponential() / law.shape)
    case 'mixture': {
      let rest = stream.unit()
      for (const part of law.parts) {
        rest -= part.weight
        if (rest < 0) return sample(part.law, stream)
      }
      return sample(law.parts[law.parts.length - 1].law, stream)
    }
    case 'truncated':
      return truncatedDraw(law, stream)
    case 'shifted':
      return law.by + sample(law.law, stream)
    case 'empirical':
      return law.values[stream.below(law.values.length)]
  }
}

/**
 * A draw of the residual life in equilibrium. Where the law allows, a life is drawn in proportion to its length (a moment
 * picked at random falls into long lives more often) and cut at a uniform place.
 *
 * @throws {LawError} when the law has no finite mean, and hence no equilibrium.
 */
export function sampleEquilibrium(law: Law, stream: Stream): number {
  const whole = mean(law)
  if (whole === Infinity) throw new LawError(law.kind, 'mean', whole, 'finite for an equilibrium to exist')
  if (whole === 0) return 0
  switch (law.kind) {
    case 'constant':
      return law.value * stream.unit()
    case 'uniform': {
      const life = Math.sqrt(law.low * law.low + (law.high - law.low) * (law.high + law.low) * stream.unit())
      return life * stream.unit()
    }
    case 'exponential':
      return sample(law, stream)
    case 'weibull': {
      const life = law.scale * pow(standardGamma(1 + 1 / law.shape, stream), 1 / law.shape)
      return life * stream.unit()
    }
    case 'lognormal': {
      const life = exp(law.mu + law.sigma * (law.sigma + stream.normal()))
      return life * stream.unit()
    }
    case 'gamma':
      return law.scale * standardGamma(law.shape + 1, stream) * stream.unit()
    case 'mixture': {
      let rest = stream.unit() * whole
      for (const part of law.parts) {
        rest -= part.weight * mean(part.law)
        if (rest < 0) return sampleEquilibrium(part.law, stream)
      }
      return sampleEquilibrium(law.parts[law.parts.length - 1].law, stream)
    }
    case 'shifted': {
      const place = stream.unit() * whole
      return place < law.by ? place : law.by + sampleEquilibrium(law.law, stream)
    }
    case 'empirical': {
      let rest = stream.unit() * whole * law.values.length
      for (const value of law.values) {
        rest -= value
        if (rest < 0) return value * stream.unit()
      }
      return law.values[law.values.length - 1] * stream.unit()
    }
    case 'pareto':
    case 'truncated':
      return equilibriumQuantile(law, stream.openUnit())
  }
}

const TRIES = 4

/**
 * A few plain draws first, since most truncations cut off little, then inversion, which costs more but always succeeds.
 * Both give the same law, and so does whichever comes first.
 */
function truncatedDraw(law: Extract<Law, { kind: 'truncated' }>, stream: Stream): number {
  for (let tries = 0; tries < TRIES; tries++) {
    const x = sample(law.law, stream)
    if (x >= law.low && x <= law.high) return x
  }
  return quantile(law, stream.openUnit())
}

/** Marsaglia and Tsang, A simple method for generating gamma variables, 2000; scale one. */
function standardGamma(shape: number, stream: Stream): number {
  if (shape === 1) return stream.exponential()
  if (shape < 1) return standardGamma(shape + 1, stream) * exp(-stream.exponential() / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const z = stream.normal()
    const root = 1 + c * z
    if (root <= 0) continue
    const v = root * root * root
    const u = stream.openUnit()
    const square = z * z
    if (u < 1 - 0.0331 * square * square) return d * v
    if (log(u) < square / 2 + d * (1 - v + log(v))) return d * v
  }
}
