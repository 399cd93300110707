import { and } from './apply.js'
import type { BddStore } from './bdd-store.js'
import { FALSE } from './edge.js'

/** Whether no variable that turns true can turn f false: at every node, as it is come by, low implies high. */
export function isMonotone(store: BddStore, f: number): boolean {
  const seen = new Set<number>()
  const waiting = [f]
  for (let edge = waiting.pop(); edge !== undefined; edge = waiting.pop()) {
    if (edge <= FALSE || seen.has(edge)) continue
    seen.add(edge)
    const [high, low] = [store.highOf(edge), store.lowOf(edge)]
    if (and(store, low, high ^ 1) !== FALSE) return false
    waiting.push(high, low)
  }
  return true
}
