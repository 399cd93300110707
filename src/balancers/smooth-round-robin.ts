import type { Backend } from './contract.js'

/**
 * Smooth weighted round robin: everyone in turn gains its weight, the richest is chosen and pays what all gained. Of
 * weights 5, 1, 1 it makes a a b a c a a, never five in a row. With equal weights it goes around in order.
 *
 * nginx's algorithm (commit 52327e062); among equals the first declared.
 */
export interface SmoothState {
  /** What each backend is owed. */
  readonly current: number[]
}

export function initSmooth(backends: number): SmoothState {
  return { current: new Array(backends).fill(0) }
}

/** The next in turn among the backends for which `takesPart` holds, or -1. */
export function pickSmooth(
  state: SmoothState,
  backends: readonly Backend[],
  takesPart: (backend: Backend) => boolean,
): number {
  const { current } = state
  let total = 0
  let best = -1
  for (let i = 0; i < backends.length; i++) {
    if (!takesPart(backends[i])) continue
    total += backends[i].weight
    current[i] += backends[i].weight
    if (best === -1 || current[i] > current[best]) best = i
  }
  if (best !== -1) current[best] -= total
  return best
}
