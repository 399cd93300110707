import type { Ending } from '../contract.js'
import type { EnvoyOutlierConfig } from './config.js'

interface Tally {
  success: number
  total: number
}

/** Of one host. Times in µs. */
export interface OutlierHost {
  consecutive5xx: number
  consecutiveGateway: number
  consecutiveLocal: number
  /** Answers in the interval under way, and in the one before. */
  now: Tally
  last: Tally
  /** Connections, where they are counted for themselves. */
  localNow: Tally
  localLast: Tally
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
      ...{ consecutive5xx: 0, consecutiveGateway: 0, consecutiveLocal: 0 },
      ...{ now: fresh(), last: fresh(), localNow: fresh(), localLast: fresh() },
      ...{ ejected: false, ejectedAt: 0, backoff: 0, returnedAt: -1 },
    })),
    due: -1,
  }
}

/**
 * Hears how a request ended, as the router tells it. Answers by their status. Without one, a timeout counts as 504 and the
 * rest as 503; or, when split, as failures of the connection alone (`putResultNoLocalExternalSplit`,
 * `putResultWithLocalExternalSplit`, outlier_detection_impl.cc). @returns whether somebody was ejected.
 */
export function hearEnding(
  config: EnvoyOutlierConfig,
  state: OutlierState,
  i: number,
  { outcome, status }: Ending,
  now: number,
): boolean {
  const { splitLocalOrigin = false, consecutiveLocalOrigin = 5 } = config
  if (!splitLocalOrigin)
    return putCode(config, state, i, outcome === 'ok' ? status : outcome === 'timeout' ? 504 : 503, now)
  const host = state.hosts[i]
  host.localNow.total++
  if (outcome === 'ok') {
    host.localNow.success++
    host.consecutiveLocal = 0
    return putCode(config, state, i, status, now)
  }
  if (++host.consecutiveLocal !== consecutiveLocalOrigin) return false
  host.consecutiveLocal = 0
  return eject(config, state, i, now)
}

/** `DetectorHostMonitorImpl::putHttpResponseCode`. */
function putCode(config: EnvoyOutlierConfig, state: OutlierState, i: number, status: number, now: number): boolean {
  const host = state.hosts[i]
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
  host.consecutiveLocal = 0
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
    host.localLast = host.localNow
    host.localNow = { success: 0, total: 0 }
  }
  const { successRate = true, failurePercentage = false } = config
  const { localOriginSuccessRate = true, localOriginFailurePercentage = false } = config
  changed = byRate(config, state, 'last', successRate, failurePercentage, now) || changed
  changed = byRate(config, state, 'localLast', localOriginSuccessRate, localOriginFailurePercentage, now) || changed
  for (const host of state.hosts) {
    const quiet = !host.ejected && host.returnedAt >= 0 && now - host.returnedAt >= interval
    if (quiet && host.backoff > 0) host.backoff--
  }
  return changed
}

/** `processSuccessRateEjections`: those far below the mean of their fellows, and those below a fixed line. */
function byRate(
  config: EnvoyOutlierConfig,
  state: OutlierState,
  which: 'last' | 'localLast',
  compared: boolean,
  absolute: boolean,
  now: number,
): boolean {
  const { successRateRequests = 100, failureRequests = 50, successRateHosts = 5, failureHosts = 5 } = config
  const heard = (atLeast: number) =>
    state.hosts.flatMap(({ ejected, [which]: { success, total } }, i) =>
      !ejected && total > 0 && total >= atLeast ? [{ i, rate: (success * 100) / total }] : [],
    )
  const rated = heard(successRateRequests)
  const failing = heard(failureRequests)
  let changed = false
  if (compared && rated.length > 0 && rated.length >= successRateHosts) {
    const line = successRateThreshold(
      rated.map(({ rate }) => rate),
      config.successRateFactor ?? 1900,
    )
    for (const { i, rate } of rated) if (rate < line) changed = eject(config, state, i, now) || changed
  }
  if (absolute && failing.length > 0 && failing.length >= failureHosts) {
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
