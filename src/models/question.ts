import { compileDiagram, type Diagram, topProbability } from '../analysis/index.js'
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
}
