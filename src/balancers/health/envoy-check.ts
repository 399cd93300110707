import type { HealthCheck } from './contract.js'

/** `health_checks` of a cluster; times in µs. */
export interface EnvoyCheckConfig {
  readonly interval: number
  /** Of the whole check; 1 s by default here, Envoy has no default. */
  readonly timeout?: number
  readonly unhealthyThreshold: number
  readonly healthyThreshold: number
  /** While it is unhealthy; `interval` by default. */
  readonly unhealthyInterval?: number
  /** After the failure that made it so, and after the success; by default as above. */
  readonly unhealthyEdgeInterval?: number
  readonly healthyEdgeInterval?: number
  /** Each interval is longer by up to so much. */
  readonly jitter?: number
  readonly initialJitter?: number
}

export interface EnvoyCheckState {
  healthy: boolean
  /** Before its first check. */
  fresh: boolean
  /** Results in a row that speak against what it is held for. */
  against: number
}

/**
 * Envoy's active health checks (`handleSuccess`, `setUnhealthy`, health_checker_impl.cc). A new host is held for unhealthy,
 * and its first success is enough; a bad answer over HTTP (`fatal`) is enough the other way.
 */
export const envoyCheck: HealthCheck<EnvoyCheckConfig, EnvoyCheckState> = {
  name: 'envoy',
  init: () => ({ healthy: false, fresh: true, against: 0 }),
  period: ({ interval }) => interval,
  held: (_config, { healthy }) => healthy,
  first: ({ initialJitter = 0 }, _place, _servers, stream) =>
    initialJitter > 0 ? Math.floor(stream.unit() * initialJitter) : 0,
  patience: ({ timeout = 1e6 }) => ({ connect: timeout, answer: timeout }),
  hear(config, state, { outcome }, stream) {
    const good = outcome === 'ok'
    state.against = good === state.healthy ? 0 : state.against + 1
    const enough = good
      ? state.fresh || state.against >= config.healthyThreshold
      : outcome === 'fatal' || state.against >= config.unhealthyThreshold
    const turns = good !== state.healthy && enough
    state.fresh = false
    if (turns) {
      state.healthy = good
      state.against = 0
    }
    const { interval, jitter = 0, unhealthyInterval = interval } = config
    const steady = good ? interval : unhealthyInterval
    const edge = good ? config.healthyEdgeInterval : config.unhealthyEdgeInterval
    const wait = turns ? (edge ?? steady) : steady
    return {
      change: turns ? (good ? 'up' : 'down') : null,
      wait: wait + (jitter > 0 ? Math.floor(stream.unit() * jitter) : 0),
    }
  },
}
