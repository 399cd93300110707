import { hasWeight, type ZabConfig } from './config.js'
import type { Vote } from './messages.js'
import type { Ballot } from './state.js'
import { compareZxids, sameZxid } from './zxid.js'

/** `totalOrderPredicate`: the epoch of the voter's history decides, then its last transaction, then its number. */
export function isBetter(config: ZabConfig, one: Vote, than: Vote): boolean {
  if (!hasWeight(config, one.leader)) return false
  if (one.peerEpoch !== than.peerEpoch) return one.peerEpoch > than.peerEpoch
  const zxids = compareZxids(one.zxid, than.zxid)
  return zxids === 0 ? one.leader > than.leader : zxids > 0
}

/**
 * `Vote.equals`: those who no longer look need only agree on the leader and its epoch, since they came to it by
 * votes of different rounds (ZOOKEEPER-1732).
 */
export function sameVote(one: Ballot, other: Ballot): boolean {
  if (one.leader !== other.leader || one.peerEpoch !== other.peerEpoch) return false
  if (one.state !== 'looking' && other.state !== 'looking') return true
  return one.round === other.round && sameZxid(one.zxid, other.zxid)
}

/** `checkLeader`: who is no longer looking for `leader` has to be told by it that it leads, or be it, in this round. */
export function leads(votes: readonly (Ballot | null)[], self: number, round: number, vote: Vote): boolean {
  if (vote.leader === self) return vote.round === round
  return votes[vote.leader]?.state === 'leading'
}
