import { log } from '../numerics/index.js'
import type { Balancer } from './contract.js'

/**
 * Highest random weight (Thaler and Ravishankar 1998): every backend draws lots from the request's key, and the best
 * lot among the eligible wins. A key stays with its backend for as long as that one is eligible; when it leaves, only
 * its own keys move, and they spread over the others by weight. No table, no state.
 *
 * A lot is an exponential variable of rate weight, the least wins: so each wins in proportion to its weight.
 */
export const rendezvousHash: Balancer<Record<string, never>> = {
  name: 'hash',
  init: () => ({}),
  pick(_state, backends, key) {
    const mixed = mix(key)
    let best = -1
    let least = Infinity
    for (let i = 0; i < backends.length; i++) {
      if (!backends[i].eligible) continue
      const unit = (mix(mixed + Math.imul(i + 1, 0x9e3779b9)) + 0.5) / 4294967296
      const lot = -log(unit) / backends[i].weight
      if (lot < least) {
        least = lot
        best = i
      }
    }
    return best
  },
}

/** The finalizer of MurmurHash3 (Appleby): a bijection of 32-bit words in which every bit sways every other. */
function mix(word: number): number {
  let h = word | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
