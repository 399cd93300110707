import type { Ending } from '../contract.js'
import type { EnvoyOutlierConfig } from './config.js'

/** Of one host. Times in µs. */
export interface OutlierHost {
  consecutive5xx: number
  consecutiveGateway: number
  /** Answers in the interval under way, and in the one before. */
  now: { success: number; total: number }
  last: { success: number; total: number }
  ejected: boolean
  ejectedAt: number
  /** How many times the base time the ejection lasts. */
  backoff: number
  /** -1 before the first. */
  returnedAt: number
}

export interface OutlierState {
  readonly hosts: OutlierHost[]
  /** When the interval under way ends; -1 before the first happening. */
  due: number
}

export function newOutliers(hosts: number): OutlierState {
  const fresh = () => ({ success: 0, total: 0 })
  return {
    hosts: Array.from({ length: hosts }, () => ({
      ...{ consecutive5xx: 0, consecutiveGateway: 0, now: fresh(), last: fresh() },
      ...{ ejected: false, ejectedAt: 0, backoff: 0, returnedAt: -1 },
    })),
    due: -1,
  }
}

/**
 * Hears how a request ended (`DetectorHostMonitorImpl::putHttpResponseCode`, outlier_detection_impl.cc). Failures without
 * an answer count as 503, timeouts as 504. @returns whether somebody was ejected.
 */
export function hearEnding(
  config: EnvoyOutlierConfig,
  state: OutlierState,
  i: number,
  ending: Ending,
  now: number,
): boolean {
  const host = state.hosts[i]
  const status = ending.outcome === 'ok' ? ending.status : ending.outcome === 'timeout' ? 504 : 503
  host.now.total++
  if (status < 500) {
    host.now.success++
    host.consecutive5xx = 0
    host.consecutiveGateway = 0
    return false
  }
  const { consecutive5xx = 5, consecutiveGateway = 0 } = config
  let ejected = false
  if (status >= 502 && status <= 504) {
    if (++host.consecutiveGateway === consecutiveGateway) {
      ejected = eject(config, state, i, now)
      host.consecutiveGateway = 0
    }
  } else host.consecutiveGateway = 0
  if (++host.consecutive5xx === consecutive5xx) {
    ejected = eject(config, state, i, now) || ejected
    host.consecutive5xx = 0
  }
  return ejected
}

/** `DetectorImpl::ejectHost`: while no more than so many percent are out, or nobody is. */
function eject(config: EnvoyOutlierConfig, state: OutlierState, i: number, now: number): boolean {
  const host = state.hosts[i]
  if (host.ejected) return false
  const out = state.hosts.filter(({ ejected }) => ejected).length
  const within = (100 * (out + 1)) / state.hosts.length <= Math.min(100, config.maxEjected ?? 10)
  if (!within && !((config.alwaysEjectOne ?? false) && out === 0)) return false
  host.ejected = true
  host.ejectedAt = now
  const base = config.baseEjection ?? 30e6
  if (host.backoff * base < mostTime(config) + base) host.backoff++
  return true
}

function mostTime({ maxEjection, baseEjection = 30e6 }: EnvoyOutlierConfig): number {
  return maxEjection ?? Math.max(300e6, baseEjection)
}

/** A host that an active health check finds well is let in again (`successful_active_health_check_uneject_host`). */
export function letIn(state: OutlierState, i: number, now: number): boolean {
  const host = state.hosts[i]
  if (!host.ejected) return false
  host.ejected = false
  host.consecutive5xx = 0
  host.consecutiveGateway = 0
  host.returnedAt = now
  return true
}

/** Ends every interval that is over (`DetectorImpl::onIntervalTimer`). @returns whether anybody came or went. */
export function passIntervals(config: EnvoyOutlierConfig, state: OutlierState, now: number): boolean {
  const { interval = 10e6 } = config
  if (state.due < 0) state.due = now + interval
  let changed = false
  for (; state.due <= now; state.due += interval) changed = endInterval(config, state, state.due, interval) || changed
  return changed
}

function endInterval(config: EnvoyOutlierConfig, state: OutlierState, now: number, interval: number): boolean {
  let changed = false
  for (const [i, host] of state.hosts.entries()) {
    const lasts = Math.min((config.baseEjection ?? 30e6) * host.backoff, mostTime(config))
    if (host.ejected && lasts <= now - host.ejectedAt) changed = letIn(state, i, now) || changed
    host.last = host.now
    host.now = { success: 0, total: 0 }
  }
  changed = bySuccessRate(config, state, now) || changed
  for (const host of state.hosts) {
    const quiet = !host.ejected && host.returnedAt >= 0 && now - host.returnedAt >= interval
    if (quiet && host.backoff > 0) host.backoff--
  }
  return changed
}

/** `processSuccessRateEjections`: those far below the mean of their fellows, and those below a fixed line. */
function bySuccessRate(config: EnvoyOutlierConfig, state: OutlierState, now: number): boolean {
  const { successRateRequests = 100, failureRequests = 50, successRateHosts = 5, failureHosts = 5 } = config
  const heard = (atLeast: number) =>
    state.hosts.flatMap(({ ejected, last }, i) =>
      !ejected && last.total > 0 && last.total >= atLeast ? [{ i, rate: (last.success * 100) / last.total }] : [],
    )
  const rated = heard(successRateRequests)
  const failing = heard(failureRequests)
  let changed = false
  if ((config.successRate ?? true) && rated.length > 0 && rated.length >= successRateHosts) {
    const line = successRateThreshold(
      rated.map(({ rate }) => rate),
      config.successRateFactor ?? 1900,
    )
    for (const { i, rate } of rated) if (rate < line) changed = eject(config, state, i, now) || changed
  }
  if ((config.failurePercentage ?? false) && failing.length > 0 && failing.length >= failureHosts) {
    for (const { i, rate } of failing) {
      if (100 - rate >= (config.failureThreshold ?? 85)) changed = eject(config, state, i, now) || changed
    }
  }
  return changed
}

/** The mean less so many thousandths of the standard deviation (`successRateEjectionThreshold`). */
export function successRateThreshold(rates: readonly number[], factor: number): number {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) * (rate - mean), 0) / rates.length
  return mean - (factor / 1000) * Math.sqrt(variance)
}
