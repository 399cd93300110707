import { LevelSums } from './level-sums.js'
import type { LinearDiagram } from './linear-diagram.js'
import { edgeProbabilities } from './probability.js'

export interface ConditionalProbabilities {
  /** Of f. */
  readonly probability: number
  /** By variable, of f if that variable is true; and if it is false. */
  readonly ifTrue: Float64Array
  readonly ifFalse: Float64Array
  /** By variable, the derivative of the probability of f by its probability: `ifTrue - ifFalse` (Birnbaum 1969). */
  readonly derivative: Float64Array
}

/**
 * What each variable means to the probability of a diagram's first root, for all variables in one pass up and one
 * pass down: the pass down carries the probability to come by each edge (Rauzy 1993, section 5; Dutuit and Rauzy 2001).
 *
 * Paths that do not ask a variable count for both its values. All sums but the derivative are of positive numbers alone:
 * a probability here is 0 if and only if it is 0 in truth (but for underflow), and each has nearly all its digits. So has
 * the derivative of a coherent function, as far as its two values at a node differ in more than rounding.
 */
export function conditionalProbabilities(
  diagram: LinearDiagram,
  probabilities: ArrayLike<number>,
): ConditionalProbabilities {
  const { variable, high, low, order, levelOf } = diagram
  const root = diagram.roots[0]
  const values = edgeProbabilities(diagram, probabilities)
  const reach = new Float64Array(values.length)
  const skipped = new LevelSums(order.length)
  const ifTrue = new Float64Array(order.length)
  const ifFalse = new Float64Array(order.length)
  const derivative = new Float64Array(order.length)

  const arrive = (edge: number, below: number, chance: number) => {
    const level = levelOf[variable[edge >> 1]]
    if (level > below) skipped.add(below, level, chance * values[edge])
    reach[edge] += chance
  }
  arrive(root, 0, 1)
  for (let edge = 2 * variable.length - 1; edge >= 2; edge--) {
    const chance = reach[edge]
    if (chance === 0) continue
    const node = edge >> 1
    const x = variable[node]
    const yes = high[node] ^ (edge & 1)
    const no = low[node] ^ (edge & 1)
    ifTrue[x] += chance * values[yes]
    ifFalse[x] += chance * values[no]
    derivative[x] += chance * difference(values, yes, no)
    arrive(yes, levelOf[x] + 1, chance * probabilities[x])
    arrive(no, levelOf[x] + 1, chance * (1 - probabilities[x]))
  }
  for (let level = 0; level < order.length; level++) {
    const either = skipped.at(level)
    ifTrue[order[level]] += either
    ifFalse[order[level]] += either
  }
  return { probability: values[root], ifTrue, ifFalse, derivative }
}

/** The difference of two edges' probabilities, from the pair that loses less: they themselves or their negations. */
function difference(values: Float64Array, yes: number, no: number): number {
  if (values[yes] + values[no] <= 1) return values[yes] - values[no]
  return values[no ^ 1] - values[yes ^ 1]
}
