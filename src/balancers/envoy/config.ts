import type { ServerConfig } from '../contract.js'

/** An endpoint: `name` is what the hashing policies hash, its address by default. */
export interface EnvoyServerConfig extends ServerConfig {
  /** 0 (the default) first; the next ones when there is too little health before them. */
  readonly priority?: number
  readonly zone?: string
  /** Used only as far as healthy hosts do not suffice. */
  readonly degraded?: boolean
  /** What subsets select by; `name=value`. */
  readonly metadata?: readonly string[]
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
  /** Health of a level by weight instead of by the number of hosts (`weighted_priority_health`). */
  readonly weightedHealth?: boolean
  readonly slowStart?: EnvoySlowStart
  readonly zoneAware?: EnvoyZones
  /** Weights of zones (`locality_weighted_lb_config`), in place of zone-aware routing; a zone without one has 0. */
  readonly localityWeights?: Readonly<Record<string, number>>
  readonly subset?: EnvoySubset
  readonly breakers?: EnvoyBreakers
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
  /** Percent of requests that heed zones; 100 by default. */
  readonly enabled?: number
  /** All go to this zone while it has a healthy host (`force_locality_direct_routing`). */
  readonly direct?: boolean
}

/** Hosts that carry all of `match` are a cluster of their own; without any, the fallback (lb_subset_config). */
export interface EnvoySubset {
  readonly match: readonly string[]
  /** Nobody (`NO_FALLBACK`, the default), anybody, or those that carry all of `fallbackMatch`. */
  readonly fallback?: 'none' | 'any' | 'default'
  readonly fallbackMatch?: readonly string[]
}

/** Thresholds of circuit_breaker.proto; a connection carries one request at a time, as HTTP/1.1 does. */
export interface EnvoyBreakers {
  /** 1024. */
  readonly connections?: number
  /** Requests that wait for a connection; 1024. */
  readonly pending?: number
  /** 1024. */
  readonly requests?: number
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
  /** Failures to connect, resets and timeouts counted for themselves (`split_external_local_origin_errors`). */
  readonly splitLocalOrigin?: boolean
  /** 5; counts only when split. */
  readonly consecutiveLocalOrigin?: number
  /** When split, also of connections: on by default. */
  readonly localOriginSuccessRate?: boolean
  /** When split, also of connections: off by default. */
  readonly localOriginFailurePercentage?: boolean
  /** A passed active check lets an ejected host in (`successful_active_health_check_uneject_host`); true by default. */
  readonly unejectWhenHealthy?: boolean
  /** Off by default. */
  readonly failurePercentage?: boolean
  readonly failureThreshold?: number
  readonly failureHosts?: number
  readonly failureRequests?: number
}
