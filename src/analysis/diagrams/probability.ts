import type { LinearDiagram } from './linear-diagram.js'

/**
 * The chances of variables, which are independent: [2 v] that v is true, [2 v + 1] that it is false. Here one is 1 minus the
 * other; whoever has both more exactly may say so, as of a variable that stands for a diagram of its own.
 */
export function variableChances(probabilities: ArrayLike<number>): Float64Array {
  const chances = new Float64Array(2 * probabilities.length)
  for (let v = 0; v < probabilities.length; v++) {
    chances[2 * v] = probabilities[v]
    chances[2 * v + 1] = 1 - probabilities[v]
  }
  return chances
}

/**
 * The probability of every edge: one pass from the constant up, by Shannon's expansion (Rauzy 1993, section 5).
 *
 * An edge and its negation are both computed as sums of products of positive numbers, never one as 1 - the other: a system
 * that works but for 1e-20 keeps all digits of its unavailability.
 *
 * @param chances of variables, as from `variableChances`
 * @param into room for two numbers a node, to be used again by whoever asks often
 */
export function edgeProbabilities(
  diagram: LinearDiagram,
  chances: Float64Array,
  into: Float64Array = new Float64Array(2 * diagram.variable.length),
): Float64Array {
  const { variable, high, low } = diagram
  into[0] = 1
  into[1] = 0
  for (let node = 1; node < variable.length; node++) {
    const yes = chances[2 * variable[node]]
    const no = chances[2 * variable[node] + 1]
    const h = high[node]
    const l = low[node]
    into[2 * node] = yes * into[h] + no * into[l]
    into[2 * node + 1] = yes * into[h ^ 1] + no * into[l ^ 1]
  }
  return into
}
