import type { HealthCheck } from './contract.js'

/** `check` on a server line; times in µs. */
export interface HaproxyCheckConfig {
  /** 2 s by default. */
  readonly inter?: number
  /** While it is neither quite up nor quite down; `inter` by default. */
  readonly fastinter?: number
  /** While it is down; `inter` by default. */
  readonly downinter?: number
  readonly fall?: number
  readonly rise?: number
  /** `spread-checks`: percent by which intervals vary either way. */
  readonly spread?: number
  /** `timeout check`, from the connection on and never less than was allowed for that; without it `inter` bounds the whole check. */
  readonly timeout?: number
  /** `timeout connect`, which counts only beside `timeout check`. */
  readonly connectTimeout?: number
}

export interface HaproxyCheckState {
  /** 0 is down; from `rise` on it is up, at rise + fall - 1 quite so. */
  health: number
  /** Failures of requests in a row, for `observe`. */
  errors: number
}

/**
 * HAProxy's checks (`set_server_check_status`, `process_chk_conn`, check.c; `srv_getinter`, server.c). A server starts up,
 * but falls at its first failure; later it falls after `fall` in a row and rises after `rise` in a row.
 */
export const haproxyCheck: HealthCheck<HaproxyCheckConfig, HaproxyCheckState> = {
  name: 'haproxy',
  init: ({ rise = 2 }) => ({ health: rise, errors: 0 }),
  period: ({ inter = 2e6 }) => inter,
  held: ({ rise = 2 }, { health }) => health >= rise,
  // start_checks: spread evenly, in whole milliseconds, over the interval of a server that is up but not quite so.
  first: (config, place, servers) =>
    Math.floor((Math.floor(interval(config, haproxyCheck.init(config)) / 1000) * place) / servers) * 1000,
  // tcpcheck_eval_connect, tcpcheck.c: `timeout check` begins with the connection, but the timer that was set before it still
  // runs, and only when it rings is the new one looked at.
  patience({ inter = 2e6, timeout, connectTimeout = inter }) {
    if (timeout === undefined) return { connect: inter, answer: inter }
    const connect = Math.min(connectTimeout, inter)
    return { connect, answer: Math.max(connect, timeout) }
  },
  hear(config, state, { outcome }, stream) {
    const change = move(config, state, outcome === 'ok')
    const { spread = 0 } = config
    const inter = interval(config, state)
    const vary = spread > 0 ? Math.floor((inter * spread) / 100) : 0
    return { change, wait: inter + (vary > 0 ? vary - Math.floor(2 * vary * stream.unit()) : 0) }
  },
  // srv_update_status, server.c: up at once, and a single failure takes it down again.
  resume({ rise = 2 }, state) {
    state.health = rise
    state.errors = 0
  },
}

function move({ rise = 2, fall = 3 }: HaproxyCheckConfig, state: HaproxyCheckState, ok: boolean): 'up' | 'down' | null {
  const wasUp = state.health >= rise
  const full = rise + fall - 1
  if (ok) {
    state.errors = 0
    if (state.health < full && ++state.health >= rise) state.health = full
  } else if (state.health > 0 && --state.health < rise) state.health = 0
  const isUp = state.health >= rise
  return isUp === wasUp ? null : isUp ? 'up' : 'down'
}

function interval(config: HaproxyCheckConfig, { health }: HaproxyCheckState): number {
  const { inter = 2e6, fastinter = inter, downinter = inter, rise = 2, fall = 3 } = config
  if (health === rise + fall - 1) return inter
  return health === 0 ? downinter : fastinter
}

/** `on-error`: what so many failed requests in a row are taken for. */
export type OnError = 'fastinter' | 'fail-check' | 'sudden-death' | 'mark-down'

/**
 * `observe` (`__health_adjust`, check.c): after `limit` failed requests in a row (10 by default) the server's health falls as
 * by a failed check, to its last step before, or at once. @returns the change, and whether the next check should come at
 * `fastinter`.
 */
export function observeRequest(
  config: HaproxyCheckConfig,
  state: HaproxyCheckState,
  ok: boolean,
  onError: OnError = 'fail-check',
  limit = 10,
): { change: 'up' | 'down' | null; hurry: boolean } {
  const { rise = 2 } = config
  if (ok) state.errors = 0
  if (ok || ++state.errors < limit) return { change: null, hurry: false }
  state.errors = 0
  const hurry = config.fastinter !== undefined
  if (onError === 'fastinter') return { change: null, hurry }
  if (onError === 'sudden-death' && state.health > rise) state.health = rise + 1
  const wasUp = state.health >= rise
  if (onError === 'mark-down') state.health = rise
  const change = move(config, state, false)
  return { change: wasUp ? change : null, hurry }
}
