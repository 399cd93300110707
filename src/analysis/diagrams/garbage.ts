import type { BddStore } from './bdd-store.js'
import { nodesBelow } from './linear-diagram.js'

/** Frees all nodes that no protected function needs, by mark and sweep, and forgets results. Returns how many went. */
export function collectGarbage(store: BddStore): number {
  const before = store.table.count
  const marked = new Uint8Array(store.table.end)
  const roots = [...store.roots.keys()].map(node => node << 1)
  for (const node of nodesBelow(store, roots)) marked[node] = 1
  store.table.sweep(marked)
  store.cache.clear()
  return before - store.table.count
}
