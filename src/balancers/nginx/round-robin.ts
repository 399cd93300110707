import type { NginxConfig } from './config.js'
import { give, groupOf, isSingle, mayHave, type NginxOpen, type NginxState } from './state.js'

/**
 * Smooth weighted round robin (`ngx_http_upstream_get_peer`, ngx_http_upstream_round_robin.c): every peer that may be had
 * gains its effective weight, the richest is chosen and pays what all gained. A failure costs effective weight; each turn
 * gives one back.
 */
export function byRoundRobin(config: NginxConfig, state: NginxState, open: NginxOpen, second: number): number {
  if (isSingle(config)) return single(config, state, open)
  const candidates = groupOf(config, open.backups).filter(i => mayHave(config, state, open, i, second))
  const best = smoothest(state, candidates)
  if (best !== -1) return give(config, state, open, best, second)
  return toBackups(config, open) ? byRoundRobin(config, state, open, second) : -1
}

/** The richest of some peers after each has gained; ties go to the first. */
export function smoothest(state: NginxState, candidates: readonly number[], first = -1): number {
  let best = first
  let total = 0
  for (const i of candidates) {
    const peer = state.peers[i]
    peer.currentWeight += peer.effectiveWeight
    total += peer.effectiveWeight
    if (peer.effectiveWeight < peer.weight) peer.effectiveWeight++
    if (best === -1 || peer.currentWeight > state.peers[best].currentWeight) best = i
  }
  if (best !== -1) state.peers[best].currentWeight -= total
  return best
}

/** When no primary may be had, once for each request, all backups are fresh to it. */
export function toBackups(config: NginxConfig, open: NginxOpen): boolean {
  if (open.backups || groupOf(config, true).length === 0) return false
  open.backups = true
  open.tried = []
  return true
}

function single(config: NginxConfig, state: NginxState, open: NginxOpen): number {
  const { maxConns = 0 } = config.servers[0]
  const { down, away, weight, conns } = state.peers[0]
  if (down || away || weight === 0 || (maxConns > 0 && conns >= maxConns)) return -1
  open.current = 0
  return 0
}

/**
 * `least_conn` (ngx_http_upstream_least_conn_module.c): fewest connections for the configured weight, compared without
 * dividing; the tied take turns by smooth round robin.
 */
export function byLeastConnections(config: NginxConfig, state: NginxState, open: NginxOpen, second: number): number {
  if (isSingle(config)) return single(config, state, open)
  const candidates = groupOf(config, open.backups).filter(i => mayHave(config, state, open, i, second))
  const load = (a: number, b: number) => state.peers[a].conns * state.peers[b].weight
  let best = -1
  for (const i of candidates) if (best === -1 || load(i, best) < load(best, i)) best = i
  if (best === -1) return toBackups(config, open) ? byLeastConnections(config, state, open, second) : -1
  const least = best
  const tied = candidates.filter(i => load(i, least) === load(least, i))
  return give(config, state, open, tied.length > 1 ? smoothest(state, tied, least) : least, second)
}
