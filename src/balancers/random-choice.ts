import type { Balancer } from './contract.js'

/** Any eligible backend, with probability in proportion to its weight: one draw for each pick. */
export const randomChoice: Balancer<Record<string, never>> = {
  name: 'random',
  init: () => ({}),
  pick(_state, backends, _key, stream) {
    let total = 0
    for (const backend of backends) if (backend.eligible) total += backend.weight
    if (total === 0) return -1
    let left = stream.below(total)
    for (let i = 0; i < backends.length; i++) {
      if (!backends[i].eligible) continue
      left -= backends[i].weight
      if (left < 0) return i
    }
    throw new Error('weights are positive whole numbers')
  },
}
