import { LevelSums } from './level-sums.js'
import type { LinearDiagram } from './linear-diagram.js'
import { edgeProbabilities } from './probability.js'

/** By variable: what becomes of a function f where that variable is known. */
export interface ConditionalProbabilities {
  /** The probability of f if the variable is true; and if it is false. */
  readonly ifTrue: Float64Array
  readonly ifFalse: Float64Array
  /** The same of the negation of f. */
  readonly notIfTrue: Float64Array
  readonly notIfFalse: Float64Array
  /** The derivative of the probability of f by that of the variable: `ifTrue - ifFalse` (Birnbaum 1969). */
  readonly derivative: Float64Array
}

/**
 * What each variable means to a diagram's first root, for all variables in one pass down, which carries the probability to
 * come by each edge (Rauzy 1993, section 5; Dutuit and Rauzy 2001).
 *
 * Paths that do not ask a variable count for both its values. All sums but the derivative are of positive numbers alone:
 * a probability here is 0 if and only if it is 0 in truth (but for underflow), and each has nearly all its digits. So has
 * the derivative of a coherent function, as far as its two values at a node differ in more than rounding.
 *
 * @param chances of variables, as from `variableChances`
 * @param values of edges, as from `edgeProbabilities` with the same chances
 */
export function conditionalProbabilities(
  diagram: LinearDiagram,
  chances: Float64Array,
  values: Float64Array = edgeProbabilities(diagram, chances),
): ConditionalProbabilities {
  const { variable, high, low, order, levelOf } = diagram
  const root = diagram.roots[0]
  const reach = new Float64Array(values.length)
  const skipped = new LevelSums(order.length)
  const notSkipped = new LevelSums(order.length)
  const [ifTrue, ifFalse, notIfTrue, notIfFalse, derivative] = Array.from(
    { length: 5 },
    () => new Float64Array(order.length),
  )
  const arrive = (edge: number, from: number, chance: number) => {
    const level = levelOf[variable[edge >> 1]]
    if (level > from) {
      skipped.add(from, level, chance * values[edge])
      notSkipped.add(from, level, chance * values[edge ^ 1])
    }
    reach[edge] += chance
  }
  arrive(root, 0, 1)
  for (let edge = 2 * variable.length - 1; edge >= 2; edge--) {
    const chance = reach[edge]
    if (chance === 0) continue
    const x = variable[edge >> 1]
    const yes = high[edge >> 1] ^ (edge & 1)
    const no = low[edge >> 1] ^ (edge & 1)
    ifTrue[x] += chance * values[yes]
    ifFalse[x] += chance * values[no]
    notIfTrue[x] += chance * values[yes ^ 1]
    notIfFalse[x] += chance * values[no ^ 1]
    derivative[x] += chance * difference(values, yes, no)
    arrive(yes, levelOf[x] + 1, chance * chances[2 * x])
    arrive(no, levelOf[x] + 1, chance * chances[2 * x + 1])
  }
  for (let level = 0; level < order.length; level++) {
    const x = order[level]
    ifTrue[x] += skipped.at(level)
    ifFalse[x] += skipped.at(level)
    notIfTrue[x] += notSkipped.at(level)
    notIfFalse[x] += notSkipped.at(level)
  }
  return { ifTrue, ifFalse, notIfTrue, notIfFalse, derivative }
}

/** The difference of two edges' probabilities, from the pair that loses less: they themselves or their negations. */
function difference(values: Float64Array, yes: number, no: number): number {
  if (values[yes] + values[no] <= 1) return values[yes] - values[no]
  return values[no ^ 1] - values[yes ^ 1]
}
