import { log, normalQuantile } from '../numerics/index.js'
import type { Interval } from './interval.js'

/** The wished-for chance that the trials asked for suffice. */
const POWER = 0.8
/** Beyond this the advice is no advice. */
const MOST_TRIALS = 1e9

/**
 * Trials beyond those done until the interval leaves the threshold out with a chance of 80 %, were the present estimate
 * the truth: its ends come nearer with the root of the number of trials, on the log scale for positive values. For
 * an estimate of zero the bound falls with the number of trials. 0 when the threshold is outside already; null when
 * the estimate lies on it, or no sensible number would do.
 */
export function moreTrialsNeeded(estimate: Interval, threshold: number, trialsDone: number): number | null {
  const { value, low, high, level } = estimate
  if (threshold < low || threshold > high) return 0
  const needed = trialsDone * (value === 0 ? high / threshold : factorOf(value, threshold, low, high, level))
  if (!(needed <= MOST_TRIALS)) return null
  return Math.max(1, Math.ceil(needed) - trialsDone)
}

function factorOf(value: number, threshold: number, low: number, high: number, level: number): number {
  const scale = low > 0 && threshold > 0 ? log : (x: number) => x
  const end = threshold > value ? high : low
  const reach = Math.abs(scale(end) - scale(value))
  const distance = Math.abs(scale(threshold) - scale(value))
  const allowance = 1 + normalQuantile(POWER) / normalQuantile((1 + level) / 2)
  const ratio = (allowance * reach) / distance
  return ratio * ratio
}
