import { ComputedCache } from './computed-cache.js'
import { DEFAULT_MAX_NODES, HIGH, LOW, NODE_WORDS, NodeTable, VARIABLE } from './node-table.js'

export interface BddOptions {
  /** How many variables there are, numbered from 0. */
  readonly variables: number
  /** The variables from the root down; by number unless given. */
  readonly order?: readonly number[]
  /** Most nodes at any time, those not yet collected included. */
  readonly maxNodes?: number
  /** Most results remembered, a power of two. */
  readonly cacheEntries?: number
}

/** What all algorithms on one family of binary decision diagrams share. */
export class BddStore {
  readonly variables: number
  readonly table: NodeTable
  readonly cache: ComputedCache
  /** The level of a variable, the root's being 0; constants have the level after all variables. */
  readonly levelOf: Int32Array
  readonly variableAt: Int32Array
  /** How often each protected node is protected. */
  readonly roots = new Map<number, number>()
  /** Frames of an operation under way. */
  frames: Int32Array = new Int32Array(1024)

  constructor({ variables, order, maxNodes = DEFAULT_MAX_NODES, cacheEntries }: BddOptions) {
    this.variables = variables
    this.table = new NodeTable(1, variables, maxNodes)
    this.cache = new ComputedCache(cacheEntries)
    this.levelOf = new Int32Array(variables + 1).fill(-1)
    this.levelOf[variables] = variables
    this.variableAt = new Int32Array(variables)
    for (let level = 0; level < variables; level++) this.#place(order === undefined ? level : order[level], level)
    if (order !== undefined && order.length !== variables) throw badOrder(variables)
  }

  #place(variable: number, level: number): void {
    if (this.levelOf[variable] !== -1) throw badOrder(this.variables)
    this.levelOf[variable] = level
    this.variableAt[level] = variable
  }

  /** The edge of "high if the variable is true, low if not"; both must be below the variable. */
  edge(variable: number, high: number, low: number): number {
    if (high === low) return high
    if ((high & 1) === 1) return (this.table.find(variable, high ^ 1, low ^ 1) << 1) | 1
    return this.table.find(variable, high, low) << 1
  }

  /** The variable at an edge's node; `variables` for constants. */
  variableOf(edge: number): number {
    return this.table.words[NODE_WORDS * (edge >> 1) + VARIABLE]
  }

  /** What an edge that is not constant is where its first variable is true. */
  highOf(edge: number): number {
    return this.table.words[NODE_WORDS * (edge >> 1) + HIGH] ^ (edge & 1)
  }

  lowOf(edge: number): number {
    return this.table.words[NODE_WORDS * (edge >> 1) + LOW] ^ (edge & 1)
  }

  /** `frames` with room for at least this many words; those there are kept. */
  growFrames(words: number): Int32Array {
    if (words > this.frames.length) {
      const larger = new Int32Array(Math.max(words, 2 * this.frames.length))
      larger.set(this.frames)
      this.frames = larger
    }
    return this.frames
  }
}

function badOrder(variables: number): RangeError {
  return new RangeError(`an order names each of the ${variables} variables once`)
}
