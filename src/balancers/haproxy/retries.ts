import type { Ending, Request, Retry } from '../contract.js'
import { type HaproxyConfig, type HaproxyRetryOn, hashes } from './config.js'
import type { HaproxyState } from './state.js'

const onlyConnections: readonly HaproxyRetryOn[] = ['conn-failure']

function reasonOf({ outcome, status }: Ending): string | number | null {
  if (outcome === 'ok') return status
  // A connection that was made and brought no answer in time is told as 504.
  if (outcome === 'timeout') return status > 0 ? 'response-timeout' : 'conn-failure'
  if (outcome === 'refused') return 'conn-failure'
  return status > 0 ? null : 'empty-response'
}

const halt: Retry = Object.freeze({ again: false, delay: 0 })

/**
 * Whether a failed attempt is repeated, and where (`back_handle_st_cer`, backend.c; `stream_choose_redispatch`,
 * stream.h; for answers, `do_l7_retry`, http_ana.c). Connections that failed are retried, and only those unless `retry-on`
 * names more. A request keeps its server and waits for a second or the connect timeout, unless it may be redispatched:
 * when its server is not up any more, at every n-th or at the last retry as `option redispatch` says, or at once when the
 * algorithm hashes nothing and others are up.
 */
export function retryAfter(config: HaproxyConfig, state: HaproxyState, request: Request, ending: Ending): Retry {
  const open = state.open[request.id]
  const retries = config.retries ?? 3
  const { retryOn = onlyConnections } = config
  const reason = reasonOf(ending)
  if (!retryOn.some(one => one === reason)) return halt
  if (open === undefined || open.retries >= retries) return halt
  open.retries++
  open.stay = !mayRedispatch(config, state, open.server, open.retries, retries)
  // Only an error is waited after; a connection that timed out has waited long enough.
  const waits = ending.outcome === 'refused' && (open.stay || state.active <= 1)
  return { again: true, delay: waits ? Math.min(1e6, config.connectTimeout ?? 1e6) : 0 }
}

function mayRedispatch(
  config: HaproxyConfig,
  state: HaproxyState,
  server: number,
  attempt: number,
  retries: number,
): boolean {
  const every = config.redispatch ?? 0
  if (every === 0) return false
  const { balance } = config
  if (state.servers[server].now.up !== 'running') return true
  if (every > 0 && attempt % every === 0) return true
  if (every < 0 && attempt % (retries + 1 + every) === 0) return true
  return state.active > 1 && !hashes(balance)
}
