import { membersOf } from './members.js'
import type { Count, Grid, Joint, Majority, Quorum, Weighted } from './quorum.js'
import { QuorumError } from './quorum-error.js'

/** A quorum system has at most so many members, so that a set of them fits the bits of one small integer. */
export const maxMembers = 31

// Every function here throws a `QuorumError` when no set of members could be a quorum.

/** More than half of `of`. Nobody is allowed: the half of a joint configuration that is not there. */
export function majority(of: readonly number[]): Majority {
  requireMembers('majority', of)
  return { kind: 'majority', of }
}

/** Any `needed` of `of`. */
export function count(of: readonly number[], needed: number): Count {
  requireMembers('count', of)
  requireWhole('count: needed', needed, 1, of.length)
  return { kind: 'count', of, needed }
}

/** `weights[i]` votes for member `of[i]`, and `needed` votes for a quorum (Gifford 1979, section 2). */
export function weighted(of: readonly number[], weights: readonly number[], needed: number): Weighted {
  requireMembers('weighted', of)
  if (weights.length !== of.length) throw new QuorumError(`weighted: ${of.length} members, ${weights.length} weights`)
  for (const weight of weights) requireWhole('weighted: a weight', weight, 0, Number.MAX_SAFE_INTEGER)
  const votes = weights.reduce((sum, weight) => sum + weight, 0)
  requireWhole('weighted: needed', needed, 1, votes)
  return { kind: 'weighted', of, weights, needed }
}

/** Members in `rows` of one length. A quorum is a whole row, a whole column, or one of each (Maekawa 1985, section 5). */
export function grid(rows: readonly (readonly number[])[], takes: Grid['takes']): Grid {
  requireMembers('grid', rows.flat())
  if (rows.length === 0 || rows[0].length === 0) throw new QuorumError('grid: has no members')
  for (const row of rows) {
    if (row.length !== rows[0].length) throw new QuorumError(`grid: a row of ${row.length} beside ${rows[0].length}`)
  }
  return { kind: 'grid', rows, takes }
}

/** A quorum of each of `of` at once. */
export function joint(...of: readonly Quorum[]): Joint {
  const members = membersOf({ kind: 'joint', of }).length
  if (members > maxMembers) throw new QuorumError(`joint: ${members} members; at most ${maxMembers} are possible`)
  return { kind: 'joint', of }
}

/** The smallest number that is more than half of `members`. */
export function moreThanHalf(members: number): number {
  return Math.floor(members / 2) + 1
}

function requireMembers(kind: string, of: readonly number[]): void {
  if (of.length > maxMembers) throw new QuorumError(`${kind}: ${of.length} members; at most ${maxMembers} are possible`)
  for (const member of of) requireWhole(`${kind}: a member`, member, 0, Number.MAX_SAFE_INTEGER)
  if (new Set(of).size !== of.length) throw new QuorumError(`${kind}: a member is named twice`)
}

function requireWhole(what: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return
  throw new QuorumError(`${what} must be a whole number from ${least} to ${most}, not ${value}`)
}
