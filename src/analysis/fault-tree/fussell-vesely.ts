import type { CutSets } from './cut-sets.js'

/**
 * The measure of Fussell and Vesely (1972) for every event: the share of the cut sets that hold it in the sum of the
 * probabilities of all, which is how tools that list cut sets compute it. One pass up and one down the diagram of the sets,
 * without listing any.
 *
 * Literals that an event does *not* happen, of prime implicants, count for no event.
 *
 * @param probabilities of all events of the tree, in their order.
 */
export function fussellVesely({ family }: CutSets, probabilities: ArrayLike<number>): Float64Array {
  const { element, high, low, root, literals } = family
  const chance = (node: number) => {
    const literal = literals[element[node]]
    return literal > 0 ? probabilities[literal - 1] : 1 - probabilities[-literal - 1]
  }
  const below = new Float64Array(element.length)
  below[1] = 1
  for (let node = 2; node < below.length; node++) below[node] = chance(node) * below[high[node]] + below[low[node]]
  const above = new Float64Array(element.length)
  above[root] = 1
  const shares = new Float64Array(probabilities.length)
  for (let node = element.length - 1; node >= 2; node--) {
    const taken = above[node] * chance(node)
    const literal = literals[element[node]]
    if (literal > 0) shares[literal - 1] += taken * below[high[node]]
    above[high[node]] += taken
    above[low[node]] += above[node]
  }
  if (below[root] > 0) for (let event = 0; event < shares.length; event++) shares[event] /= below[root]
  return shares
}
