import { ComputedCache } from './computed-cache.js'
import { DEFAULT_MAX_NODES, HIGH, LOW, NODE_WORDS, NodeTable, VARIABLE } from './node-table.js'

export interface ZbddOptions {
  /** Elements of sets are numbered from 0, in the order of the diagram from the root down. */
  readonly elements: number
  /** Most nodes at any time, those not yet collected included. */
  readonly maxNodes?: number
  /** Most results remembered, a power of two. */
  readonly cacheEntries?: number
}

/** The family without sets. */
export const EMPTY = 0
/** The family whose only set is the empty one. */
export const UNIT = 1

/** What all algorithms on one collection of zero-suppressed diagrams share. A family is its node. */
export class ZbddStore {
  readonly elements: number
  readonly table: NodeTable
  readonly cache: ComputedCache
  /** How often each protected node is protected. */
  readonly roots = new Map<number, number>()
  /** Frames of an operation under way. */
  frames: Int32Array = new Int32Array(1024)

  constructor({ elements, maxNodes = DEFAULT_MAX_NODES, cacheEntries }: ZbddOptions) {
    this.elements = elements
    this.table = new NodeTable(2, elements, maxNodes)
    this.cache = new ComputedCache(cacheEntries)
  }

  /** The family of all sets of `low` and, with the element added, all sets of `high`; both must be below the element. */
  family(element: number, high: number, low: number): number {
    return high === EMPTY ? low : this.table.find(element, high, low)
  }

  /** The first element of a family; `elements` for the two constants. */
  elementOf(family: number): number {
    return this.table.words[NODE_WORDS * family + VARIABLE]
  }

  /** The sets with the first element, without it. */
  highOf(family: number): number {
    return this.table.words[NODE_WORDS * family + HIGH]
  }

  /** The sets that lack the first element. */
  lowOf(family: number): number {
    return this.table.words[NODE_WORDS * family + LOW]
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
