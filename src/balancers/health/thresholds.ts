import type { CheckResult, HealthCheck } from './contract.js'

/** Kubernetes's readiness probe; times in µs. */
export interface ReadinessProbeConfig {
  readonly initialDelay?: number
  /** 10 s by default. */
  readonly period?: number
  /** 1 s by default. */
  readonly timeout?: number
  readonly successThreshold?: number
  readonly failureThreshold?: number
}

/** A target group of an AWS load balancer; times in µs. */
export interface TargetGroupConfig {
  /** 30 s by default. */
  readonly interval?: number
  /** 5 s by default. */
  readonly timeout?: number
  readonly healthyThreshold?: number
  readonly unhealthyThreshold?: number
}

export interface CountState {
  healthy: boolean
  fresh: boolean
  inRow: number
  lastOk: boolean
}

/**
 * A readiness probe (kubelet's prober/worker.go): unready until it passes `successThreshold` (1) times in a row, and again
 * after `failureThreshold` (3) failures in a row. The kubelet begins at any moment of a period.
 */
export const readinessProbe: HealthCheck<ReadinessProbeConfig, CountState> = {
  name: 'kubernetes',
  init: () => ({ healthy: false, fresh: true, inRow: 0, lastOk: false }),
  period: ({ period = 10e6 }) => period,
  held: (_config, { healthy }) => healthy,
  first: ({ initialDelay = 0, period = 10e6 }, _place, _servers, stream) =>
    initialDelay + Math.floor(stream.unit() * period),
  patience: ({ timeout = 1e6 }) => ({ connect: timeout, answer: timeout }),
  // A ticker sets the pace: what a probe takes is no part of the next wait.
  hear: ({ period = 10e6, successThreshold = 1, failureThreshold = 3 }, state, result) => ({
    change: count(state, result, successThreshold, failureThreshold),
    wait: Math.max(0, period - (result.took ?? 0)),
  }),
}

/**
 * The health checks of an AWS application load balancer (its user guide, "Target group health checks"): 5 passes to be
 * healthy, of a new target one; 2 failures to be unhealthy.
 */
export const targetGroupCheck: HealthCheck<TargetGroupConfig, CountState> = {
  name: 'aws-alb',
  failsOpen: true,
  init: () => ({ healthy: false, fresh: true, inRow: 0, lastOk: false }),
  period: ({ interval = 30e6 }) => interval,
  held: (_config, { healthy }) => healthy,
  first: ({ interval = 30e6 }, _place, _servers, stream) => Math.floor(stream.unit() * interval),
  patience: ({ timeout = 5e6 }) => ({ connect: timeout, answer: timeout }),
  hear: ({ interval = 30e6, healthyThreshold = 5, unhealthyThreshold = 2 }, state, result) => {
    const needed = state.fresh ? 1 : healthyThreshold
    const change = count(state, result, needed, unhealthyThreshold)
    state.fresh = false
    return { change, wait: Math.max(0, interval - (result.took ?? 0)) }
  },
}

/** Fail open: when no target is healthy, requests go to all of them. */
export function failOpen(healthy: readonly boolean[]): readonly boolean[] {
  return healthy.some(one => one) ? healthy : healthy.map(() => true)
}

function count(state: CountState, { outcome }: CheckResult, toRise: number, toFall: number): 'up' | 'down' | null {
  const ok = outcome === 'ok'
  state.inRow = state.inRow > 0 && state.lastOk === ok ? state.inRow + 1 : 1
  state.lastOk = ok
  if (ok === state.healthy || state.inRow < (ok ? toRise : toFall)) return null
  state.healthy = ok
  return ok ? 'up' : 'down'
}
