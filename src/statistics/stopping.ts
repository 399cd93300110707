import { type Interval, requireCount } from './interval.js'
import { type TrialDowntime, unavailabilityInterval } from './unavailability.js'

export interface StoppingOptions {
  /** Half the width of the interval over the estimate: 0.05 for ±5 %. */
  readonly precision: number
  /** Trials are looked at only at multiples of this. */
  readonly batch: number
  readonly maxTrials: number
  readonly minTrials?: number
  readonly minOutages?: number
  readonly level?: number
}

export interface Stop {
  /** The study consists of the first `trials` trials; later ones, if run, are thrown away. */
  readonly trials: number
  readonly reason: 'precision' | 'count'
}

export interface StoppingRule {
  /** The next number of trials at which to decide, after `done`. At most `maxTrials`. */
  nextLook(done: number): number
  /** Where a study with this finished prefix of trials (0, 1, 2 … without gaps) stops; null when it goes on. */
  decide(prefix: readonly TrialDowntime[]): Stop | null
}

/** From one look to the next the number of trials grows by a tenth at least. */
const GROWTH = 10
const ENOUGH_TRIALS = 10
/**
 * A rule that stops when its own estimate of the width is small stops too early when that estimate is small by chance:
 * coverage of the first looks is poor (Chow & Robbins 1965 is asymptotic; Glynn & Whitt 1992 add a term that rules
 * out early stops). With 100 outages the estimated width has a relative error near 15 % for exponential times.
 */
const ENOUGH_OUTAGES = 100

/**
 * Stops when the unavailability is known to a relative precision. Looks only at the finished prefix of trials at fixed
 * numbers, so that the answer does not depend on workers or the clock; looks grow farther apart so that there are few
 * chances to stop by luck, at the cost of a tenth more trials than needed.
 *
 * @throws RangeError unless precision > 0 and batch and maxTrials are whole and positive.
 */
export function stoppingRule(options: StoppingOptions): StoppingRule {
  const { precision, batch, maxTrials, minTrials = ENOUGH_TRIALS, minOutages = ENOUGH_OUTAGES, level = 0.95 } = options
  if (!(precision > 0)) throw new RangeError(`a precision must be positive, not ${precision}`)
  requireCount(batch, 'batch')
  requireCount(maxTrials, 'maxTrials')
  if (batch === 0 || maxTrials === 0) throw new RangeError('a study takes at least one trial')

  function nextLook(done: number): number {
    let look = 0
    while (look <= done) {
      const least = Math.max(look + batch, look + look / GROWTH, minTrials)
      look = Math.ceil(least / batch) * batch
    }
    return Math.min(look, maxTrials)
  }

  function decide(prefix: readonly TrialDowntime[]): Stop | null {
    for (let look = nextLook(0); look <= prefix.length; look = nextLook(look)) {
      if (isPrecise(prefix.slice(0, look))) return { trials: look, reason: 'precision' }
      if (look === maxTrials) return { trials: look, reason: 'count' }
    }
    return null
  }

  function isPrecise(trials: readonly TrialDowntime[]): boolean {
    const outages = trials.reduce((total, trial) => total + trial.outages, 0)
    return outages >= minOutages && relativeHalfWidth(unavailabilityInterval({ trials }, level)) <= precision
  }

  return { nextLook, decide }
}

/** Infinity for an estimate of zero. */
export function relativeHalfWidth({ value, low, high }: Interval): number {
  return value > 0 ? (high - low) / (2 * value) : Infinity
}
