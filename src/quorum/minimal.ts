import { isQuorum } from './decide.js'
import { membersOf } from './members.js'
import type { Quorum } from './quorum.js'
import { QuorumError } from './quorum-error.js'

/** `minimalQuorums` lists at most so many: a majority of 19 has 92 378. */
const mostSets = 100_000

/**
 * The quorums of which no part is one, each ascending, in the order of their members.
 *
 * @throws {QuorumError} when there are more than 100 000
 */
export function minimalQuorums(quorum: Quorum): number[][] {
  const members = membersOf(quorum)
  const bitOf = new Map(members.map((member, place) => [member, 1 << place]))
  const enough = (set: number): boolean => isQuorum(quorum, member => (set & (bitOf.get(member) ?? 0)) !== 0)
  const listOf = (set: number): number[] => members.filter((_, place) => (set & (1 << place)) !== 0)
  const isMinimal = (set: number): boolean =>
    members.every((_, i) => (set & (1 << i)) === 0 || !enough(set & ~(1 << i)))

  const found: number[][] = []
  const search = (taken: number, next: number): void => {
    if (enough(taken)) {
      if (!isMinimal(taken)) return
      if (found.length === mostSets) throw new QuorumError(`there are more than ${mostSets} minimal quorums`)
      found.push(listOf(taken))
      return
    }
    const undecided = -1 << next
    if (next === members.length || !enough(taken | undecided)) return
    search(taken | (1 << next), next + 1)
    search(taken, next + 1)
  }
  search(0, 0)
  return found
}

/** A minimal quorum within `within`, which is a quorum; leaves out the highest members it can. Ascending. */
export function minimalWithin(quorum: Quorum, within: readonly number[]): number[] {
  let kept = [...within].sort((a, b) => a - b)
  for (const member of [...kept].reverse()) {
    const rest = kept.filter(other => other !== member)
    if (isQuorum(quorum, other => rest.includes(other))) kept = rest
  }
  return kept
}
