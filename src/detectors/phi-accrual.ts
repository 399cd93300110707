import { requireWhole } from './checks.js'
import type { Detector } from './contract.js'
import { addInterval, type IntervalWindow, intervalDeviation, meanInterval, openWindow } from './interval-window.js'
import type { PhiConfig } from './phi-config.js'
import { phiLeastSilence, phiSettled } from './phi-floor.js'
import { tailQuantile, tailSuspicion } from './phi-tail.js'

export interface PhiState {
  last: number
  /** How far above the mean the threshold lies, in deviations (for `exponential`, in means from zero). */
  readonly quantile: number
  readonly window: IntervalWindow
}

/**
 * The φ accrual detector of Hayashibara, Défago, Yared and Katayama (SRDS 2004), with what Akka adds to it: a pause
 * that is forgiven, a least deviation, two first samples a quarter of the period to either side of it (so that a peer
 * heard but once can be suspected), and no sample taken from the interval that ends a suspicion (so that a repair does not
 * pass for jitter). With no pause and a threshold below 3 that last rule teaches it an ever narrower law.
 */
export const phiAccrual: Detector<PhiConfig, PhiState> = {
  name: 'phi',

  init(options, period, now) {
    checkPhi(options)
    requireWhole('phi', 'period', period, 1)
    const window = openWindow(period, options.window)
    const quarter = Math.floor(period / 4)
    addInterval(window, period - quarter)
    addInterval(window, period + quarter)
    return { last: now, quantile: tailQuantile(options.tail ?? 'normal', options.threshold), window }
  },

  heard(options, state, now) {
    if (now < phiAccrual.deadline(options, state)) addInterval(state.window, now - state.last)
    state.last = now
  },

  deadline(options, state) {
    const mean = meanInterval(state.window)
    const silence =
      options.tail === 'exponential'
        ? state.quantile * mean + options.pause
        : mean + options.pause + state.quantile * deviation(options, state)
    return state.last + Math.max(0, Math.ceil(silence))
  },

  shift(state, by) {
    state.last += by
  },

  memory: options => options.window,
  leastSilence: phiLeastSilence,
  settled: (options, state, period, spread) => phiSettled(options, state.window, period, spread),

  remember(_options, state, intervals) {
    for (let i = 0; i < intervals.length; i++) addInterval(state.window, intervals[i])
  },
}

/** The suspicion level at `now`, had nothing arrived since; for traces. */
export function phi(options: PhiConfig, state: PhiState, now: number): number {
  const tail = options.tail ?? 'normal'
  const silence = now - state.last - options.pause
  const mean = meanInterval(state.window)
  if (tail === 'exponential') return tailSuspicion(tail, silence / mean)
  return tailSuspicion(tail, (silence - mean) / deviation(options, state))
}

function deviation(options: PhiConfig, state: PhiState): number {
  return Math.max(options.minStdDev, intervalDeviation(state.window))
}

function checkPhi(options: PhiConfig): void {
  if (!(options.threshold > 0 && options.threshold <= 300)) {
    throw new RangeError(`phi: threshold must be above 0 and at most 300, not ${options.threshold}`)
  }
  requireWhole('phi', 'window', options.window, 1)
  requireWhole('phi', 'minStdDev', options.minStdDev, 1)
  requireWhole('phi', 'pause', options.pause, 0)
}
