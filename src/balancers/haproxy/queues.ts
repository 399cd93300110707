import type { Release } from '../contract.js'
import type { Algorithm } from './algorithm.js'
import type { HaproxyConfig } from './config.js'
import { limitNow, mostAtOnce } from './limits.js'
import { type HaproxyState, isUsable, type Open, type Waiting } from './state.js'

/** A request more at a server. */
export function takeSlot(
  algorithm: Algorithm,
  config: HaproxyConfig,
  state: HaproxyState,
  i: number,
  open: Open,
): void {
  open.slot = true
  state.servers[i].sessions++
  state.servers[i].served++
  state.served++
  algorithm.reposition?.(config, state, i)
}

/** A request less at a server (`sess_change_server`, stream.c). */
export function dropSlot(
  algorithm: Algorithm,
  config: HaproxyConfig,
  state: HaproxyState,
  i: number,
  open: Open,
): void {
  state.servers[i].sessions--
  if (!open.slot) return
  open.slot = false
  state.servers[i].served--
  state.served--
  algorithm.reposition?.(config, state, i)
}

/**
 * Fills the free slots of a server from its own queue and from that of the backend, whoever has waited longer first; at
 * the same millisecond its own (`process_srv_queue`, `pendconn_process_next_strm`, queue.c). The server finds its new
 * place once, when all are in.
 */
export function fillSlots(
  algorithm: Algorithm,
  config: HaproxyConfig,
  state: HaproxyState,
  i: number,
  now: number,
): Release[] {
  const server = state.servers[i]
  const maxconn = mostAtOnce(config.servers[i])
  const ours = server.queue.length > 0
  if (!ours && !(state.queue.length > 0 && isUsable(server.now))) return []
  const limit = limitNow(config, state, i, now)
  if (maxconn > 0 && server.sessions >= limit) return []
  const released: Release[] = []
  while (server.served < limit) {
    const next = takeOldest(server.queue, mayTakeCommon(config, state, i) ? state.queue : [])
    if (next === undefined) break
    server.served++
    state.served++
    released.push(assign(state, next.id, i, true))
  }
  if (released.length > 0) algorithm.reposition?.(config, state, i)
  return released
}

function takeOldest(own: Waiting[], common: Waiting[]): Waiting | undefined {
  const ownFirst = own.length > 0 && (common.length === 0 || own[0].since <= common[0].since)
  return ownFirst ? own.shift() : common.shift()
}

/** A backup takes from the common queue only while it stands in. */
function mayTakeCommon(config: HaproxyConfig, state: HaproxyState, i: number): boolean {
  if (!isUsable(state.servers[i].now)) return false
  if (!config.servers[i].backup) return true
  return state.active === 0 && (i === state.firstBackup || (config.allBackups ?? false))
}

/**
 * A server that comes up takes what waits for any (`pendconn_grab_from_px`). HAProxy 2.6 gives these requests no slot:
 * they never count as served, and the server takes as many more.
 */
export function grabCommon(
  algorithm: Algorithm,
  config: HaproxyConfig,
  state: HaproxyState,
  i: number,
  now: number,
): Release[] {
  const maxconn = mostAtOnce(config.servers[i])
  if (!mayTakeCommon(config, state, i)) return []
  const limit = limitNow(config, state, i, now)
  const released: Release[] = []
  while (state.queue.length > 0 && !(maxconn > 0 && state.servers[i].served + released.length >= limit)) {
    const next = state.queue.shift() as Waiting
    released.push(assign(state, next.id, i, false))
  }
  if (released.length > 0) algorithm.reposition?.(config, state, i)
  return released
}

/** Who waits for a server that goes away must ask again, if requests may change server at all (`pendconn_redistribute`). */
export function redistribute(config: HaproxyConfig, state: HaproxyState, i: number): Release[] {
  if ((config.redispatch ?? 0) === 0) return []
  const waiting = state.servers[i].queue
  state.servers[i].queue = []
  for (const { id } of waiting) state.open[id].stay = false
  return waiting.map(({ id }) => ({ id, server: -1 }))
}

/** A request that waits no longer. */
export function leaveQueues(state: HaproxyState, id: number): void {
  const others = (waiting: Waiting) => waiting.id !== id
  state.queue = state.queue.filter(others)
  for (const server of state.servers) {
    if (server.queue.length > 0) server.queue = server.queue.filter(others)
  }
}

function assign(state: HaproxyState, id: number, server: number, slot: boolean): Release {
  state.servers[server].sessions++
  state.open[id].slot = slot
  state.open[id].server = server
  state.open[id].stay = false
  return { id, server }
}
