import { and, ite, xor } from './apply.js'
import { atLeast } from './at-least.js'
import { type BddOptions, BddStore } from './bdd-store.js'
import { FALSE, isConstant, TRUE } from './edge.js'
import { collectGarbage } from './garbage.js'
import { type LinearDiagram, linearDiagram, nodesBelow } from './linear-diagram.js'
import { isMonotone } from './monotone.js'
import { edgeProbabilities, variableChances } from './probability.js'
import { restrict } from './restrict.js'
import { type SiftOptions, sift } from './sifting.js'

/** Fewer nodes than these are not worth the time to tidy them. */
const FEW_NODES = 1 << 15

/**
 * Boolean functions as reduced ordered binary decision diagrams with complement edges (Bryant 1986; Brace, Rudell and
 * Bryant 1990). A function is a number, its edge; equal functions are equal numbers. TRUE is 0, FALSE is 1, and the negation
 * of an edge is `edge ^ 1`.
 *
 * Nothing is ever freed behind the caller's back: edges stay valid until `gc`, `reorder` or `tidy`, and over these if
 * protected. Every operation may throw AnalysisLimitError ('nodes'); all edges are good after it as before.
 */
export class BddManager {
  /** What the algorithms of this room work on. */
  readonly store: BddStore
  #nodesCollected = 0
  #nodesSifted = 0

  constructor(options: BddOptions) {
    this.store = new BddStore(options)
  }

  get variables(): number {
    return this.store.variables
  }

  /** Nodes in the table, the constant and what may be garbage included. */
  get nodes(): number {
    return this.store.table.count
  }

  /** The variables from the root down. */
  get order(): number[] {
    return [...this.store.variableAt]
  }

  constant(value: boolean): number {
    return value ? TRUE : FALSE
  }

  /** The function that is variable `variable`, which counts from 0. */
  var(variable: number): number {
    if (!(variable >= 0 && variable < this.variables)) throw new RangeError(`there is no variable ${variable}`)
    return this.store.edge(variable, TRUE, FALSE)
  }

  not(f: number): number {
    return f ^ 1
  }

  and(f: number, g: number): number {
    return and(this.store, f, g)
  }

  or(f: number, g: number): number {
    return and(this.store, f ^ 1, g ^ 1) ^ 1
  }

  xor(f: number, g: number): number {
    return xor(this.store, f, g)
  }

  /** If f then g else h. */
  ite(f: number, g: number, h: number): number {
    return ite(this.store, f, g, h)
  }

  /** "At least k of these"; an edge listed twice counts twice. */
  atLeast(edges: readonly number[], k: number): number {
    return atLeast(this.store, edges, k)
  }

  /** Whether f has no solution that g has not. */
  implies(f: number, g: number): boolean {
    return this.and(f, g ^ 1) === FALSE
  }

  /**
   * Whether f can only become true, never false, when a variable does (a coherent structure function, but for variables it
   * does not depend on). It makes new nodes, and looks at each node of f once.
   */
  isMonotone(f: number): boolean {
    return isMonotone(this.store, f)
  }

  /** The cofactor: what is left of f where the variable has this value. */
  restrict(f: number, variable: number, value: boolean): number {
    return restrict(this.store, f, variable, value)
  }

  /** The value of f where variable i is `values[i]`. */
  evaluate(f: number, values: ArrayLike<boolean | number>): boolean {
    while (!isConstant(f)) f = values[this.store.variableOf(f)] ? this.store.highOf(f) : this.store.lowOf(f)
    return f === TRUE
  }

  /** The variables that f depends on, by number. */
  support(f: number): number[] {
    const inside = new Set<number>()
    for (const node of nodesBelow(this.store, [f])) inside.add(this.store.variableOf(node << 1))
    return [...inside].sort((a, b) => a - b)
  }

  /** Nodes that these functions are made of together, the constant included. */
  size(...edges: number[]): number {
    return nodesBelow(this.store, edges).length + 1
  }

  /** Plain arrays for many evaluations; see `edgeProbabilities` and `conditionalProbabilities`. */
  linear(...edges: number[]): LinearDiagram {
    return linearDiagram(this.store, edges)
  }

  /** The probability that f is true when variable i is with `probabilities[i]`, independently. */
  probability(f: number, probabilities: ArrayLike<number>): number {
    const diagram = this.linear(f)
    return edgeProbabilities(diagram, variableChances(probabilities))[diagram.roots[0]]
  }

  /** Keeps f over collections until it is released as often as protected. Returns f. */
  protect(f: number): number {
    const { roots } = this.store
    if (!isConstant(f)) roots.set(f >> 1, (roots.get(f >> 1) ?? 0) + 1)
    return f
  }

  release(f: number): void {
    if (isConstant(f)) return
    const { roots } = this.store
    const times = roots.get(f >> 1)
    if (times === undefined) throw new RangeError(`edge ${f} is not protected`)
    if (times === 1) roots.delete(f >> 1)
    else roots.set(f >> 1, times - 1)
  }

  /** Frees what no protected function needs. Returns how many nodes went. */
  gc(): number {
    const freed = collectGarbage(this.store)
    this.#nodesCollected = this.nodes
    return freed
  }

  /** Finds a better order of variables for what is protected, by sifting; the rest is lost. */
  reorder(options?: SiftOptions): void {
    sift(this.store, options)
    this.#nodesCollected = this.nodes
    this.#nodesSifted = this.nodes
  }

  /**
   * To be called between operations while a large function is built: collects garbage when there may be as much of it
   * as of anything else, and, if asked to, reorders when what is protected has doubled since the last time.
   */
  tidy(options: { readonly reorder?: SiftOptions } = {}): void {
    if (this.nodes < Math.max(FEW_NODES, 2 * this.#nodesCollected)) return
    this.gc()
    if (options.reorder && this.nodes > Math.max(FEW_NODES / 4, 2 * this.#nodesSifted)) this.reorder(options.reorder)
  }
}
