import type { NginxConfig, NginxServerConfig } from './config.js'

/** Of one peer (`ngx_http_upstream_rr_peer_t`). Times are whole seconds. */
export interface NginxPeer {
  weight: number
  currentWeight: number
  effectiveWeight: number
  conns: number
  fails: number
  accessed: number
  checked: number
  down: boolean
  /** Drained by an operator. */
  away: boolean
}

/** What one request remembers between its attempts. */
export interface NginxOpen {
  /** It has come down to the backups. */
  backups: boolean
  /** Peers it has been given. */
  tried: number[]
  /** The peer it is at; -1 between two attempts. */
  current: number
  /** Attempts that are left. */
  tries: number
  /** Misses of the hash or the draws; past 20 it goes by round robin. */
  misses: number
  hash: number
  rehash: number
  /** µs at which it came; only where that limits its attempts. */
  since?: number
}

export interface NginxState {
  readonly peers: NginxPeer[]
  readonly open: Record<string, NginxOpen>
}

export function initState(config: NginxConfig): NginxState {
  const peers = config.servers.map(({ weight, down = false }) => {
    const counters = { currentWeight: 0, conns: 0, fails: 0, accessed: 0, checked: 0 }
    return { weight, effectiveWeight: weight, ...counters, down, away: false }
  })
  return { peers, open: {} }
}

/** The primaries, or the backups. */
export function groupOf(config: NginxConfig, backups: boolean): number[] {
  const found: number[] = []
  for (const [i, server] of config.servers.entries()) if ((server.backup ?? false) === backups) found.push(i)
  return found
}

/** A lone server without backups is never given up: nginx counts no failures against it. */
export function isSingle(config: NginxConfig): boolean {
  return config.servers.length === 1
}

/** Whether a request may have this peer now: `tried`, `down`, failures within `fail_timeout`, `max_conns`. */
export function mayHave(config: NginxConfig, state: NginxState, open: NginxOpen, i: number, second: number): boolean {
  return !open.tried.includes(i) && isAvailable(config.servers[i], state.peers[i], second)
}

function isAvailable(server: NginxServerConfig, peer: NginxPeer, second: number): boolean {
  const { maxFails = 1, failTimeout = 10, maxConns = 0 } = server
  if (peer.down || peer.away || peer.weight === 0) return false
  if (maxFails > 0 && peer.fails >= maxFails && second - peer.checked <= failTimeout) return false
  return maxConns === 0 || peer.conns < maxConns
}

/** Gives a peer to a request; one that was left alone long enough is being checked by it. */
export function give(config: NginxConfig, state: NginxState, open: NginxOpen, i: number, second: number): number {
  const peer = state.peers[i]
  if (second - peer.checked > (config.servers[i].failTimeout ?? 10)) peer.checked = second
  open.tried.push(i)
  open.current = i
  return i
}
