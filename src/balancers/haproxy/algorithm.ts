import type { HaproxyConfig } from './config.js'
import { commit, type HaproxyState, hasChanged, isUsable } from './state.js'

/** What an algorithm does when its servers change; the bookkeeping around it is the same for all (src/lb_*.c). */
export interface Algorithm {
  /** Weights may take any value at run time. */
  readonly dynamic: boolean
  init(config: HaproxyConfig, state: HaproxyState): void
  /** A server that was usable no longer is: it leaves its tree. */
  leave(config: HaproxyConfig, state: HaproxyState, i: number): void
  /** A server becomes usable, of the weight it shall have. */
  join(config: HaproxyConfig, state: HaproxyState, i: number): void
  /** A usable server changes its weight. */
  reweigh(config: HaproxyConfig, state: HaproxyState, i: number): void
  /** A request more or less at a server. */
  reposition?(config: HaproxyConfig, state: HaproxyState, i: number): void
  /** All is computed anew from the standings (the map). */
  recompute?(config: HaproxyConfig, state: HaproxyState): void
}

/** `*_set_server_status_down`. */
export function statusDown(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState, i: number): void {
  const server = state.servers[i]
  if (!hasChanged(server)) return
  if (!isUsable(server.next)) {
    if (algorithm.recompute) recount(algorithm, config, state)
    else {
      if (isUsable(server.now)) countOut(algorithm, config, state, i)
      updateWeight(state)
    }
  }
  commit(server)
}

function countOut(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState, i: number): void {
  const { now } = state.servers[i]
  if (config.servers[i].backup) {
    state.backupWeight -= now.weight
    state.backups--
    if (state.firstBackup === i) state.firstBackup = nextBackup(config, state, i + 1)
  } else {
    state.activeWeight -= now.weight
    state.active--
  }
  algorithm.leave(config, state, i)
}

function nextBackup(config: HaproxyConfig, state: HaproxyState, from: number): number {
  for (let i = from; i < state.servers.length; i++) {
    if (config.servers[i].backup && isUsable(state.servers[i].next)) return i
  }
  return -1
}

/** `*_set_server_status_up`. */
export function statusUp(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState, i: number): void {
  const server = state.servers[i]
  if (!hasChanged(server)) return
  if (isUsable(server.next)) {
    if (algorithm.recompute) recount(algorithm, config, state)
    else {
      if (!isUsable(server.now)) countIn(algorithm, config, state, i)
      updateWeight(state)
    }
  }
  commit(server)
}

function countIn(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState, i: number): void {
  const { next } = state.servers[i]
  if (config.servers[i].backup) {
    state.backupWeight += next.weight
    state.backups++
    // One declared before the backup in use takes its place.
    if (!config.allBackups && (state.firstBackup === -1 || i < state.firstBackup)) state.firstBackup = i
  } else {
    state.activeWeight += next.weight
    state.active++
  }
  algorithm.join(config, state, i)
}

/** `*_update_server_weight`; the map has none and is told of the new state instead (`srv_update_status`, server.c). */
export function weightChanged(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState, i: number): void {
  const server = state.servers[i]
  const { now, next } = server
  if (algorithm.recompute) {
    if (isUsable(next)) statusUp(algorithm, config, state, i)
    else statusDown(algorithm, config, state, i)
    return
  }
  if (!hasChanged(server)) return
  if (!isUsable(now) && !isUsable(next)) commit(server)
  else if (!isUsable(now)) statusUp(algorithm, config, state, i)
  else if (!isUsable(next)) statusDown(algorithm, config, state, i)
  else {
    if (config.servers[i].backup) state.backupWeight += next.weight - now.weight
    else state.activeWeight += next.weight - now.weight
    algorithm.reweigh(config, state, i)
    updateWeight(state)
    commit(server)
  }
}

/** `recount_servers` (backend.c). Cumulative weights are as of the last count: the trees never count again. */
export function recountServers(config: HaproxyConfig, state: HaproxyState): void {
  state.active = 0
  state.backups = 0
  state.activeWeight = 0
  state.backupWeight = 0
  state.firstBackup = -1
  for (const [i, server] of state.servers.entries()) {
    if (!isUsable(server.next)) continue
    if (config.servers[i].backup) {
      if (state.backups === 0 && !config.allBackups) state.firstBackup = i
      state.backups++
      server.cumulative = state.backupWeight
      state.backupWeight += server.next.weight
    } else {
      state.active++
      server.cumulative = state.activeWeight
      state.activeWeight += server.next.weight
    }
  }
}

function recount(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState): void {
  recountServers(config, state)
  updateWeight(state)
  algorithm.recompute?.(config, state)
}

/** `update_backend_weight` (backend.c). */
export function updateWeight(state: HaproxyState): void {
  if (state.active > 0) {
    state.usedWeight = state.activeWeight
    state.used = state.active
  } else if (state.firstBackup !== -1) {
    state.usedWeight = state.servers[state.firstBackup].next.weight
    state.used = 1
  } else {
    state.usedWeight = state.backupWeight
    state.used = state.backups
  }
}

/** Which servers may be chosen from now: a lone backup, or all the active ones, or all the backups. */
export type InUse = { readonly lone: number } | { readonly backups: boolean } | null

export function inUse(state: HaproxyState): InUse {
  if (state.active > 0) return { backups: false }
  if (state.firstBackup !== -1) return { lone: state.firstBackup }
  return state.backups > 0 ? { backups: true } : null
}
