import type { BddStore } from './bdd-store.js'
import { HIGH, LOW, NODE_WORDS, VARIABLE } from './node-table.js'

/**
 * Two neighbouring variables of a diagram change places, in time that depends on their nodes alone (Rudell 1993, section 2).
 * Every node keeps its number and its function, so edges stay good.
 *
 * It keeps books that the store has no use for otherwise: how often each node is referred to, and the nodes of each
 * variable. They are right for a store without garbage that nobody else changes meanwhile.
 */
export class LevelSwap {
  readonly #store: BddStore
  #references: Int32Array
  /** The nodes of variable x are heads[x], links[heads[x]], ... up to 0. */
  #links: Int32Array
  readonly #heads: Int32Array
  readonly #counts: Int32Array

  constructor(store: BddStore) {
    this.#store = store
    this.#references = new Int32Array(store.table.capacity)
    this.#links = new Int32Array(store.table.capacity)
    this.#heads = new Int32Array(store.variables)
    this.#counts = new Int32Array(store.variables)
    const { table } = store
    for (let node = table.terminals; node < table.end; node++) if (!table.isFree(node)) this.#enter(node)
    for (const [node, times] of store.roots) this.#references[node] += times
  }

  /** How many nodes a variable has. */
  count(variable: number): number {
    return this.#counts[variable]
  }

  /** Whether a swap of this level and the next cannot meet the limit on nodes. */
  hasRoom(level: number): boolean {
    const { table, variableAt } = this.#store
    return table.count + 2 * this.#counts[variableAt[level]] <= table.maxNodes
  }

  /** Swaps the variables of this level and the next. Returns how many nodes it had to look at. */
  swap(level: number): number {
    const { variableAt, levelOf, table } = this.#store
    const upper = variableAt[level]
    const lower = variableAt[level + 1]
    const nodes = this.#counts[upper] + this.#counts[lower]
    variableAt[level] = lower
    variableAt[level + 1] = upper
    levelOf[lower] = level
    levelOf[upper] = level + 1
    let above = this.#takeAll(upper)
    const below = this.#takeAll(lower)
    let asking = 0
    while (above !== 0) {
      const next = this.#links[above]
      if (this.#asks(above, lower)) {
        this.#links[above] = asking
        asking = above
      } else {
        this.#list(upper, above)
      }
      above = next
    }
    while (asking !== 0) {
      const next = this.#links[asking]
      this.#turn(asking, upper, lower)
      asking = next
    }
    // A child of what dies here has a new parent by now, so that nothing dies further down.
    for (let node = below; node !== 0; ) {
      const next = this.#links[node]
      if (this.#references[node] === 0) {
        this.#references[table.words[NODE_WORDS * node + HIGH] >> 1]--
        this.#references[table.words[NODE_WORDS * node + LOW] >> 1]--
        table.unlink(node)
        table.free(node)
      } else {
        this.#list(lower, node)
      }
      node = next
    }
    return nodes
  }

  /** Whether a child of the node asks the variable. */
  #asks(node: number, variable: number): boolean {
    const { words } = this.#store.table
    const at = NODE_WORDS * node
    const high = words[at + HIGH] >> 1
    const low = words[at + LOW] >> 1
    return words[NODE_WORDS * high + VARIABLE] === variable || words[NODE_WORDS * low + VARIABLE] === variable
  }

  /**
   * (upper, (lower, f11, f10), (lower, f01, f00)) becomes (lower, (upper, f11, f01), (upper, f10, f00)). The former has no
   * complemented high edges, so that f11 has none and the new high edge needs none.
   */
  #turn(node: number, upper: number, lower: number): void {
    const store = this.#store
    const { table } = store
    const high = table.words[NODE_WORDS * node + HIGH]
    const low = table.words[NODE_WORDS * node + LOW]
    const splitHigh = store.variableOf(high) === lower
    const splitLow = store.variableOf(low) === lower
    const lowHigh = splitLow ? store.highOf(low) : low
    const lowLow = splitLow ? store.lowOf(low) : low
    const newHigh = this.#refer(upper, splitHigh ? store.highOf(high) : high, lowHigh)
    const newLow = this.#refer(upper, splitHigh ? store.lowOf(high) : high, lowLow)
    this.#references[high >> 1]--
    this.#references[low >> 1]--
    table.unlink(node)
    table.rewrite(node, lower, newHigh, newLow)
    this.#list(lower, node)
  }

  /** The edge of a triple, with one reference more. */
  #refer(variable: number, high: number, low: number): number {
    const { table } = this.#store
    const before = table.count
    const edge = this.#store.edge(variable, high, low)
    if (table.count > before) this.#enter(edge >> 1)
    this.#references[edge >> 1]++
    return edge
  }

  /** Enters a node into the books: it is listed, and refers to its children. */
  #enter(node: number): void {
    const { words, capacity } = this.#store.table
    if (capacity > this.#links.length) {
      this.#links = enlarged(this.#links, capacity)
      this.#references = enlarged(this.#references, capacity)
    }
    this.#references[words[NODE_WORDS * node + HIGH] >> 1]++
    this.#references[words[NODE_WORDS * node + LOW] >> 1]++
    this.#list(words[NODE_WORDS * node + VARIABLE], node)
  }

  #list(variable: number, node: number): void {
    this.#links[node] = this.#heads[variable]
    this.#heads[variable] = node
    this.#counts[variable]++
  }

  #takeAll(variable: number): number {
    const first = this.#heads[variable]
    this.#heads[variable] = 0
    this.#counts[variable] = 0
    return first
  }
}

function enlarged(array: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(length)
  larger.set(array)
  return larger
}
