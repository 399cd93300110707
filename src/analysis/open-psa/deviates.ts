import type { Law } from '../../laws/index.js'
import { exp, log, normalQuantile } from '../../numerics/index.js'
import { type Stream, sample } from '../../random/index.js'
import type { Operation } from './operation.js'

const gammaLaw = (shape: number, scale: number): Law => ({ kind: 'gamma', shape, scale })

/** Underlying normal of a lognormal that is given by its mean and error factor at a level, or by mu and sigma. */
function lognormal(args: readonly number[]): { mu: number; sigma: number } {
  if (args.length === 2) return { mu: args[0], sigma: args[1] }
  const sigma = log(args[1]) / normalQuantile(args[2])
  return { mu: log(args[0]) - (sigma * sigma) / 2, sigma }
}

function lognormalFault(args: readonly number[]): string | null {
  if (args.length === 2) return args[1] > 0 ? null : 'sigma is not above 0'
  if (!(args[0] > 0)) return 'the mean is not above 0'
  if (!(args[1] > 1)) return 'the error factor is not above 1'
  return args[2] > 0.5 && args[2] < 1 ? null : 'the level of the error factor is not between 0.5 and 1'
}

/** A histogram: the lower end of the first bin, then upper end and weight of each. */
function histogramFault(args: readonly number[]): string | null {
  let total = 0
  for (let i = 1; i < args.length; i += 2) {
    if (!(args[i] > (i === 1 ? args[0] : args[i - 2]))) return 'the bounds of its bins do not ascend'
    if (!(args[i + 1] >= 0)) return 'a bin has a negative weight'
    total += args[i + 1]
  }
  return total > 0 ? null : 'its bins have no weight'
}

function histogramMean(args: readonly number[]): number {
  let total = 0
  let moment = 0
  for (let i = 1; i < args.length; i += 2) {
    total += args[i + 1]
    moment += (args[i + 1] * ((i === 1 ? args[0] : args[i - 2]) + args[i])) / 2
  }
  return moment / total
}

function histogramDraw(args: readonly number[], stream: Stream): number {
  let total = 0
  for (let i = 1; i < args.length; i += 2) total += args[i + 1]
  let rest = stream.unit() * total
  let last = 1
  for (let i = 1; i < args.length; i += 2) {
    if (args[i + 1] === 0) continue
    last = i
    if (rest < args[i + 1]) break
    rest -= args[i + 1]
  }
  const low = last === 1 ? args[0] : args[last - 2]
  return low + (args[last] - low) * stream.unit()
}

/** What is not known for certain: its mean where one value is wanted, a draw in Monte Carlo trials. */
export const DEVIATES: Readonly<Record<string, Operation>> = {
  'uniform-deviate': {
    least: 2,
    most: 2,
    fault: ([low, high]) => (low < high ? null : 'its lower bound is not below the upper one'),
    compute: ([low, high]) => (low + high) / 2,
    draw: ([low, high], stream) => low + (high - low) * stream.unit(),
  },
  'normal-deviate': {
    least: 2,
    most: 2,
    fault: ([, sigma]) => (sigma > 0 ? null : 'sigma is not above 0'),
    compute: ([mean]) => mean,
    draw: ([mean, sigma], stream) => mean + sigma * stream.normal(),
  },
  'lognormal-deviate': {
    least: 2,
    most: 3,
    fault: lognormalFault,
    compute: args => {
      const { mu, sigma } = lognormal(args)
      return exp(mu + (sigma * sigma) / 2)
    },
    draw: (args, stream) => {
      const { mu, sigma } = lognormal(args)
      return exp(mu + sigma * stream.normal())
    },
  },
  'gamma-deviate': {
    least: 2,
    most: 2,
    fault: ([shape, scale]) => (shape > 0 && scale > 0 ? null : 'shape or scale is not above 0'),
    compute: ([shape, scale]) => shape * scale,
    draw: ([shape, scale], stream) => sample(gammaLaw(shape, scale), stream),
  },
  'beta-deviate': {
    least: 2,
    most: 2,
    fault: ([alpha, beta]) => (alpha > 0 && beta > 0 ? null : 'alpha or beta is not above 0'),
    compute: ([alpha, beta]) => alpha / (alpha + beta),
    draw: ([alpha, beta], stream) => {
      const a = sample(gammaLaw(alpha, 1), stream)
      return a / (a + sample(gammaLaw(beta, 1), stream))
    },
  },
  histogram: {
    least: 3,
    most: Number.POSITIVE_INFINITY,
    fault: histogramFault,
    compute: histogramMean,
    draw: histogramDraw,
  },
}
