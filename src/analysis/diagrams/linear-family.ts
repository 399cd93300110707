import { UNIT, type ZbddStore } from './zbdd-store.js'

/**
 * A family of sets as plain arrays, apart from any manager: nodes 0 and 1 are the empty family and the family of the empty
 * set, children come before parents, and the last node is the root. A pass up or down is a loop.
 */
export interface LinearFamily {
  /** How many elements there are, and the element of nodes 0 and 1. */
  readonly elements: number
  readonly element: Int32Array
  readonly high: Int32Array
  readonly low: Int32Array
  readonly root: number
  /** What each element stands for, as a literal: +(v+1) is "variable v is true", -(v+1) "variable v is false". */
  readonly literals: Int32Array
}

/** A family's nodes, children first. Without `literals`, element i is literal i + 1. */
export function linearFamily(store: ZbddStore, root: number, literals?: Int32Array): LinearFamily {
  const nodes = familiesBelow(store, [root])
  const numberOf = new Int32Array(store.table.end)
  numberOf[UNIT] = UNIT
  const count = nodes.length + 2
  const element = new Int32Array(count).fill(store.elements)
  const high = new Int32Array(count)
  const low = new Int32Array(count)
  for (let i = 2; i < count; i++) {
    const node = nodes[i - 2]
    numberOf[node] = i
    element[i] = store.elementOf(node)
    high[i] = numberOf[store.highOf(node)]
    low[i] = numberOf[store.lowOf(node)]
  }
  const byElement = literals ?? Int32Array.from({ length: store.elements }, (_, i) => i + 1)
  return { elements: store.elements, element, high, low, root: numberOf[root], literals: byElement }
}

/** The nodes that some families are made of, without the two constants, each after its children. */
export function familiesBelow(store: ZbddStore, roots: readonly number[]): Int32Array {
  const seen = new Uint8Array(store.table.end)
  const found: number[] = []
  // A node waits as itself until its children are under way, and as its negative after that.
  const waiting: number[] = []
  for (const root of roots) {
    waiting.push(root)
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node < 0) found.push(-node)
      else if (node > UNIT && seen[node] === 0) {
        seen[node] = 1
        waiting.push(-node, store.lowOf(node), store.highOf(node))
      }
    }
  }
  return Int32Array.from(found)
}
