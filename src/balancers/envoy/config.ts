import type { ServerConfig } from '../contract.js'

/** An endpoint: `name` is what the hashing policies hash, its address by default. */
export interface EnvoyServerConfig extends ServerConfig {
  /** 0 (the default) first; the next ones when there is too little health before them. */
  readonly priority?: number
  readonly zone?: string
}

export interface EnvoyConfig {
  readonly servers: readonly EnvoyServerConfig[]
  readonly policy: EnvoyPolicy
  /** `healthy_panic_threshold`, percent; 50 by default, 0 for never. */
  readonly panicThreshold?: number
  /** In panic, fail requests rather than send them to all (`fail_traffic_on_panic`). */
  readonly failOnPanic?: boolean
  /** `overprovisioning_factor`, percent; 140 by default. */
  readonly overprovisioning?: number
  /** Where round robin starts; Envoy draws it. */
  readonly seed?: number
  /** How often a retry may choose again when it gets a host it has tried (`host_selection_retry_max_attempts`); 0 without predicate. */
  readonly reselections?: number
  readonly slowStart?: EnvoySlowStart
  readonly zoneAware?: EnvoyZones
  readonly outliers?: EnvoyOutlierConfig
}

export type EnvoyPolicy =
  | { readonly by: 'round-robin' | 'random' }
  /** `choices` (2) drawn with replacement, or all scanned; `bias` (1) is the power of the active requests where weights differ. */
  | { readonly by: 'least-request'; readonly choices?: number; readonly scan?: boolean; readonly bias?: number }
  /** `balanceFactor`: percent of its share that a host may hold; 0 (the default) for no bound. */
  | { readonly by: 'ring-hash'; readonly minimum?: number; readonly maximum?: number; readonly balanceFactor?: number }
  | { readonly by: 'maglev'; readonly size?: number; readonly balanceFactor?: number }

export interface EnvoySlowStart {
  /** µs after coming up. */
  readonly window: number
  /** 1 for a linear rise. */
  readonly aggression?: number
  /** Least percent of its weight; 10 by default. */
  readonly minimum?: number
}

export interface EnvoyZones {
  /** The zone of this Envoy. */
  readonly here: string
  /** Healthy members of the local cluster, by zone. */
  readonly clients: Readonly<Record<string, number>>
  /** Below so many healthy hosts zones do not count; 6 by default. */
  readonly minimumHosts?: number
}

/** Defaults are those of outlier_detection.proto. Times in µs. */
export interface EnvoyOutlierConfig {
  readonly consecutive5xx?: number
  /** 0 switches it off, as its enforcement is by default. */
  readonly consecutiveGateway?: number
  readonly interval?: number
  readonly baseEjection?: number
  readonly maxEjection?: number
  /** Percent. */
  readonly maxEjected?: number
  readonly alwaysEjectOne?: boolean
  readonly successRate?: boolean
  readonly successRateHosts?: number
  readonly successRateRequests?: number
  /** Standard deviations times 1000. */
  readonly successRateFactor?: number
  /** Off by default. */
  readonly failurePercentage?: boolean
  readonly failureThreshold?: number
  readonly failureHosts?: number
  readonly failureRequests?: number
}
