import type { Status } from '../protocols/index.js'
import { isQuorum, membersOf, type Quorum } from '../quorum/index.js'
import { bit, bitCount, type View } from './views.js'

/**
 * What makes a quorum of a service at present, from what its processes say: who serves in the highest term knows best,
 * else who has committed most. `known` while none of them runs; null is a majority of all members.
 */
export function quorumOf(statuses: readonly (Status | null)[], known: Quorum | null): Quorum | null {
  let best: Status | null = null
  for (const status of statuses) if (status !== null && (best === null || knowsBetter(status, best))) best = status
  return best === null ? known : (best.quorum ?? null)
}

function knowsBetter(one: Status, other: Status): boolean {
  if (one.serving !== other.serving) return one.serving
  if (one.serving && one.term !== other.term) return one.term > other.term
  return one.commitIndex > other.commitIndex
}

/** Members that talk to a quorum both ways, themselves counted; only those that belong to one could lead. */
export function inQuorum(view: View, members: number, quorum: Quorum | null): number {
  let mask = 0
  if (quorum === null) {
    for (let m = 0; m < members; m++) if (2 * bitCount(view.peers[m]) > members) mask |= 1 << m
    return mask
  }
  for (const m of membersOf(quorum)) {
    if (m < members && bit(view.live, m) && isQuorum(quorum, other => bit(view.peers[m], other))) mask |= 1 << m
  }
  return mask
}

/** Whether two quorums are given by the same data. */
export function sameQuorum(one: Quorum | undefined, other: Quorum | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && sameData(one, other))
}

function sameData(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  for (const key of keys) if (!sameData(one[key as never], other[key as never])) return false
  return true
}
