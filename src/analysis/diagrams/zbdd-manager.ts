import { familiesBelow, type LinearFamily, linearFamily } from './linear-family.js'
import {
  DIFFERENCE,
  MINIMAL_PRODUCT,
  MINIMAL_UNION,
  MINIMIZE,
  PRODUCT,
  SetAlgebra,
  TRUNCATE,
  UNION,
  WITHOUT,
} from './set-algebra.js'
import { EMPTY, UNIT, type ZbddOptions, ZbddStore } from './zbdd-store.js'

/**
 * Families of sets as zero-suppressed binary decision diagrams (Minato 1993). A family is a number; equal families are
 * equal numbers. Elements are numbered from 0 in the order of the diagram.
 *
 * Nothing is ever freed behind the caller's back: families stay valid until `gc`, and over it if protected. Every operation
 * may throw AnalysisLimitError ('nodes'); all families are good after it as before.
 */
export class ZbddManager {
  /** What the algorithms of this room work on. */
  readonly store: ZbddStore
  readonly #algebra: SetAlgebra

  constructor(options: ZbddOptions) {
    this.store = new ZbddStore(options)
    this.#algebra = new SetAlgebra(this.store)
  }

  /** Nodes in the table, the two constants and what may be garbage included. */
  get nodes(): number {
    return this.store.table.count
  }

  /** The family whose only set is {element}. */
  single(element: number): number {
    if (!(element >= 0 && element < this.store.elements)) throw new RangeError(`there is no element ${element}`)
    return this.store.family(element, UNIT, EMPTY)
  }

  union(f: number, g: number): number {
    return this.#algebra.solve(UNION, f, g)
  }

  difference(f: number, g: number): number {
    return this.#algebra.solve(DIFFERENCE, f, g)
  }

  /** Every union of a set of f with a set of g. */
  product(f: number, g: number): number {
    return this.#algebra.solve(PRODUCT, f, g)
  }

  /** The sets of f that contain no set of g. */
  without(f: number, g: number): number {
    return this.#algebra.solve(WITHOUT, f, g)
  }

  /** The sets of f that contain no other set of f. */
  minimize(f: number): number {
    return this.#algebra.solve(MINIMIZE, f, EMPTY)
  }

  /** `minimize(union(f, g))` of two minimal families, without the detour. */
  minimalUnion(f: number, g: number): number {
    return this.#algebra.solve(MINIMAL_UNION, f, g)
  }

  /** `minimize(product(f, g))` of two minimal families, without the detour. */
  minimalProduct(f: number, g: number): number {
    return this.#algebra.solve(MINIMAL_PRODUCT, f, g)
  }

  /** The sets of at most `order` elements. */
  truncate(f: number, order: number): number {
    return this.#algebra.solve(TRUNCATE, f, order)
  }

  /** Nodes that these families are made of together, the two constants included. */
  size(...families: number[]): number {
    return familiesBelow(this.store, families).length + 2
  }

  /** Plain arrays, to count and list sets from; `literals` says what each element stands for. */
  linear(f: number, literals?: Int32Array): LinearFamily {
    return linearFamily(this.store, f, literals)
  }

  /** Keeps f over collections until it is released as often as protected. Returns f. */
  protect(f: number): number {
    const { roots } = this.store
    roots.set(f, (roots.get(f) ?? 0) + 1)
    return f
  }

  release(f: number): void {
    const { roots } = this.store
    const times = roots.get(f)
    if (times === undefined) throw new RangeError(`family ${f} is not protected`)
    if (times === 1) roots.delete(f)
    else roots.set(f, times - 1)
  }

  /** Frees what no protected family needs. Returns how many nodes went. */
  gc(): number {
    const { table, cache, roots } = this.store
    const before = table.count
    const marked = new Uint8Array(table.end)
    for (const node of familiesBelow(this.store, [...roots.keys()])) marked[node] = 1
    table.sweep(marked)
    cache.clear()
    return before - table.count
  }
}
