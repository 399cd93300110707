/**
 * A ballot is a pair (round, member) in lexicographic order, in one number: different members draw from disjoint sets of
 * numbers (Lamport 2001, section 2.2), and 0 is below them all.
 */
export function ballotOf(round: number, member: number, members: number): number {
  return round * members + member
}

/** The member's own lowest ballot above `ballot`'s round. */
export function nextBallot(ballot: number, member: number, members: number): number {
  return ballotOf(Math.floor(ballot / members) + 1, member, members)
}

/** Whose ballot it is. */
export function memberOf(ballot: number, members: number): number {
  return ballot % members
}
