import { AnalysisLimitError } from '../limit-error.js'

/** Nodes unless the caller allows more or less: some 400 MB with their buckets. */
export const DEFAULT_MAX_NODES = 16_000_000

/** Edges are 32 bits, one of which is the sign and one the complement. */
const MOST_NODES = 1 << 29

/** Where a node's fields lie, from `NODE_WORDS * node` on: one node is 16 bytes and never more than one cache line. */
export const NODE_WORDS = 4
export const VARIABLE = 0
export const HIGH = 1
export const LOW = 2
const NEXT = 3

const FREE = -1
const FIRST_CAPACITY = 256

/**
 * The unique table: every triple (variable, high, low) has at most one node, so that equal functions are equal numbers
 * (Bryant 1986; Brace, Rudell and Bryant 1990, section 3). Nodes of a bucket are chained through a field of their own, which
 * lies on the line that the comparison has fetched anyway, and lets a level swap take a node out without a scar.
 *
 * The first nodes are terminals: they stand in no bucket, and 0 ends every chain.
 */
export class NodeTable {
  words: Int32Array
  #buckets: Int32Array
  #mask: number
  /** The first node never used so far; all nodes are below it. */
  end: number
  /** The first freed node, chained like a bucket. */
  #free = 0
  /** Nodes in use, with terminals. */
  count: number
  readonly terminals: number
  readonly maxNodes: number

  constructor(terminals: number, terminalVariable: number, maxNodes: number) {
    this.terminals = terminals
    this.maxNodes = Math.min(maxNodes, MOST_NODES)
    this.words = new Int32Array(NODE_WORDS * FIRST_CAPACITY)
    this.#buckets = new Int32Array(FIRST_CAPACITY)
    this.#mask = FIRST_CAPACITY - 1
    this.end = terminals
    this.count = terminals
    for (let node = 0; node < terminals; node++) this.words[NODE_WORDS * node + VARIABLE] = terminalVariable
  }

  get capacity(): number {
    return this.words.length / NODE_WORDS
  }

  /** The node of a triple, made if there is none yet. Throws AnalysisLimitError where that would be one too many. */
  find(variable: number, high: number, low: number): number {
    const words = this.words
    const bucket = hash(variable, high, low) & this.#mask
    for (let node = this.#buckets[bucket]; node !== 0; node = words[NODE_WORDS * node + NEXT]) {
      const at = NODE_WORDS * node
      if (words[at + HIGH] === high && words[at + LOW] === low && words[at + VARIABLE] === variable) return node
    }
    return this.#make(variable, high, low)
  }

  #make(variable: number, high: number, low: number): number {
    if (this.count >= this.maxNodes) throw nodeLimit(this.maxNodes)
    let node = this.#free
    if (node !== 0) {
      this.#free = this.words[NODE_WORDS * node + NEXT]
    } else {
      if (this.end === this.capacity) this.#grow()
      node = this.end++
    }
    this.count++
    this.rewrite(node, variable, high, low)
    return node
  }

  /** Gives a node that stands in no bucket a triple, which no other node may have, and puts it into its bucket. */
  rewrite(node: number, variable: number, high: number, low: number): void {
    const at = NODE_WORDS * node
    this.words[at + VARIABLE] = variable
    this.words[at + HIGH] = high
    this.words[at + LOW] = low
    this.#link(node)
  }

  /** Takes a node out of its bucket. */
  unlink(node: number): void {
    const words = this.words
    const bucket = this.#bucketOf(node)
    const after = words[NODE_WORDS * node + NEXT]
    if (this.#buckets[bucket] === node) {
      this.#buckets[bucket] = after
      return
    }
    let before = this.#buckets[bucket]
    while (words[NODE_WORDS * before + NEXT] !== node) before = words[NODE_WORDS * before + NEXT]
    words[NODE_WORDS * before + NEXT] = after
  }

  /** Frees a node that stands in no bucket. */
  free(node: number): void {
    this.words[NODE_WORDS * node + VARIABLE] = FREE
    this.words[NODE_WORDS * node + NEXT] = this.#free
    this.#free = node
    this.count--
  }

  isFree(node: number): boolean {
    return this.words[NODE_WORDS * node + VARIABLE] === FREE
  }

  /** Frees every node that is not marked. */
  sweep(marked: Uint8Array): void {
    this.#buckets.fill(0)
    this.#free = 0
    this.count = this.terminals
    for (let node = this.end - 1; node >= this.terminals; node--) {
      this.count++
      if (marked[node] === 0) this.free(node)
      else this.#link(node)
    }
  }

  #grow(): void {
    const words = new Int32Array(2 * this.words.length)
    words.set(this.words)
    this.words = words
    this.#buckets = new Int32Array(this.capacity)
    this.#mask = this.capacity - 1
    for (let node = this.terminals; node < this.end; node++) if (!this.isFree(node)) this.#link(node)
  }

  #link(node: number): void {
    const bucket = this.#bucketOf(node)
    this.words[NODE_WORDS * node + NEXT] = this.#buckets[bucket]
    this.#buckets[bucket] = node
  }

  #bucketOf(node: number): number {
    const at = NODE_WORDS * node
    return hash(this.words[at + VARIABLE], this.words[at + HIGH], this.words[at + LOW]) & this.#mask
  }
}

function nodeLimit(allowed: number): AnalysisLimitError {
  return new AnalysisLimitError('nodes', allowed, `the diagram needs more than the ${allowed} nodes allowed`)
}

function hash(variable: number, high: number, low: number): number {
  const mixed = Math.imul(variable, 0x27d4eb2f) + Math.imul(high, 0x9e3779b1) + Math.imul(low, 0x85ebca6b)
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 7
}
