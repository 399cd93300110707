import type { Stream } from '../../random/index.js'
import type { NginxConfig } from './config.js'
import { byRoundRobin } from './round-robin.js'
import { give, groupOf, isSingle, mayHave, type NginxOpen, type NginxState } from './state.js'

/** Draws that may miss before a request goes by round robin. */
export const mostMisses = 20

/** `random` (ngx_http_upstream_random_module.c): by weight among all primaries, again when the drawn one may not be had. */
export function byRandom(
  config: NginxConfig,
  state: NginxState,
  open: NginxOpen,
  second: number,
  stream: Stream,
): number {
  while (!(open.misses > mostMisses || isSingle(config) || open.backups)) {
    const i = draw(config, stream)
    if (mayHave(config, state, open, i, second)) return give(config, state, open, i, second)
    open.misses++
  }
  return byRoundRobin(config, state, open, second)
}

/** `random two`: of two different ones that may be had, the second unless it has more connections for its weight. */
export function byRandomTwo(
  config: NginxConfig,
  state: NginxState,
  open: NginxOpen,
  second: number,
  stream: Stream,
): number {
  let earlier = -1
  while (!(open.misses > mostMisses || isSingle(config) || open.backups)) {
    const i = draw(config, stream)
    if (i === earlier || !mayHave(config, state, open, i, second)) {
      open.misses++
      continue
    }
    if (earlier === -1) {
      earlier = i
      continue
    }
    const [a, b] = [state.peers[i], state.peers[earlier]]
    return give(config, state, open, a.conns * b.weight > b.conns * a.weight ? earlier : i, second)
  }
  return byRoundRobin(config, state, open, second)
}

/** Weights as configured: those that are down are drawn too, and miss. */
function draw(config: NginxConfig, stream: Stream): number {
  const primaries = groupOf(config, false)
  let left = stream.below(primaries.reduce((sum, i) => sum + config.servers[i].weight, 0))
  for (const i of primaries) {
    left -= config.servers[i].weight
    if (left < 0) return i
  }
  throw new Error('weights are positive whole numbers')
}
