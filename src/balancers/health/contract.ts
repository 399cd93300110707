import type { Stream } from '../../random/index.js'

/** What a check made of a server. `ok` counts as passed; `fatal` is a failure that needs no second one. */
export interface CheckResult {
  readonly outcome: 'ok' | 'failed' | 'fatal'
  /** µs from its beginning to its outcome; 0 by default. */
  readonly took?: number
}

/** How long a check waits, in µs: for a connection, and from its beginning for an answer, before it counts as failed. */
export interface Patience {
  readonly connect: number
  readonly answer: number
}

/** After a check: whether the server came up or went down, and how long, in µs from now, until the next check begins. */
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
  /** Fail open: while it holds no server for up, requests go to all of them. */
  readonly failsOpen?: true
  init(config: C): S
  /** µs from one check of a healthy server to the next, but for what the check takes. */
  period(config: C): number
  /** Whether the server is held for up. */
  held(config: C, state: S): boolean
  /** µs from the start until the first check of the server at this place among so many. */
  first(config: C, place: number, servers: number, stream: Stream): number
  patience(config: C): Patience
  hear(config: C, state: S, result: CheckResult, stream: Stream): Verdict
  /** An operator ends maintenance, during which such a product does not check; absent where checks go on. */
  resume?(config: C, state: S): void
}
