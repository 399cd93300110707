import type { Algorithm } from './algorithm.js'
import type { HaproxyConfig } from './config.js'
import { hasRoom } from './limits.js'
import { type HaproxyState, isUsable } from './state.js'

/**
 * The map of `static-rr` and of map-based hashing (src/lb_map.c): as many slots as the weights, divided by their
 * greatest common divisor, add up to; filled smoothly, the first declared first.
 */
export const serverMap: Algorithm = {
  dynamic: false,
  init: recompute,
  leave() {},
  join() {},
  reweigh() {},
  recompute,
}

/** `recalc_server_map`. */
function recompute(config: HaproxyConfig, state: HaproxyState): void {
  if (state.used === 0) return
  const total = state.usedWeight
  const takesPart = state.servers.map(
    (server, i) => (config.servers[i].backup ?? false) === (state.active === 0) && isUsable(server.next),
  )
  const score = state.servers.map(() => 0)
  state.map = []
  for (let slot = 0; slot < total; slot++) {
    let best = -1
    let most = 0
    for (const [i, server] of state.servers.entries()) {
      if (!takesPart[i]) continue
      if (total === 1) {
        best = i
        break
      }
      score[i] += server.next.weight
      const worth = Math.trunc((score[i] + total) / total)
      if (best === -1 || worth > most) {
        most = worth
        best = i
      }
    }
    state.map.push(best)
    if (best !== -1) score[best] -= total
  }
}

/** Greatest common divisor of the weights, zeros aside (`init_server_map`); found once, when the configuration is read. */
export function commonDivisor(weights: readonly number[]): number {
  let divisor = 0
  for (const weight of weights) {
    let [a, b] = [divisor, weight]
    while (b > 0) [a, b] = [b, a % b]
    divisor = a
  }
  return Math.max(divisor, 1)
}

/** `map_get_server_rr`: the next slot whose server has room. */
export function nextSlot(config: HaproxyConfig, state: HaproxyState, avoid: number, now: number): number {
  const total = state.usedWeight
  if (total === 0) return -1
  if (state.slot < 0 || state.slot >= total) state.slot = 0
  let at = state.slot
  let avoided = -1
  let avoidedAt = 0
  do {
    const i = state.map[at++]
    if (hasRoom(config, state, i, now)) {
      avoided = i
      avoidedAt = at
      if (i !== avoid) {
        state.slot = at
        return i
      }
    }
    if (at === total) at = 0
  } while (at !== state.slot)
  if (avoided !== -1) state.slot = avoidedAt
  return avoided
}

/** `map_get_server_hash`. */
export function mapped(state: HaproxyState, hash: number): number {
  return state.usedWeight === 0 ? -1 : state.map[hash % state.usedWeight]
}
