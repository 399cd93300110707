import { requireWhole } from './checks.js'
import type { Detector } from './contract.js'

/** Suspects when nothing has arrived for `timeout` microseconds. */
export interface TimeoutConfig {
  readonly kind: 'timeout'
  readonly timeout: number
}

export interface TimeoutState {
  last: number
}

/** A fixed timeout since the last arrival, as Redis Sentinel's `down-after-milliseconds` or Kubernetes' grace period. */
export const fixedTimeout: Detector<TimeoutConfig, TimeoutState> = {
  name: 'timeout',

  init(options, _period, now) {
    requireWhole('timeout', 'timeout', options.timeout, 1)
    return { last: now }
  },

  heard(_options, state, now) {
    state.last = now
  },

  deadline(options, state) {
    return state.last + options.timeout
  },

  shift(state, by) {
    state.last += by
  },

  memory: () => 0,
  leastSilence: options => options.timeout,
  settled: () => true,
  remember() {},
}
