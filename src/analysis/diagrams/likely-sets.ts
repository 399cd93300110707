import type { LinearFamily } from './linear-family.js'
import { PriorityQueue } from './priority-queue.js'

/** A set of a family, as literals in the order of the diagram, with the product of their probabilities. */
export interface LikelySet {
  readonly literals: readonly number[]
  readonly probability: number
}

/** The chance of each literal that an element stands for. */
function elementChances({ literals }: LinearFamily, probabilities: ArrayLike<number>): Float64Array {
  return Float64Array.from(literals, literal =>
    literal > 0 ? probabilities[literal - 1] : 1 - probabilities[-literal - 1],
  )
}

/**
 * The sum of the probabilities of all sets: by Boole's inequality no less than the probability that some set is
 * complete, and in rare-event approximations taken for it.
 */
export function sumOfSets(family: LinearFamily, probabilities: ArrayLike<number>): number {
  return sums(family, elementChances(family, probabilities))[family.root]
}

function sums({ element, high, low }: LinearFamily, chances: Float64Array): Float64Array {
  const sum = new Float64Array(element.length)
  sum[1] = 1
  for (let node = 2; node < sum.length; node++) sum[node] = chances[element[node]] * sum[high[node]] + sum[low[node]]
  return sum
}

function greatest({ element, high, low }: LinearFamily, chances: Float64Array): Float64Array {
  const most = new Float64Array(element.length)
  most[0] = -1
  most[1] = 1
  for (let node = 2; node < most.length; node++) {
    most[node] = Math.max(chances[element[node]] * most[high[node]], most[low[node]])
  }
  return most
}

/**
 * The sets of a family from the most probable down, one at a time, without a look at the rest: best-first search, where
 * the greatest probability below each node is known exactly (one pass up), so that every step leads to a set. A set costs
 * as many steps as its path in the diagram has nodes. Sets of equal probability come in an order that the family decides.
 */
export class LikelySets {
  readonly #family: LinearFamily
  readonly #chances: Float64Array
  readonly #greatest: Float64Array
  readonly #sums: Float64Array
  readonly #waiting = new PriorityQueue<Branch>()

  constructor(family: LinearFamily, probabilities: ArrayLike<number>) {
    this.#family = family
    this.#chances = elementChances(family, probabilities)
    this.#greatest = greatest(family, this.#chances)
    this.#sums = sums(family, this.#chances)
    this.#offer(family.root, 1, undefined, 1)
  }

  /** The next set; undefined after the last. */
  next(): LikelySet | undefined {
    const best = this.#waiting.pop()
    if (best === undefined) return undefined
    const { element, high, low, literals } = this.#family
    let { node, chance, chosen } = best
    while (node !== 1) {
      const with_ = this.#chances[element[node]] * this.#greatest[high[node]]
      const takes = with_ >= this.#greatest[low[node]]
      const taken: Choice = { literal: literals[element[node]], before: chosen }
      const chanceTaken = chance * this.#chances[element[node]]
      if (takes) {
        this.#offer(low[node], chance, chosen, best.greatest)
        node = high[node]
        chance = chanceTaken
        chosen = taken
      } else {
        this.#offer(high[node], chanceTaken, taken, best.greatest)
        node = low[node]
      }
    }
    return { literals: literalsOf(chosen), probability: best.greatest }
  }

  /** The sum of the probabilities of all sets that have not come yet, to rounding: what a list cut here leaves out. */
  rest(): number {
    let sum = 0
    for (const branch of this.#waiting.items()) sum += branch.chance * this.#sums[branch.node]
    return sum
  }

  /** Rounding must not make a branch look better than the one it comes from. */
  #offer(node: number, chance: number, chosen: Choice | undefined, most: number): void {
    if (node === 0) return
    const greatest = Math.min(most, chance * this.#greatest[node])
    this.#waiting.push(greatest, { node, chance, chosen, greatest })
  }
}

/** Literals chosen on the way from the root, last first. */
interface Choice {
  readonly literal: number
  readonly before: Choice | undefined
}

/** All sets below a node, with the literals chosen on one way to it. */
interface Branch {
  readonly node: number
  /** The product of the chances of what was chosen. */
  readonly chance: number
  readonly chosen: Choice | undefined
  /** The greatest probability of its sets. */
  readonly greatest: number
}

function literalsOf(chosen: Choice | undefined): number[] {
  const literals: number[] = []
  for (let choice = chosen; choice !== undefined; choice = choice.before) literals.push(choice.literal)
  return literals.reverse()
}
