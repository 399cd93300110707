import type { LinearDiagram } from './linear-diagram.js'

/**
 * The probability of every edge, where variable i is true with probability `probabilities[i]`, independently: one pass
 * from the constant up, by Shannon's expansion (Rauzy 1993, section 5).
 *
 * An edge and its negation are both computed as sums of products of positive numbers, never one as 1 - the other: a system
 * that works but for 1e-20 keeps all digits of its unavailability.
 *
 * @param into room for two numbers a node, to be used again by whoever asks often
 */
export function edgeProbabilities(
  diagram: LinearDiagram,
  probabilities: ArrayLike<number>,
  into: Float64Array = new Float64Array(2 * diagram.variable.length),
): Float64Array {
  const { variable, high, low } = diagram
  into[0] = 1
  into[1] = 0
  for (let node = 1; node < variable.length; node++) {
    const yes = probabilities[variable[node]]
    const no = 1 - yes
    const h = high[node]
    const l = low[node]
    into[2 * node] = yes * into[h] + no * into[l]
    into[2 * node + 1] = yes * into[h ^ 1] + no * into[l ^ 1]
  }
  return into
}
