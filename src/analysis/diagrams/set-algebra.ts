import { UNKNOWN } from './computed-cache.js'
import { EMPTY, UNIT, type ZbddStore } from './zbdd-store.js'

/** Operations on families of sets; they key the cache, too. */
export const UNION = 0
export const DIFFERENCE = 1
/** The sets of the first family that contain no set of the second (Rauzy 1993, section 4). */
export const WITHOUT = 2
/** Every union of a set of one family with a set of the other. */
export const PRODUCT = 3
/** The sets that contain no other. */
export const MINIMIZE = 4
/** The minimal sets of the union and of the product of two families without supersets. */
export const MINIMAL_UNION = 5
export const MINIMAL_PRODUCT = 6
/** The sets of at most as many elements as the second operand says. */
export const TRUNCATE = 7

type Operation = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

/** A frame: operation, operands, the step it is at, and what earlier steps have found. */
const FRAME_WORDS = 6
const MOST_SKIPS = 16

/**
 * The algebra of families of sets as zero-suppressed diagrams (Minato 1993). Each operation splits its operands at their
 * first element, f = x f1 + f0, and is a few steps, each a smaller problem; `#step` is the list of them. Depth-first
 * recursion on frames of our own, so that the machine's stack is no limit.
 */
export class SetAlgebra {
  readonly #store: ZbddStore
  /** The problem to solve next. */
  #operation: Operation = UNION
  #f = EMPTY
  #g = EMPTY

  constructor(store: ZbddStore) {
    this.#store = store
  }

  solve(operation: Operation, f: number, g: number): number {
    this.#pose(operation, f, g)
    const { cache } = this.#store
    let top = 0
    for (;;) {
      let result = this.#atOnce()
      if (result === UNKNOWN) result = cache.get(this.#f, this.#g, this.#operation)
      if (result === UNKNOWN) {
        const frames = this.#store.growFrames(top + FRAME_WORDS)
        frames[top] = this.#operation
        frames[top + 1] = this.#f
        frames[top + 2] = this.#g
        frames[top + 3] = 0
        this.#step(top, UNKNOWN)
        top += FRAME_WORDS
        continue
      }
      for (;;) {
        if (top === 0) return result
        const at = top - FRAME_WORDS
        result = this.#step(at, result)
        if (result === UNKNOWN) break
        const { frames } = this.#store
        cache.put(frames[at + 1], frames[at + 2], frames[at], result)
        top = at
      }
    }
  }

  #pose(operation: Operation, f: number, g: number): typeof UNKNOWN {
    this.#operation = operation
    this.#f = f
    this.#g = g
    return UNKNOWN
  }

  /** The answer where it is plain. Where it is not, the first element of f mostly comes no later than that of g. */
  #atOnce(): number {
    const f = this.#f
    switch (this.#operation) {
      case UNION:
      case MINIMAL_UNION:
        if (f === this.#g || this.#g === EMPTY) return f
        if (f === EMPTY) return this.#g
        if (this.#operation === MINIMAL_UNION && (f === UNIT || this.#g === UNIT)) return UNIT
        return this.#commute()
      case DIFFERENCE:
        if (f === this.#g || f === EMPTY) return EMPTY
        this.#skip()
        if (f === this.#g) return EMPTY
        return this.#g === EMPTY ? f : UNKNOWN
      case WITHOUT:
        if (f === this.#g || f === EMPTY || this.#g === UNIT) return EMPTY
        this.#skip()
        if (f === this.#g || this.#g === UNIT) return EMPTY
        return this.#g === EMPTY ? f : UNKNOWN
      case PRODUCT:
      case MINIMAL_PRODUCT:
        if (f === EMPTY || this.#g === EMPTY) return EMPTY
        if (f === UNIT) return this.#g
        if (this.#g === UNIT || (this.#operation === MINIMAL_PRODUCT && f === this.#g)) return f
        return this.#commute()
      case MINIMIZE:
        return f <= UNIT ? f : UNKNOWN
      case TRUNCATE:
        if (this.#g < 0) return EMPTY
        return f <= UNIT ? f : UNKNOWN
    }
  }

  /** Leaves out sets of g with elements that f lacks, but no more than a few before it is worth to remember how far that was. */
  #skip(): void {
    const store = this.#store
    const first = store.elementOf(this.#f)
    for (let i = 0; i < MOST_SKIPS && store.elementOf(this.#g) < first; i++) this.#g = store.lowOf(this.#g)
  }

  #commute(): typeof UNKNOWN {
    const [f, g] = [this.#f, this.#g]
    const [first, second] = [this.#store.elementOf(f), this.#store.elementOf(g)]
    if (first < second || (first === second && f < g)) return UNKNOWN
    return this.#pose(this.#operation, g, f)
  }

  /**
   * Poses the next smaller problem of a frame, given the answer `r` to the one before, or returns the frame's own answer.
   * Where g lacks the first element, g1 is empty and g0 is g, which makes the same steps right.
   */
  #step(at: number, r: number): number {
    const store = this.#store
    const { frames } = store
    const f = frames[at + 1]
    const g = frames[at + 2]
    const x = store.elementOf(f)
    const f1 = store.highOf(f)
    const f0 = store.lowOf(f)
    const operation = frames[at] as Operation
    const step = frames[at + 3]++
    if (operation === TRUNCATE) {
      if (step === 0) return this.#pose(TRUNCATE, f1, g - 1)
      if (step === 1) return this.#keep(at, r, TRUNCATE, f0, g)
      return store.family(x, frames[at + 4], r)
    }
    const shared = store.elementOf(g) === x
    if (store.elementOf(g) < x) return step === 0 ? this.#pose(operation, f, store.lowOf(g)) : r
    const g1 = shared ? store.highOf(g) : EMPTY
    const g0 = shared ? store.lowOf(g) : g
    switch (operation) {
      case UNION:
      case DIFFERENCE:
        if (step === 0) return this.#pose(operation, f1, g1)
        if (step === 1) return this.#keep(at, r, operation, f0, g0)
        return store.family(x, frames[at + 4], r)
      case WITHOUT:
        if (step === 0) return this.#pose(WITHOUT, f1, g1)
        if (step === 1) return this.#pose(WITHOUT, r, g0)
        if (step === 2) return this.#keep(at, r, WITHOUT, f0, g0)
        return store.family(x, frames[at + 4], r)
      case PRODUCT:
        if (step === 0) return this.#pose(UNION, g1, g0)
        if (step === 1) return this.#pose(PRODUCT, f1, r)
        if (step === 2) return this.#keep(at, r, PRODUCT, f0, g1)
        if (step === 3) return this.#pose(UNION, frames[at + 4], r)
        if (step === 4) return this.#keep(at, r, PRODUCT, f0, g0)
        return store.family(x, frames[at + 4], r)
      case MINIMIZE:
        if (step === 0) return this.#pose(MINIMIZE, f0, EMPTY)
        if (step === 1) return this.#keep(at, r, MINIMIZE, f1, EMPTY)
        if (step === 2) return this.#pose(WITHOUT, r, frames[at + 4])
        return store.family(x, r, frames[at + 4])
      case MINIMAL_UNION:
        if (step === 0) return this.#pose(MINIMAL_UNION, f0, g0)
        if (step === 1) return this.#keep(at, r, MINIMAL_UNION, f1, g1)
        if (step === 2) return this.#pose(WITHOUT, r, frames[at + 4])
        return store.family(x, r, frames[at + 4])
      case MINIMAL_PRODUCT:
        if (step === 0) return this.#pose(MINIMAL_PRODUCT, f0, g0)
        if (step === 1) return this.#keep(at, r, MINIMAL_UNION, g1, g0)
        if (step === 2) return this.#pose(MINIMAL_PRODUCT, f1, r)
        if (step === 3) {
          frames[at + 5] = r
          return this.#pose(MINIMAL_PRODUCT, f0, g1)
        }
        if (step === 4) return this.#pose(MINIMAL_UNION, frames[at + 5], r)
        if (step === 5) return this.#pose(WITHOUT, r, frames[at + 4])
        return store.family(x, r, frames[at + 4])
    }
  }

  #keep(at: number, found: number, operation: Operation, f: number, g: number): typeof UNKNOWN {
    this.#store.frames[at + 4] = found
    return this.#pose(operation, f, g)
  }
}
