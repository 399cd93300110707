import type { Ending } from '../contract.js'

/** Consecutive failures (`config.linkerd.io/failure-accrual: consecutive`). Times in µs. */
export interface LinkerdBreakerConfig {
  /** 7. */
  readonly failures?: number
  /** How long the gate is shut at first, and at the most; 1 s, 60 s. */
  readonly least?: number
  readonly most?: number
  /** Up to so many times longer; 0.5. */
  readonly jitter?: number
}

export interface Gate {
  state: 'open' | 'shut' | 'limited' | 'probed'
  failures: number
  /** How long it was shut last, before jitter. */
  backoff: number
  until: number
}

export const openGate = (): Gate => ({ state: 'open', failures: 0, backoff: 0, until: 0 })

/** When its time is over a shut gate lets one request through. */
export function wake(gate: Gate, now: number): void {
  if (gate.state === 'shut' && gate.until <= now) gate.state = 'limited'
}

export function isReady({ state }: Gate): boolean {
  return state === 'open' || state === 'limited'
}

export function letThrough(gate: Gate): void {
  if (gate.state === 'limited') gate.state = 'probed'
}

/**
 * Hears a response (`ConsecutiveFailures::run`, outbound/src/http/breaker/consecutive_failures.rs): after so many failures
 * the gate is shut; then one request decides whether it opens, or stays shut for twice as long. What straggles in while it is
 * shut is not heard.
 */
export function hearResponse(
  config: LinkerdBreakerConfig,
  gate: Gate,
  { outcome, status }: Ending,
  now: number,
  luck: number,
): void {
  const { failures = 7, least = 1e6, most = 60e6 } = config
  const ok = outcome === 'ok' && status < 500
  if (gate.state === 'shut') return
  if (gate.state === 'open') {
    gate.failures = ok ? 0 : gate.failures + 1
    if (gate.failures >= failures) shut(config, gate, least, now, luck)
    return
  }
  if (ok) Object.assign(gate, openGate())
  else shut(config, gate, Math.min(most, gate.backoff * 2), now, luck)
}

function shut(config: LinkerdBreakerConfig, gate: Gate, backoff: number, now: number, luck: number): void {
  const { most = 60e6, jitter = 0.5 } = config
  gate.state = 'shut'
  gate.backoff = backoff
  gate.until = now + backoff + Math.min(most - backoff, Math.floor(backoff * jitter * luck))
}
