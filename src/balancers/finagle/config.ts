import type { GenericConfig } from '../generic/generic-policy.js'

export interface FinagleConfig extends GenericConfig {
  /** Requests under way (the default), or peak-EWMA latency. */
  readonly load?: 'least-loaded' | 'peak-ewma'
  /** µs; 10 s by default. */
  readonly decay?: number
  /** Draws of two before it takes whom it gets, well or not; 4 by default, 0 for never: then nobody gets it. */
  readonly maxEffort?: number
  /** Failure accrual: by success rate or failures in a row (`hybrid`, the default), one of the two, or none. */
  readonly accrual?: 'hybrid' | 'consecutive' | 'success-rate' | 'none'
  /** Failures in a row that mark a server dead; 5. */
  readonly failures?: number
  /** Success rate below which it is marked dead; 0.8. */
  readonly successRate?: number
  /** µs over which the rate is taken; 30 s. */
  readonly window?: number
  /** Requests without which the rate does not count; 5. */
  readonly minimumRequests?: number
  /** µs for which a server is dead at the least and at the most; 5 s, 300 s. */
  readonly leastDead?: number
  readonly mostDead?: number
  readonly aperture?: ApertureConfig
}

/** Which part of the servers a client uses. */
export type ApertureConfig =
  /** All of them (the default). */
  | { readonly by: 'none' }
  /** A slice of the ring of servers by this client's place among its peers; at least `least` (12) servers. */
  | { readonly by: 'deterministic'; readonly client: number; readonly clients: number; readonly least?: number }
  /** A random set whose size keeps the load of each between `low` (0.5) and `high` (2), smoothed over 5 s. */
  | {
      readonly by: 'random'
      readonly least?: number
      readonly low?: number
      readonly high?: number
      readonly smooth?: number
    }
