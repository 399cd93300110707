/**
 * What counts as a quorum, as data. Members are numbers. A quorum system is the family of all sets of members that are
 * enough; a set that contains a quorum is one too.
 */
export type Quorum = Majority | Count | Weighted | Grid | Joint

/** More than half of `of`. Of nobody: every set is a quorum, as in the half of a joint configuration that is not there. */
export interface Majority {
  readonly kind: 'majority'
  readonly of: readonly number[]
}

/** Any `needed` of `of` (Flexible Paxos, Howard, Malkhi & Spiegelman 2016). */
export interface Count {
  readonly kind: 'count'
  readonly of: readonly number[]
  readonly needed: number
}

/** Members whose weights sum to at least `needed` (Gifford 1979). Whole numbers; a member of weight 0 has no vote. */
export interface Weighted {
  readonly kind: 'weighted'
  readonly of: readonly number[]
  readonly weights: readonly number[]
  readonly needed: number
}

/** A rectangle of members: `row` takes one whole row, `column` one whole column, either of which meets every one of the other. */
export interface Grid {
  readonly kind: 'grid'
  readonly rows: readonly (readonly number[])[]
  readonly takes: 'row' | 'column' | 'row-and-column'
}

/** A quorum of each at once (joint consensus, Raft section 6). */
export interface Joint {
  readonly kind: 'joint'
  readonly of: readonly Quorum[]
}
