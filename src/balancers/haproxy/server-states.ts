import type { Happening, Release } from '../contract.js'
import { type Algorithm, statusDown, weightChanged } from './algorithm.js'
import { type HaproxyConfig, weightScale } from './config.js'
import { grabCommon, redistribute } from './queues.js'
import { commonDivisor } from './server-map.js'
import type { HaproxyState } from './state.js'

type Change = Extract<Happening, { kind: 'up' | 'down' | 'drain' | 'maintenance' | 'ready' | 'weight' }>

/** A change of a server's state, health's or an operator's (`srv_update_status`, server.c). */
export function changeServer(
  algorithm: Algorithm,
  config: HaproxyConfig,
  state: HaproxyState,
  change: Change,
): readonly Release[] {
  const { server: i, now } = change
  const server = state.servers[i]
  switch (change.kind) {
    case 'weight':
      return setWeight(algorithm, config, state, i, change.weight, now)
    case 'up':
      if (server.now.maintenance || server.next.up !== 'stopped') return []
      return start(algorithm, config, state, i, now)
    case 'down':
      if (server.next.up === 'stopped') return []
      server.next.up = 'stopped'
      return stop(algorithm, config, state, i, now)
    case 'maintenance':
      return maintain(algorithm, config, state, i, now)
    case 'drain':
      return drain(algorithm, config, state, i, now)
    case 'ready':
      if (server.next.drain) return undrain(algorithm, config, state, i, now)
      if (!server.now.maintenance) return []
      server.next.maintenance = false
      return start(algorithm, config, state, i, now)
  }
}

/** Maintenance ends a drain, as a drain ends maintenance (`srv_adm_set_maint`, `srv_adm_set_drain`, server.h). */
function maintain(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState, i: number, now: number): Release[] {
  const server = state.servers[i]
  if (server.now.maintenance) return []
  server.next.maintenance = true
  let released: Release[] = []
  if (server.now.up === 'stopped') server.now.maintenance = true
  else {
    server.next.up = 'stopped'
    released = stop(algorithm, config, state, i, now)
  }
  server.next.drain = false
  server.now.drain = false
  return released
}

function stop(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState, i: number, now: number): Release[] {
  const server = state.servers[i]
  server.changed = Math.floor(now / 1e6)
  statusDown(algorithm, config, state, i)
  return redistribute(config, state, i)
}

/**
 * Up, at once or by slow start, which looks again every second (`server_warmup`); at the time that it still had when it
 * was last up, if that comes first (`task_schedule`, task.h).
 */
function start(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState, i: number, now: number): Release[] {
  const server = state.servers[i]
  const slowly = (config.servers[i].slowstart ?? 0) > 0
  server.changed = Math.floor(now / 1e6)
  server.next.up = slowly ? 'starting' : 'running'
  if (slowly) server.warmup = server.warmup < 0 ? now + 1e6 : Math.min(server.warmup, now + 1e6)
  recalculate(algorithm, config, state, i, now)
  weightChanged(algorithm, config, state, i)
  return grabCommon(algorithm, config, state, i, now)
}

function drain(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState, i: number, now: number): Release[] {
  const server = state.servers[i]
  if (server.next.drain) return []
  server.next.drain = true
  if (server.now.maintenance) {
    server.now.drain = true
    server.next.maintenance = false
    return start(algorithm, config, state, i, now)
  }
  server.changed = Math.floor(now / 1e6)
  statusDown(algorithm, config, state, i)
  return redistribute(config, state, i)
}

function undrain(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState, i: number, now: number): Release[] {
  const server = state.servers[i]
  server.next.drain = false
  server.changed = Math.floor(now / 1e6)
  recalculate(algorithm, config, state, i, now)
  weightChanged(algorithm, config, state, i)
  // What waits for any server is not called for: it goes on when a request ends.
  return []
}

/**
 * A new weight. Algorithms on a map know a server's first weight and 0; others are refused there
 * (`server_parse_weight_change_request`).
 */
function setWeight(
  algorithm: Algorithm,
  config: HaproxyConfig,
  state: HaproxyState,
  i: number,
  weight: number,
  now: number,
): Release[] {
  const server = state.servers[i]
  if (!algorithm.dynamic && weight !== 0 && weight !== server.initialWeight) return []
  server.weight = weight
  return weighAnew(algorithm, config, state, i, now)
}

/** `server_recalc_eweight` and what `srv_update_status` makes of it: slow start that is over calls for those who wait. */
function weighAnew(
  algorithm: Algorithm,
  config: HaproxyConfig,
  state: HaproxyState,
  i: number,
  now: number,
): Release[] {
  const server = state.servers[i]
  recalculate(algorithm, config, state, i, now)
  if (server.now.maintenance) return []
  if (server.now.up === server.next.up) {
    if (server.now.weight !== server.next.weight) weightChanged(algorithm, config, state, i)
    return []
  }
  server.changed = Math.floor(now / 1e6)
  weightChanged(algorithm, config, state, i)
  return grabCommon(algorithm, config, state, i, now)
}

/** `server_recalc_eweight`: the effective weight, less during slow start. */
export function recalculate(
  algorithm: Algorithm,
  config: HaproxyConfig,
  state: HaproxyState,
  i: number,
  now: number,
): void {
  const server = state.servers[i]
  const window = Math.ceil((config.servers[i].slowstart ?? 0) / 1e6)
  const passed = Math.floor(now / 1e6) - server.changed
  if ((passed < 0 || passed >= window) && server.next.up === 'starting') server.next.up = 'running'
  const full = algorithm.dynamic ? weightScale : 1
  const part = server.next.up === 'starting' && algorithm.dynamic ? Math.floor((full * passed + window) / window) : full
  const divisor = algorithm.dynamic ? 1 : commonDivisor(config.servers.map(s => s.weight))
  server.next.weight = Math.floor((server.weight * part + divisor - 1) / divisor)
}

/** Slow start goes on: a step of its weight for every server whose second is over. */
export function warmUp(algorithm: Algorithm, config: HaproxyConfig, state: HaproxyState, now: number): Release[] {
  const released: Release[] = []
  for (const [i, server] of state.servers.entries()) {
    while (server.warmup >= 0 && server.warmup <= now) {
      const at = server.warmup
      server.warmup = -1
      if (server.next.maintenance || server.next.up !== 'starting') break
      released.push(...weighAnew(algorithm, config, state, i, at), ...grabCommon(algorithm, config, state, i, at))
      if (server.next.up === 'starting') server.warmup = at + 1e6
    }
  }
  return released
}
