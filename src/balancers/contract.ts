import type { Stream } from '../random/index.js'

/** What a picking rule may see of a backend. */
export interface Backend {
  /** Relative weight, a positive whole number. */
  readonly weight: number
  /** False while health checks hold it for dead, or while it is drained. */
  readonly eligible: boolean
  /** Requests in flight at this backend, as this balancer counts them. */
  readonly inFlight: number
}

/**
 * A picking rule. State is plain data owned by the host; `pick` returns the index of the chosen backend, or -1 when
 * none is eligible.
 */
export interface Balancer<S> {
  readonly name: string
  init(backends: number): S
  /** `key` is the request's hash key, an unsigned 32-bit integer. */
  pick(state: S, backends: readonly Backend[], key: number, stream: Stream): number
}
