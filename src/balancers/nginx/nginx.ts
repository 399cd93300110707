import type { Stream } from '../../random/index.js'
import {
  type Choice,
  type Ending,
  type Happening,
  noReleases,
  type Policy,
  type Request,
  type Retry,
  refused,
} from '../contract.js'
import type { NginxConfig } from './config.js'
import { byAddress, byKey, byRing } from './hash.js'
import { byRandom, byRandomTwo } from './random.js'
import { byLeastConnections, byRoundRobin } from './round-robin.js'
import { initState, isSingle, type NginxOpen, type NginxState } from './state.js'

/**
 * An `upstream` of nginx 1.22, of one worker or with a shared `zone`. It has no health checks: servers are found dead by
 * requests that fail on them (`max_fails`, `fail_timeout`), and nobody waits. `up` and `down` are heard as the
 * configuration's `down`.
 */
export const nginx: Policy<NginxConfig, NginxState> = { name: 'nginx', init: initState, pick, tell, retry }

function pick(config: NginxConfig, state: NginxState, request: Request, stream: Stream): Choice {
  let open = state.open[request.id]
  if (open === undefined) {
    open = { backups: false, tried: [], current: -1, tries: triesOf(config), misses: 0, hash: 0, rehash: 0 }
    if (config.nextTimeout) open.since = request.now
    state.open[request.id] = open
  }
  const server = choose(config, state, open, Math.floor(request.now / 1e6), request, stream)
  return server === -1 ? refused : { server, wait: false }
}

function choose(
  config: NginxConfig,
  state: NginxState,
  open: NginxOpen,
  second: number,
  request: Request,
  stream: Stream,
): number {
  switch (config.method) {
    case 'round-robin':
      return byRoundRobin(config, state, open, second)
    case 'least-conn':
      return byLeastConnections(config, state, open, second)
    case 'random':
      return byRandom(config, state, open, second, stream)
    case 'random-two':
      return byRandomTwo(config, state, open, second, stream)
    case 'ip-hash':
      return byAddress(config, state, open, second, request)
    case 'hash':
      return byKey(config, state, open, second, request)
    case 'hash-consistent':
      return byRing(config, state, open, second, request)
  }
}

/** One try for every server that is not `down`, backups included, and no more than `proxy_next_upstream_tries`. */
function triesOf(config: NginxConfig): number {
  const all = config.servers.filter(({ down = false }) => !down).length
  const { nextTries = 0 } = config
  return nextTries > 0 ? Math.min(all, nextTries) : all
}

function tell(config: NginxConfig, state: NginxState, happening: Happening): typeof noReleases {
  switch (happening.kind) {
    case 'sent':
      state.peers[happening.server].conns++
      break
    case 'ended':
      ended(config, state, happening)
      if (!happening.again) delete state.open[happening.id]
      break
    case 'gone':
      delete state.open[happening.id]
      break
    case 'up':
    case 'down':
      state.peers[happening.server].down = happening.kind === 'down'
      break
    case 'drain':
    case 'maintenance':
    case 'ready':
      state.peers[happening.server].away = happening.kind !== 'ready'
      break
    case 'weight': {
      const peer = state.peers[happening.server]
      peer.weight = happening.weight
      peer.effectiveWeight = happening.weight
      break
    }
  }
  return noReleases
}

/**
 * `ngx_http_upstream_free_round_robin_peer`. A failure costs its share of effective weight; an answer clears the failures
 * only of a peer that was being checked, which is one given out in a later second than it last failed in.
 */
function ended(config: NginxConfig, state: NginxState, happening: Extract<Happening, { kind: 'ended' }>): void {
  const { id, server: i, now, ending, again } = happening
  const second = Math.floor(now / 1e6)
  const peer = state.peers[i]
  const { maxFails = 1 } = config.servers[i]
  const open = state.open[id]
  peer.conns--
  if (open !== undefined) open.current = -1
  if (isSingle(config)) {
    if (open !== undefined) open.tries = 0
    return
  }
  if (isFailure(ending, again)) {
    peer.fails++
    peer.accessed = second
    peer.checked = second
    if (maxFails > 0) peer.effectiveWeight -= Math.floor(peer.weight / maxFails)
    if (peer.effectiveWeight < 0) peer.effectiveWeight = 0
  } else if (peer.accessed < peer.checked) peer.fails = 0
  if (open !== undefined && open.tries > 0) open.tries--
}

/**
 * Errors and timeouts count always, unless they come after the beginning of an answer, which nginx passes on as it comes; a status only when nginx goes on to the next server for it, and 403 and 404 not even
 * then (`ngx_http_upstream_test_next`, `ngx_http_upstream_next`, ngx_http_upstream.c).
 */
function isFailure(ending: Ending, again: boolean): boolean {
  if (ending.outcome !== 'ok') return ending.outcome !== 'reset' || ending.status === 0
  return again && ending.status !== 403 && ending.status !== 404
}

/** `ngx_http_upstream_next`: at once at another server, while tries are left and the failure is of a kind that allows it. */
function retry(config: NginxConfig, state: NginxState, request: Request, ending: Ending): Retry {
  const { nextOn = ['error', 'timeout'], idempotent = true } = config
  const reason = ending.outcome === 'ok' ? ending.status : ending.outcome === 'timeout' ? 'timeout' : 'error'
  const wasSent = ending.outcome !== 'refused'
  const open = state.open[request.id]
  // The attempt that has just failed is still to be counted; a lone server has no other.
  const left = isSingle(config) || open === undefined ? 0 : open.tries - 1
  const late = open?.since !== undefined && request.now - open.since >= (config.nextTimeout ?? 0)
  const again = left > 0 && !late && nextOn.some(one => one === reason) && (idempotent || !wasSent)
  return { again, delay: 0 }
}
