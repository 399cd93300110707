import { inverseBetaI, pow, sum } from '../numerics/index.js'
import { batchCycles, type Cycle } from './cycles.js'
import { type Interval, requireLevel } from './interval.js'
import { noOutageBound } from './no-outage.js'
import { logInterval, logRatioSpread, type Share } from './ratio.js'

/** What one trial says about a service. Microseconds. */
export interface TrialDowntime {
  readonly downtime: number
  readonly measured: number
  /** Outages that began in the trial or were open at its start. */
  readonly outages: number
}

export interface UnavailabilityData {
  /** Independent trials, in order of their number. */
  readonly trials: readonly TrialDowntime[]
  /** The cycles of all trials (`cyclesOf`), in order; needed for a good interval when trials are few. */
  readonly cycles?: readonly Cycle[]
  /** A mean outage to go by when none was seen, from the scenario's laws; without it nothing is assumed. */
  readonly meanOutage?: number
}

/** With fewer trials Student's quantile makes the interval over trials needlessly wide (4.3 at 3 trials). */
const ENOUGH_TRIALS = 10
const BATCHES = 20

/**
 * Unavailability as sum(downtime) / sum(measured), with an interval on its logarithm.
 *
 * - From ten trials on, a jackknife over trials, which are independent whatever happens within them.
 * - With fewer, over twenty batches of neighbouring cycles (an outage and the up time before it); cycles of a
 *   repairable unit are independent (the regenerative method: Crane & Iglehart 1975), those of a system nearly.
 * - A single trial without cycles has only its number of outages to go by: up times and outages count as exponential.
 * - Without an outage the estimate is 0 and `high` a one-sided bound; without any up time the mirror image.
 *
 * Both jackknives take Student's quantile with degrees of freedom that few or unequal outages lower (`spreadOf`).
 *
 * @throws RangeError without measured time.
 */
export function unavailabilityInterval(data: UnavailabilityData, level = 0.95): Interval {
  requireLevel(level)
  const { trials } = data
  const downtime = sum(trials.map(trial => trial.downtime))
  const measured = sum(trials.map(trial => trial.measured))
  if (!(measured > 0)) throw new RangeError('no unavailability without measured time')
  if (downtime === 0) return withoutOutage(data, measured, level)
  if (downtime === measured) return withoutUpTime(trials.length, level)

  const count = trials.length
  const cycles = data.cycles ?? []
  if (count >= ENOUGH_TRIALS || (count > 1 && cycles.length <= count)) {
    return jackknife(trials.map(shareOf), `${count} trials`)
  }
  if (cycles.length > 1) {
    const batches = batchCycles(cycles, BATCHES)
    const parts = batches.length < cycles.length ? `${batches.length} batches of ${cycles.length}` : `${cycles.length}`
    return jackknife(batches, `${parts} cycles`)
  }
  return markovInterval(trials, downtime / measured, level)

  function jackknife(shares: readonly Share[], parts: string): Interval {
    const interval = logInterval(downtime / measured, logRatioSpread(shares), level, `jackknife on log U, ${parts}`)
    return { ...interval, high: Math.min(interval.high, 1) }
  }
}

function shareOf({ downtime, measured }: TrialDowntime): Share {
  return { numerator: downtime, denominator: measured }
}

function withoutOutage({ trials, meanOutage }: UnavailabilityData, measured: number, level: number): Interval {
  const bound = noOutageBound({ trials: trials.length, measured, meanOutage }, level)
  const high = bound.unavailability ?? bound.trialShare
  const basis = bound.unavailability === null ? '' : ', exponential up times and the stated mean outage'
  return { value: 0, low: 0, high, level, method: `no outage in ${trials.length} trials${basis}` }
}

/** Some share of trials is down throughout, at least (1 - level)^(1/n), and U is at least that share. */
function withoutUpTime(trials: number, level: number): Interval {
  const low = pow(1 - level, 1 / trials)
  return { value: 1, low, high: 1, level, method: `no up time in ${trials} trials` }
}

/**
 * With n exponential up times and n exponential outages the odds of being down, over their true value, have the F law
 * of 2n and 2n degrees of freedom.
 */
function markovInterval(trials: readonly TrialDowntime[], value: number, level: number): Interval {
  const outages = Math.max(1, sum(trials.map(trial => trial.outages)))
  const x = inverseBetaI(outages, outages, (1 - level) / 2)
  const factor = x / (1 - x)
  const odds = value / (1 - value)
  const low = (odds * factor) / (1 + odds * factor)
  const high = odds / (factor + odds)
  return { value, low, high, level, method: `exponential up times and outages assumed, ${outages} outages` }
}
