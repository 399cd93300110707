import type { BddManager } from './bdd-manager.js'
import { FALSE, TRUE } from './edge.js'
import type { LinearFamily } from './linear-family.js'

/**
 * The function "some set of the family is complete". Of the minimal solutions of a monotone f, or of the prime implicants
 * of any f, it is f. Of what a truncation keeps it is a part of f; that both `f` and not this part holds is what was cut.
 */
export function anySet(bdd: BddManager, family: LinearFamily): number {
  const { element, high, low, root, literals } = family
  const of = new Int32Array(element.length)
  of[0] = FALSE
  of[1] = TRUE
  for (let node = 2; node < of.length; node++) {
    const literal = literals[element[node]]
    const holds = literal > 0 ? bdd.var(literal - 1) : bdd.not(bdd.var(-literal - 1))
    of[node] = bdd.or(bdd.and(holds, of[high[node]]), of[low[node]])
  }
  return of[root]
}

/**
 * The probability that f holds though no set of the family is complete: exactly what a truncated list of the minimal
 * solutions of f leaves out of its probability.
 */
export function probabilityLeftOut(
  bdd: BddManager,
  f: number,
  family: LinearFamily,
  probabilities: ArrayLike<number>,
): number {
  return bdd.probability(bdd.and(f, bdd.not(anySet(bdd, family))), probabilities)
}
