import { exp } from '../../numerics/index.js'
import type { Ending } from '../contract.js'
import type { FinagleConfig } from './config.js'

/** What failure accrual holds of a server (FailureAccrualFactory.scala). Times in µs. */
export interface Accrual {
  state: 'alive' | 'dead' | 'probe-open' | 'probe-closed'
  /** When a dead one may be probed. */
  until: number
  /** Failures in a row. */
  failures: number
  /** How often it was marked dead since it was last revived, by each of the two policies. */
  marked: { rate: number; failures: number }
  /** Moving average of successes, when it was last moved, since when it is kept, and of how many requests. */
  rate: number
  rateAt: number
  since: number
  requests: number
}

export function newAccrual(): Accrual {
  return {
    ...{ state: 'alive', until: 0, failures: 0, marked: { rate: 0, failures: 0 } },
    ...{ rate: 0, rateAt: -1, since: -1, requests: 0 },
  }
}

/** The dead whose time is over may be probed. */
export function wake(accrual: Accrual, now: number): void {
  if (accrual.state === 'dead' && accrual.until <= now) accrual.state = 'probe-open'
}

/** A server that is probed accepts one request. */
export function beginProbe(accrual: Accrual): void {
  if (accrual.state === 'probe-open') accrual.state = 'probe-closed'
}

/**
 * Hears how a request ended (`didSucceed`, `didFail`). A server is marked dead when its success rate over the window falls
 * below what is required or after so many failures in a row, whichever comes first; `luck`, from 0 to 1, is the jitter of
 * how long.
 */
export function hearEnding(config: FinagleConfig, accrual: Accrual, ending: Ending, now: number, luck: number): void {
  const ok = ending.outcome === 'ok' && ending.status < 500
  if (accrual.since < 0) accrual.since = now
  if (ok) {
    if (accrual.state === 'probe-closed') Object.assign(accrual, newAccrual(), { since: now })
    accrual.failures = 0
    move(config, accrual, 1, now)
    return
  }
  if (accrual.state !== 'alive' && accrual.state !== 'probe-closed') return
  const lasts = deadFor(config, accrual, now, luck)
  if (lasts === null) {
    if (accrual.state === 'probe-closed') accrual.state = 'probe-open'
    return
  }
  accrual.state = 'dead'
  accrual.until = now + lasts
}

/** `markDeadOnFailure` of the two policies in turn (FailureAccrualPolicy.scala, `orElse`): µs, or null to stay. */
function deadFor(config: FinagleConfig, accrual: Accrual, now: number, luck: number): number | null {
  const { accrual: kind = 'hybrid', failures = 5, successRate = 0.8, window = 30e6, minimumRequests = 5 } = config
  const rate = move(config, accrual, 0, now)
  accrual.failures++
  let lasts: number | null = null
  if (kind !== 'consecutive' && now - accrual.since >= window) {
    if (rate < successRate && accrual.requests >= minimumRequests) lasts = backoff(config, accrual.marked.rate++, luck)
  }
  if (kind !== 'success-rate' && accrual.failures >= failures) {
    lasts ??= backoff(config, accrual.marked.failures, luck)
    accrual.marked.failures++
  }
  return lasts
}

/** util/Ema.scala: what is older fades as exp(-t / window). */
function move({ window = 30e6 }: FinagleConfig, accrual: Accrual, success: 0 | 1, now: number): number {
  const kept = exp(-Math.max(0, now - accrual.rateAt) / window)
  accrual.rate = accrual.rateAt < 0 ? success : success * (1 - kept) + accrual.rate * kept
  accrual.rateAt = now
  accrual.requests++
  return accrual.rate
}

/** Equal jitter (Backoff.scala, `equalJittered`): the least; then 2^(n-1) times the least, and up to as much again. */
function backoff({ leastDead = 5e6, mostDead = 300e6 }: FinagleConfig, times: number, luck: number): number {
  if (times === 0) return leastDead
  let half = leastDead
  for (let i = 1; i < times && half < mostDead; i++) half *= 2
  return Math.min(mostDead, Math.floor(half + half * luck))
}
