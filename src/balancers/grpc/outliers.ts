import type { Ending } from '../contract.js'

/** `outlier_detection_experimental` of proposal A50. Times in µs; rates count only when switched on. */
export interface GrpcOutlierConfig {
  /** 10 s. */
  readonly interval?: number
  /** 30 s. */
  readonly baseEjection?: number
  /** 300 s. */
  readonly maxEjection?: number
  /** Percent; 10. */
  readonly maxEjected?: number
  readonly successRate?: boolean
  /** 5. */
  readonly successRateHosts?: number
  /** 100. */
  readonly successRateRequests?: number
  /** Standard deviations times 1000; 1900. */
  readonly successRateFactor?: number
  readonly failurePercentage?: boolean
  /** Percent; 85. */
  readonly failureThreshold?: number
  /** 5. */
  readonly failureHosts?: number
  /** 50. */
  readonly failureRequests?: number
}

/** Of one address. */
interface Endpoint {
  now: { success: number; failure: number }
  last: { success: number; failure: number }
  /** µs; -1 while it is not ejected. */
  ejectedAt: number
  multiplier: number
}

export interface GrpcOutliers {
  readonly endpoints: Endpoint[]
  /** When the interval under way ends; -1 before the first happening. */
  due: number
}

export function newGrpcOutliers(addresses: readonly unknown[]): GrpcOutliers {
  const fresh = () => ({ success: 0, failure: 0 })
  return { endpoints: addresses.map(() => ({ now: fresh(), last: fresh(), ejectedAt: -1, multiplier: 0 })), due: -1 }
}

/** Every call that does not end well counts against its address. */
export function countCall({ endpoints }: GrpcOutliers, i: number, { outcome, status }: Ending): void {
  if (outcome === 'ok' && status < 400) endpoints[i].now.success++
  else endpoints[i].now.failure++
}

/** Ends every interval that is over. @returns whether anybody came or went. */
export function passGrpcIntervals(config: GrpcOutlierConfig, state: GrpcOutliers, now: number): boolean {
  const { interval = 10e6 } = config
  if (state.due < 0) state.due = now + interval
  let changed = false
  for (; state.due <= now; state.due += interval) changed = sweep(config, state, state.due) || changed
  return changed
}

/**
 * `intervalTimerAlgorithm` (grpc-go, outlierdetection/balancer.go): the two algorithms first; then who is well is forgiven
 * one ejection, and who has been out long enough is let in. A real timer is late, so that at the very end counts as after.
 */
function sweep(config: GrpcOutlierConfig, { endpoints }: GrpcOutliers, now: number): boolean {
  for (const endpoint of endpoints) {
    endpoint.last = endpoint.now
    endpoint.now = { success: 0, failure: 0 }
  }
  const before = endpoints.map(({ ejectedAt }) => ejectedAt)
  if (config.successRate) bySuccessRate(config, endpoints, now)
  if (config.failurePercentage) byFailures(config, endpoints, now)
  const { baseEjection = 30e6, maxEjection = 300e6 } = config
  for (const endpoint of endpoints) {
    if (endpoint.ejectedAt < 0) {
      if (endpoint.multiplier > 0) endpoint.multiplier--
      continue
    }
    const lasts = Math.min(baseEjection * endpoint.multiplier, Math.max(baseEjection, maxEjection))
    if (now >= endpoint.ejectedAt + lasts) endpoint.ejectedAt = -1
  }
  return endpoints.some(({ ejectedAt }, i) => ejectedAt < 0 !== before[i] < 0)
}

const volume = ({ last }: Endpoint) => last.success + last.failure

/** `successRateAlgorithm`. */
function bySuccessRate(config: GrpcOutlierConfig, endpoints: readonly Endpoint[], now: number): void {
  const { successRateHosts = 5, successRateRequests = 100, successRateFactor = 1900 } = config
  const considered = endpoints.filter(endpoint => volume(endpoint) >= Math.max(1, successRateRequests))
  if (considered.length === 0 || considered.length < successRateHosts) return
  const rateOf = (endpoint: Endpoint) => endpoint.last.success / volume(endpoint)
  const mean = considered.reduce((sum, endpoint) => sum + rateOf(endpoint), 0) / considered.length
  const variance = considered.reduce((sum, one) => sum + (rateOf(one) - mean) * (rateOf(one) - mean), 0)
  const line = mean - Math.sqrt(variance / considered.length) * (successRateFactor / 1000)
  for (const endpoint of considered) {
    if (isFull(config, endpoints)) return
    if (rateOf(endpoint) < line) eject(endpoint, now)
  }
}

/** `failurePercentageAlgorithm`. */
function byFailures(config: GrpcOutlierConfig, endpoints: readonly Endpoint[], now: number): void {
  const { failureHosts = 5, failureRequests = 50, failureThreshold = 85 } = config
  const considered = endpoints.filter(endpoint => volume(endpoint) >= Math.max(1, failureRequests))
  if (considered.length === 0 || considered.length < failureHosts) return
  for (const endpoint of considered) {
    if (isFull(config, endpoints)) return
    if ((100 * endpoint.last.failure) / volume(endpoint) > failureThreshold) eject(endpoint, now)
  }
}

function isFull({ maxEjected = 10 }: GrpcOutlierConfig, endpoints: readonly Endpoint[]): boolean {
  const out = endpoints.filter(({ ejectedAt }) => ejectedAt >= 0).length
  return (100 * out) / endpoints.length >= maxEjected
}

function eject(endpoint: Endpoint, now: number): void {
  endpoint.ejectedAt = now
  endpoint.multiplier++
}
