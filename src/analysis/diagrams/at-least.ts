import { ite } from './apply.js'
import type { BddStore } from './bdd-store.js'
import { FALSE, TRUE } from './edge.js'

/** The function "at least k of these are true"; an edge that is listed twice counts twice. */
export function atLeast(store: BddStore, edges: readonly number[], k: number): number {
  // `reached[j]` is "at least j of those from i on"; it is true at 0, and needs no j that the first ones cannot leave open.
  const reached = new Array<number>(Math.max(k, 0) + 1).fill(FALSE)
  reached[0] = TRUE
  for (let i = edges.length - 1; i >= 0; i--) {
    for (let j = k; j >= 1 && j >= k - i; j--) reached[j] = ite(store, edges[i], reached[j - 1], reached[j])
  }
  return k <= 0 ? TRUE : reached[k]
}
