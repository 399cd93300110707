import { moments, sampleQuantile } from '../../statistics/index.js'
import type { Diagram } from './compile.js'
import { topProbability } from './probability.js'

/** What is known of the top when probabilities of events are themselves uncertain. */
export interface Uncertainty {
  readonly trials: number
  readonly mean: number
  /** Standard deviation between trials. */
  readonly sigma: number
  /** Standard error of the mean. */
  readonly standardError: number
  readonly quantiles: readonly { readonly level: number; readonly value: number }[]
  /** Square root of the ratio of the 95 % to the 5 % quantile: that of a lognormal, if the top has one. Null where the latter is 0. */
  readonly errorFactor: number | null
  /** Drawn probabilities that had to be taken to the ends of [0, 1]. */
  readonly clamped: number
}

const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]

/**
 * Monte Carlo over the probabilities of events, the tree itself being solved exactly in each trial.
 *
 * @param draw fills in the probabilities of one trial, and returns how many it had to clamp.
 * @throws {RangeError} for fewer than 2 trials.
 */
export function uncertainty(diagram: Diagram, draw: (into: Float64Array) => number, trials: number): Uncertainty {
  if (!(Number.isInteger(trials) && trials >= 2)) throw new RangeError(`${trials} trials`)
  const probabilities = Float64Array.from(diagram.tree.events, event => event.probability)
  const tops = new Float64Array(trials)
  let clamped = 0
  for (let trial = 0; trial < trials; trial++) {
    clamped += draw(probabilities)
    tops[trial] = topProbability(diagram, probabilities)
  }
  const { mean, variance } = moments(tops)!
  const sigma = Math.sqrt(variance)
  const low = sampleQuantile(tops, 0.05)
  return {
    trials,
    mean,
    sigma,
    standardError: sigma / Math.sqrt(trials),
    quantiles: LEVELS.map(level => ({ level, value: sampleQuantile(tops, level) })),
    errorFactor: low === 0 ? null : Math.sqrt(sampleQuantile(tops, 0.95) / low),
    clamped,
  }
}
