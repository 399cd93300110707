import type { PhiTail } from './phi-tail.js'

/** Suspects when suspicion reaches `threshold`: 1 is wrong once in ten arrivals, 2 once in a hundred, and so on. */
export interface PhiConfig {
  readonly kind: 'phi'
  /** Above 0, at most 300. */
  readonly threshold: number
  /** How many intervals between arrivals are remembered. */
  readonly window: number
  /** Microseconds; a smaller deviation counts as this one. */
  readonly minStdDev: number
  /** Microseconds of silence forgiven beyond the mean interval (Akka's `acceptable-heartbeat-pause`). */
  readonly pause: number
  /** `normal` when absent. */
  readonly tail?: PhiTail
}
