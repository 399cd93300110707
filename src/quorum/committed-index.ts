import { maxMembers, moreThanHalf } from './constructors.js'
import type { Grid, Quorum, Weighted } from './quorum.js'

/**
 * The highest index that every member of some quorum has reached, where `acked` says how far each has come. A majority
 * of nobody commits everything, `Number.MAX_SAFE_INTEGER`, so that a joint quorum with an empty half is the other half
 * (as etcd's `MajorityConfig.CommittedIndex` has it). Allocates nothing: a leader asks at every acknowledgement.
 * `acked` is a look-up, and does not itself ask for a committed index.
 */
export function committedIndex(quorum: Quorum, acked: (member: number) => number): number {
  switch (quorum.kind) {
    case 'majority':
      return quorum.of.length === 0 ? everything : reachedBy(quorum.of, moreThanHalf(quorum.of.length), acked)
    case 'count':
      return reachedBy(quorum.of, quorum.needed, acked)
    case 'weighted':
      return reachedByVotes(quorum, acked)
    case 'grid':
      if (quorum.takes === 'row') return furthestRow(quorum, acked)
      if (quorum.takes === 'column') return furthestColumn(quorum, acked)
      return Math.min(furthestRow(quorum, acked), furthestColumn(quorum, acked))
    case 'joint': {
      let lowest = everything
      for (const part of quorum.of) lowest = Math.min(lowest, committedIndex(part, acked))
      return lowest
    }
  }
}

const everything = Number.MAX_SAFE_INTEGER

/** Indices in ascending order, and the votes that stand behind each; kept between calls and of no meaning then. */
const indices = new Float64Array(maxMembers)
const votes = new Float64Array(maxMembers)

/** The `needed`-th highest index. */
function reachedBy(of: readonly number[], needed: number, acked: (member: number) => number): number {
  for (let i = 0; i < of.length; i += 1) {
    const index = acked(of[i])
    let place = i
    while (place > 0 && indices[place - 1] > index) {
      indices[place] = indices[place - 1]
      place -= 1
    }
    indices[place] = index
  }
  return indices[of.length - needed]
}

/** Goes down from the highest index until enough votes have reached it. */
function reachedByVotes({ of, weights, needed }: Weighted, acked: (member: number) => number): number {
  for (let i = 0; i < of.length; i += 1) {
    const index = acked(of[i])
    let place = i
    while (place > 0 && indices[place - 1] > index) {
      indices[place] = indices[place - 1]
      votes[place] = votes[place - 1]
      place -= 1
    }
    indices[place] = index
    votes[place] = weights[i]
  }
  let place = of.length
  for (let sum = 0; sum < needed; sum += votes[place]) place -= 1
  return indices[place]
}

function furthestRow({ rows }: Grid, acked: (member: number) => number): number {
  let furthest = -Infinity
  for (const row of rows) {
    let reached = everything
    for (const member of row) reached = Math.min(reached, acked(member))
    furthest = Math.max(furthest, reached)
  }
  return furthest
}

function furthestColumn({ rows }: Grid, acked: (member: number) => number): number {
  let furthest = -Infinity
  for (let column = 0; column < rows[0].length; column += 1) {
    let reached = everything
    for (const row of rows) reached = Math.min(reached, acked(row[column]))
    furthest = Math.max(furthest, reached)
  }
  return furthest
}
