import { moreThanHalf } from './constructors.js'
import type { Grid, Quorum, Weighted } from './quorum.js'

/** 1 granted, -1 refused, 0 not heard. */
export type Vote = 1 | 0 | -1

/** Whether those members of whom `has` is true make a quorum. */
export function isQuorum(quorum: Quorum, has: (member: number) => boolean): boolean {
  switch (quorum.kind) {
    case 'majority':
      return quorum.of.length === 0 || tally(quorum.of, has) >= moreThanHalf(quorum.of.length)
    case 'count':
      return tally(quorum.of, has) >= quorum.needed
    case 'weighted':
      return weigh(quorum, has) >= quorum.needed
    case 'grid':
      return (quorum.takes === 'column' || hasRow(quorum, has)) && (quorum.takes === 'row' || hasColumn(quorum, has))
    case 'joint':
      for (const part of quorum.of) if (!isQuorum(part, has)) return false
      return true
  }
}

/**
 * How a vote stands: won when those who granted it are a quorum, lost as soon as those who have not refused are none (so
 * that a joint vote is lost with either half, as in etcd's `JointConfig.VoteResult`).
 */
export function voteResult(quorum: Quorum, vote: (member: number) => Vote): 'won' | 'lost' | 'pending' {
  if (quorum.kind === 'count') return countVotes(quorum.of, quorum.needed, vote)
  if (quorum.kind === 'majority') {
    const needed = quorum.of.length === 0 ? 0 : moreThanHalf(quorum.of.length)
    return countVotes(quorum.of, needed, vote)
  }
  if (isQuorum(quorum, member => vote(member) === 1)) return 'won'
  return isQuorum(quorum, member => vote(member) !== -1) ? 'pending' : 'lost'
}

function countVotes(of: readonly number[], needed: number, vote: (member: number) => Vote): 'won' | 'lost' | 'pending' {
  let granted = 0
  let refused = 0
  for (const member of of) {
    const one = vote(member)
    if (one === 1) granted += 1
    else if (one === -1) refused += 1
  }
  if (granted >= needed) return 'won'
  return of.length - refused >= needed ? 'pending' : 'lost'
}

function tally(of: readonly number[], has: (member: number) => boolean): number {
  let members = 0
  for (const member of of) if (has(member)) members += 1
  return members
}

function weigh({ of, weights }: Weighted, has: (member: number) => boolean): number {
  let votes = 0
  for (let i = 0; i < of.length; i += 1) if (has(of[i])) votes += weights[i]
  return votes
}

function hasRow({ rows }: Grid, has: (member: number) => boolean): boolean {
  for (const row of rows) if (tally(row, has) === row.length) return true
  return false
}

function hasColumn({ rows }: Grid, has: (member: number) => boolean): boolean {
  for (let column = 0; column < rows[0].length; column += 1) {
    let members = 0
    for (const row of rows) if (has(row[column])) members += 1
    if (members === rows.length) return true
  }
  return false
}
