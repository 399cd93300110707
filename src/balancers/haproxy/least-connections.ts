import { type Algorithm, inUse } from './algorithm.js'
import { type HaproxyConfig, heaviest } from './config.js'
import { limitNow, mostAtOnce } from './limits.js'
import { type HaproxyState, isUsable } from './state.js'
import { enqueue, inOrder } from './tree.js'

/**
 * `balance leastconn` (src/lb_fwlc.c): by (requests + 1) / weight, except that idle servers come first whatever they
 * weigh; among equals the one that has been there longest.
 */
export const leastConnections: Algorithm = {
  dynamic: true,
  init(_config, state) {
    for (const [i, server] of state.servers.entries()) if (isUsable(server.now)) insert(state, i, server.next.weight)
  },
  leave(_config, state, i) {
    const { place } = state.servers[i]
    place.queued = false
    place.tree = 'none'
  },
  join(_config, state, i) {
    insert(state, i, state.servers[i].next.weight)
  },
  reweigh(_config, state, i) {
    insert(state, i, state.servers[i].next.weight)
  },
  reposition(_config, state, i) {
    const { now, place } = state.servers[i]
    if (place.tree === 'none') return
    const key = keyOf(state, i, Math.max(now.weight, 1))
    if (place.queued && place.key === key) return
    enqueue(state, i, 'curr', key)
  },
}

function insert(state: HaproxyState, i: number, weight: number): void {
  enqueue(state, i, 'curr', keyOf(state, i, weight))
}

function keyOf(state: HaproxyState, i: number, weight: number): number {
  const { served, queue } = state.servers[i]
  const inflight = served + queue.length
  return inflight === 0 ? 0 : Math.floor((((inflight + 1) * heaviest) >>> 0) / weight)
}

/** `fwlc_get_next_server`: a full server still takes requests into its queue, up to `maxqueue`. */
export function leastLoaded(config: HaproxyConfig, state: HaproxyState, avoid: number, now: number): number {
  const use = inUse(state)
  if (use === null) return -1
  if ('lone' in use) return use.lone
  let avoided = -1
  for (const i of inOrder(config, state, use.backups, 'curr')) {
    const { maxqueue = 0 } = config.servers[i]
    const { served, queue } = state.servers[i]
    if (mostAtOnce(config.servers[i]) > 0 && served + queue.length >= limitNow(config, state, i, now) + maxqueue)
      continue
    if (i !== avoid) return i
    avoided = i
  }
  return avoided
}
