import { expm1, log1p } from '../../numerics/index.js'
import { LikelySets, type LinearFamily } from '../diagrams/index.js'
import { AnalysisLimitError } from '../limit-error.js'
import type { CutSets } from './cut-sets.js'

/** Powers summed at most: enough for sets of probability up to one half and then some. */
const MOST_POWERS = 200
/** Sets more probable than this are taken one by one, lest the powers fade slowly. */
const LIKELY = 0.25
const MOST_LIKELY_SETS = 100_000

/**
 * The minimal cut upper bound 1 - (1 - p1)(1 - p2)... over all sets (Esary and Proschan 1963), without listing them: the
 * logarithm of the product is minus the sum of the p^j / j over all sets and all j, and sums of j-th powers are one pass
 * through the diagram each.
 *
 * @throws {AnalysisLimitError} when more than 100,000 sets are more probable than one quarter.
 */
export function minCutUpperBound({ family }: CutSets, probabilities: ArrayLike<number>): number {
  const likely: number[] = []
  const sets = new LikelySets(family, probabilities)
  for (let set = sets.next(); set !== undefined && set.probability > LIKELY; set = sets.next()) {
    if (likely.length === MOST_LIKELY_SETS) {
      throw new AnalysisLimitError('sets', MOST_LIKELY_SETS, `more than ${MOST_LIKELY_SETS} sets are likely`)
    }
    if (set.probability >= 1) return 1
    likely.push(set.probability)
  }
  let logOfNone = likely.reduce((sum, p) => sum + log1p(-p), 0)
  const chances = chancesOf(family, probabilities)
  const powers = chances.slice()
  const likelyPowers = [...likely]
  for (let j = 1; j <= MOST_POWERS; j++) {
    const rest = Math.max(
      0,
      likelyPowers.reduce((sum, p) => sum - p, sumOf(family, powers)),
    )
    logOfNone -= rest / j
    if (rest / j <= -logOfNone * 1e-17) break
    for (let i = 0; i < powers.length; i++) powers[i] *= chances[i]
    likelyPowers.forEach((p, i) => {
      likelyPowers[i] = p * likely[i]
    })
  }
  return -expm1(logOfNone)
}

function chancesOf({ literals }: LinearFamily, probabilities: ArrayLike<number>): Float64Array {
  return Float64Array.from(literals, literal =>
    literal > 0 ? probabilities[literal - 1] : 1 - probabilities[-literal - 1],
  )
}

function sumOf({ element, high, low, root }: LinearFamily, chances: Float64Array): number {
  const sums = new Float64Array(element.length)
  sums[1] = 1
  for (let node = 2; node < sums.length; node++)
    sums[node] = chances[element[node]] * sums[high[node]] + sums[low[node]]
  return sums[root]
}
