import { count, majority, moreThanHalf } from './constructors.js'
import type { Count, Majority } from './quorum.js'
import { QuorumError } from './quorum-error.js'

/**
 * Members of which some, the witnesses, vote but hold no data: an arbiter of MongoDB, or the witness that Paxos and
 * Raft groups of two data members put in a third place. A witness never leads.
 *
 * An election needs a majority of all. A write needs as many, counted among the data members alone, since a witness
 * could not give it back. Two of these numbers are more than all members, so that each election meets each write, and
 * where they meet there is data.
 */
export interface WithWitnesses {
  readonly data: readonly number[]
  readonly witnesses: readonly number[]
  readonly elections: Majority
  readonly writes: Count
}

/** @throws {QuorumError} when the data members are no majority of all: no write could ever be had */
export function withWitnesses(data: readonly number[], witnesses: readonly number[]): WithWitnesses {
  const elections = majority([...data, ...witnesses])
  const needed = moreThanHalf(elections.of.length)
  if (data.length < needed) {
    throw new QuorumError(`${data.length} of ${elections.of.length} members hold data; a write needs ${needed} of them`)
  }
  return { data, witnesses, elections, writes: count(data, needed) }
}
