import type { BddStore } from './bdd-store.js'
import { FALSE } from './edge.js'

/**
 * Functions as plain arrays, apart from any manager: nodes numbered from 1 so that children come before parents, 0 being
 * the constant, and edges as everywhere (2 x node, plus 1 for the negation). A pass up or down is a loop.
 */
export interface LinearDiagram {
  /** The variables from the root down. */
  readonly order: Int32Array
  readonly levelOf: Int32Array
  /** By node; that of node 0 is the number of variables. */
  readonly variable: Int32Array
  readonly high: Int32Array
  readonly low: Int32Array
  readonly roots: readonly number[]
}

/** The nodes of some functions, children first. */
export function linearDiagram(store: BddStore, edges: readonly number[]): LinearDiagram {
  const nodes = nodesBelow(store, edges)
  const numberOf = new Int32Array(store.table.end)
  const count = nodes.length + 1
  const variable = new Int32Array(count)
  const high = new Int32Array(count)
  const low = new Int32Array(count)
  variable[0] = store.variables
  for (let i = 1; i < count; i++) {
    const edge = nodes[i - 1] << 1
    numberOf[nodes[i - 1]] = i
    variable[i] = store.variableOf(edge)
    high[i] = numberOf[store.highOf(edge) >> 1] << 1
    low[i] = (numberOf[store.lowOf(edge) >> 1] << 1) | (store.lowOf(edge) & 1)
  }
  const roots = edges.map(edge => (numberOf[edge >> 1] << 1) | (edge & 1))
  return { order: store.variableAt.slice(), levelOf: store.levelOf.slice(), variable, high, low, roots }
}

/** The nodes that some functions are made of, without the constant, each after its children. */
export function nodesBelow(store: BddStore, edges: readonly number[]): Int32Array {
  const seen = new Uint8Array(store.table.end)
  const found: number[] = []
  // A node waits as itself until its children are under way, and as its negation after that.
  const waiting: number[] = []
  for (const root of edges) {
    if (root > FALSE) waiting.push(root >> 1)
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node < 0) found.push(-node)
      else if (seen[node] === 0) {
        seen[node] = 1
        waiting.push(-node)
        const low = store.lowOf(node << 1)
        const high = store.highOf(node << 1)
        if (low > FALSE) waiting.push(low >> 1)
        if (high > FALSE) waiting.push(high >> 1)
      }
    }
  }
  return Int32Array.from(found)
}
