import {
  compileDiagram,
  conditionals,
  type Diagram,
  minimalCutSets,
  mostProbable,
  topProbability,
} from '../analysis/index.js'
import type { RankedSet, SolvedCutSets } from '../results/index.js'
import type { Component } from './component.js'
import type { Structure } from './structure.js'

/** A formula of a structure, compiled: asked again and again with other probabilities. */
export class Question {
  readonly #diagram: Diagram
  readonly #place: Int32Array
  /** The components it depends on, ascending. */
  readonly components: readonly number[]

  /** @throws {AnalysisLimitError} when its diagram grows too large */
  constructor(structure: Structure, components: readonly Component[], top: number) {
    const events = components.map(({ id, label, probability }) => ({ id, label, probability }))
    const { tree, eventOf } = structure.builder.tree(top, events)
    this.#diagram = compileDiagram(tree)
    this.#place = Int32Array.from(eventOf)
    this.components = [...eventOf].sort((a, b) => a - b)
  }

  /** Nodes of the diagrams. */
  get size(): number {
    return this.#diagram.nodes
  }

  /** With component i down with `probabilities[i]`. */
  probability(probabilities: ArrayLike<number>): number {
    return topProbability(
      this.#diagram,
      Float64Array.from(this.#place, c => probabilities[c]),
    )
  }

  /** With each component down and with it up, everything else as it is; in the order of `components`, in one pass. */
  eachDownAndUp(probabilities: ArrayLike<number>): { readonly down: number; readonly up: number }[] {
    const own = Float64Array.from(this.#place, c => probabilities[c])
    const { topIfTrue, topIfFalse } = conditionals(this.#diagram, own)
    const at = new Map(Array.from(this.#place, (c, i) => [c, i]))
    return this.components.map(c => {
      const i = at.get(c) as number
      return { down: topIfTrue[i], up: topIfFalse[i] }
    })
  }

  /** How many minimal sets of components bring it about together, by their size, and the most probable of them. */
  cutSets(components: readonly Component[], { most, maxOrder }: CutSetsAsked): CutSetsFound {
    const sets = minimalCutSets(this.#diagram, { maxOrder: maxOrder ?? undefined })
    const own = Array.from(this.#place, c => components[c].unavailability)
    const ranked: RankedSet[] = []
    for (const { literals, probability } of mostProbable(sets, own)) {
      if (ranked.length >= most) break
      ranked.push({ events: literals.map(literal => components[this.#place[literal - 1]].label), probability })
    }
    const byOrder = sets.countByOrder.flatMap((count, order) => (count > 0n ? [{ order, count: String(count) }] : []))
    return { maxOrder, count: String(sets.count), byOrder, sets: ranked }
  }
}

/** How many of the most probable to list, and the most components in one; null: any. */
export interface CutSetsAsked {
  readonly most: number
  readonly maxOrder: number | null
}

type CutSetsFound = Pick<SolvedCutSets, 'maxOrder' | 'count' | 'byOrder' | 'sets'>
