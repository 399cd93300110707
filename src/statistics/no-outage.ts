import { expm1, log } from '../numerics/index.js'
import { requireLevel } from './interval.js'
import { poissonRateBound } from './poisson.js'

/** What can be said, each with confidence `level`, when nothing failed. */
export interface NoOutageBound {
  readonly level: number
  /** Time watched, over all trials. */
  readonly measured: number
  /**
   * "At most one outage every `meanUp`": exact when up times are exponential. When they age (Weibull shape above 1)
   * and the study starts steady it errs on the safe side; when failures cluster (shape below 1) it promises too much.
   */
  readonly meanUp: number
  /**
   * At most this share of trials of such a length would show an outage. Assumes only that trials are independent;
   * hence U itself is at most this share.
   */
  readonly trialShare: number
  /** U that follows from `meanUp` and the stated mean outage; null when none was stated. */
  readonly unavailability: number | null
}

/**
 * Exact bounds for a study without an outage: on the rate of outages by the Poisson law, on the share of trials
 * with an outage by the binomial law (Clopper & Pearson 1934 with no hits). One-sided: there is nothing below zero.
 *
 * @throws RangeError unless there is a trial and measured time.
 */
export function noOutageBound(
  study: { readonly trials: number; readonly measured: number; readonly meanOutage?: number },
  level = 0.95,
): NoOutageBound {
  requireLevel(level)
  const { trials, measured, meanOutage } = study
  if (!(trials >= 1)) throw new RangeError('a bound takes at least one trial')
  const meanUp = 1 / poissonRateBound(0, measured, level)
  return {
    level,
    measured,
    meanUp,
    // 1 - (1 - level)^(1/n) without losing digits when n is large.
    trialShare: -expm1(log(1 - level) / trials),
    unavailability: meanOutage === undefined ? null : meanOutage / (meanOutage + meanUp),
  }
}
