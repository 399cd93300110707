import { apart, majority, type Quorum, withWitnesses } from '../../quorum/index.js'

/**
 * What is enough to go on in each phase. Agreement asks for one thing alone: every quorum of phase 1 meets every quorum of
 * phase 2 (Howard, Malkhi & Spiegelman, "Flexible Paxos: Quorum intersection revisited", OPODIS 2016). With counts
 * that is |Q1| + |Q2| > N; with a grid, rows for one phase and columns for the other (Cheung, Ammar & Ahamad 1992).
 */
export interface PaxosQuorums {
  /** Promises that begin a ballot (phase 1, Q1). */
  readonly prepare: Quorum
  /** Acceptances that choose a value (phase 2, Q2). */
  readonly accept: Quorum
}

/** A majority in both phases. */
export function majorities(of: readonly number[]): PaxosQuorums {
  const quorum = majority(of)
  return { prepare: quorum, accept: quorum }
}

/**
 * As given, or majorities of `of`. With witnesses, a majority of all in phase 1, and in phase 2 as many of those who hold data,
 * so that every new ballot hears of what is chosen from somebody who has it.
 *
 * @throws {QuorumError} when too few hold data
 */
export function quorumsAmong(
  of: readonly number[],
  { quorums, witnesses = [] }: { readonly quorums?: PaxosQuorums; readonly witnesses?: readonly number[] },
): PaxosQuorums {
  if (quorums !== undefined) return quorums
  if (witnesses.length === 0) return majorities(of)
  const data = of.filter(member => !witnesses.includes(member))
  const { elections, writes } = withWitnesses(
    data,
    of.filter(member => witnesses.includes(member)),
  )
  return { prepare: elections, accept: writes }
}

/**
 * A quorum of phase 1 and one of phase 2 without a common member, or null when every two meet. With such a pair two values
 * can be chosen: a new ballot that asks the first does not hear of what the second has chosen.
 */
export function apartQuorums({ prepare, accept }: PaxosQuorums): [number[], number[]] | null {
  return apart(prepare, accept)
}

/** 0 to `members` − 1. */
export function everyone(members: number): number[] {
  return Array.from({ length: members }, (_, member) => member)
}
