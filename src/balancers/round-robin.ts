import type { Balancer } from './contract.js'
import { initSmooth, pickSmooth, type SmoothState } from './smooth-round-robin.js'

/** Round robin in proportion to the weights, as nginx does by default. */
export const roundRobin: Balancer<SmoothState> = {
  name: 'round-robin',
  init: initSmooth,
  pick(state, backends) {
    return pickSmooth(state, backends, isEligible)
  },
}

function isEligible(backend: { readonly eligible: boolean }): boolean {
  return backend.eligible
}
