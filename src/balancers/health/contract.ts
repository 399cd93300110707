import type { Stream } from '../../random/index.js'

/** What a check made of a server. `ok` counts as passed; `fatal` is a failure that needs no second one. */
export interface CheckResult {
  readonly outcome: 'ok' | 'failed' | 'fatal'
}

/** After a check: whether the server came up or went down, and how long, in µs, until the next check begins. */
export interface Verdict {
  readonly change: 'up' | 'down' | null
  readonly wait: number
}

/**
 * Health as a product judges it: a deterministic state machine fed by the host, which carries out the checks and tells
 * their outcome. State is plain data.
 */
export interface HealthCheck<C, S> {
  readonly name: string
  init(config: C): S
  /** µs from the start until the first check of the server at this place among so many. */
  first(config: C, place: number, servers: number, stream: Stream): number
  hear(config: C, state: S, result: CheckResult, stream: Stream): Verdict
}
