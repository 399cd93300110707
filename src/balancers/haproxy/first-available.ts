import { type Algorithm, inUse } from './algorithm.js'
import type { HaproxyConfig } from './config.js'
import { hasRoom } from './limits.js'
import { serverIds } from './server-ids.js'
import { type HaproxyState, isUsable } from './state.js'
import { enqueue, inOrder } from './tree.js'

/** `balance first` (src/lb_fas.c): the lowest id that has room. Weights only say who takes part. */
export const firstAvailable: Algorithm = {
  dynamic: true,
  init(config, state) {
    for (const [i, server] of state.servers.entries()) if (isUsable(server.now)) insert(config, state, i)
  },
  leave(_config, state, i) {
    const { place } = state.servers[i]
    place.queued = false
    place.tree = 'none'
  },
  join: insert,
  reweigh: insert,
}

function insert(config: HaproxyConfig, state: HaproxyState, i: number): void {
  enqueue(state, i, 'curr', serverIds(config)[i])
}

/** `fas_get_next_server`. */
export function firstWithRoom(config: HaproxyConfig, state: HaproxyState, avoid: number, now: number): number {
  const use = inUse(state)
  if (use === null) return -1
  if ('lone' in use) return use.lone
  let avoided = -1
  for (const i of inOrder(config, state, use.backups, 'curr')) {
    if (!hasRoom(config, state, i, now)) continue
    if (i !== avoid) return i
    avoided = i
  }
  return avoided
}
