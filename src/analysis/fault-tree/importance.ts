import type { Diagram } from './compile.js'
import { conditionals } from './conditionals.js'

/** How much an event matters to the top, by the measures in use; p is its probability and P the top's. */
export interface Importance {
  /** Birnbaum 1969: dP/dp, the chance that the top hangs on this event alone. */
  readonly birnbaum: number
  /** Criticality: birnbaum * p / P, the chance that the event has brought the top about, given the top. */
  readonly criticality: number
  /** Diagnostic: the chance that the event has happened, given the top. */
  readonly diagnostic: number
  /** Risk achievement worth: how many times P is what it would be if the event were certain. */
  readonly riskAchievement: number
  /** Risk reduction worth: P over what it would be if the event never happened; Infinity where it would be nothing. */
  readonly riskReduction: number
}

/**
 * The importance of every event, in the order of the tree, by one pass up and one pass down the diagram. Where the top is
 * impossible, nothing is critical and the worths are 1, or Infinity where the event would make it possible.
 */
export function importance(diagram: Diagram, probabilities?: ArrayLike<number>): Importance[] {
  const found = conditionals(diagram, probabilities)
  const { top, topIfTrue, topIfFalse, difference } = found
  return diagram.tree.events.map((event, i) => {
    const p = probabilities === undefined ? event.probability : probabilities[i]
    return {
      birnbaum: difference[i],
      criticality: top === 0 ? 0 : (difference[i] * p) / top,
      diagnostic: top === 0 ? 0 : (p * topIfTrue[i]) / top,
      riskAchievement: ratio(topIfTrue[i], top),
      riskReduction: ratio(top, topIfFalse[i]),
    }
  })
}

function ratio(x: number, y: number): number {
  return y === 0 ? (x === 0 ? 1 : Number.POSITIVE_INFINITY) : x / y
}
