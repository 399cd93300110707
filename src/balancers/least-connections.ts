import type { Backend, Balancer } from './contract.js'
import { initSmooth, pickSmooth, type SmoothState } from './smooth-round-robin.js'

/**
 * The fewest requests in flight for its weight; the tied take turns by smooth round robin. So does nginx's
 * `least_conn`. (HAProxy's `leastconn` serves ties first in, first out and counts the request about to be sent.)
 */
export const leastConnections: Balancer<SmoothState> = {
  name: 'least-connections',
  init: initSmooth,
  pick(state, backends) {
    let least: Backend | null = null
    for (const backend of backends) {
      if (backend.eligible && (least === null || compareLoad(backend, least) < 0)) least = backend
    }
    if (least === null) return -1
    const lightest = least
    return pickSmooth(state, backends, backend => backend.eligible && compareLoad(backend, lightest) === 0)
  },
}

/** In flight over weight, compared without dividing. */
function compareLoad(a: Backend, b: Backend): number {
  return a.inFlight * b.weight - b.inFlight * a.weight
}
