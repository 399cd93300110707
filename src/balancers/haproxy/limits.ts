import type { HaproxyConfig, HaproxyServerConfig } from './config.js'
import type { HaproxyState } from './state.js'

/** A `minconn` without a `maxconn`, or above it, is the limit at all times (`srv_minmax_conn_apply`, server.h). */
export function mostAtOnce({ maxconn = 0, minconn = 0 }: HaproxyServerConfig): number {
  return Math.max(maxconn, minconn)
}

/** Requests a server takes at once now: less while the backend is idle (`minconn`) and while it warms up (`srv_dynamic_maxconn`, queue.c). */
export function limitNow(config: HaproxyConfig, state: HaproxyState, i: number, now: number): number {
  const { minconn = 0, slowstart = 0 } = config.servers[i]
  const maxconn = mostAtOnce(config.servers[i])
  const server = state.servers[i]
  const fullconn = config.fullconn ?? 1
  let limit = maxconn
  if (state.opened < fullconn && minconn > 0 && minconn !== maxconn) {
    limit = Math.max(minconn, Math.floor((state.opened * maxconn) / fullconn))
  }
  const window = Math.ceil(slowstart / 1e6)
  const passed = Math.floor(now / 1e6) - server.changed
  if (server.now.up === 'starting' && passed >= 0 && passed < window) {
    limit = Math.max(1, Math.floor((limit * Math.floor((100 * passed) / window)) / 100))
  }
  return limit
}

/** Room for one more, and nobody waiting before it. */
export function hasRoom(config: HaproxyConfig, state: HaproxyState, i: number, now: number): boolean {
  const server = state.servers[i]
  return (
    mostAtOnce(config.servers[i]) === 0 ||
    (server.queue.length === 0 && server.served < limitNow(config, state, i, now))
  )
}
