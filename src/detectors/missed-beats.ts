import { requireWhole } from './checks.js'
import type { Detector } from './contract.js'

/**
 * Suspects when `beats` consecutive heartbeats have not come.
 *
 * The heartbeats after one that arrived at t are due at t + period, t + 2 period, …; the k-th counts as missed at
 * t + k period + grace. With no grace a single missed beat is any beat later than the one before it, so that half of
 * them raise suspicion under the least jitter: `beats: 1` wants a grace above the jitter.
 */
export interface MissedBeatsConfig {
  readonly kind: 'missed'
  readonly beats: number
  /** Microseconds allowed beyond the due time of the last beat; none when absent. */
  readonly grace?: number
}

export interface MissedBeatsState {
  readonly period: number
  last: number
}

/**
 * k missed beats, as VRRP counts (RFC 5798 section 6.1: three advertisements and a skew of less than one; keepalived),
 * MongoDB (10 s of 2 s heartbeats) and probes with a failure threshold.
 */
export const missedBeats: Detector<MissedBeatsConfig, MissedBeatsState> = {
  name: 'missed',

  init(options, period, now) {
    requireWhole('missed', 'beats', options.beats, 1)
    requireWhole('missed', 'grace', options.grace ?? 0, 0)
    requireWhole('missed', 'period', period, 1)
    return { period, last: now }
  },

  heard(_options, state, now) {
    state.last = now
  },

  deadline(options, state) {
    return state.last + options.beats * state.period + (options.grace ?? 0)
  },

  shift(state, by) {
    state.last += by
  },

  memory: () => 0,
  leastSilence: (options, period) => options.beats * period + (options.grace ?? 0),
  settled: () => true,
  remember() {},
}
