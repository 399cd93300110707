import type { Effects } from '../contract.js'
import { presentSnapshot } from './commit.js'
import { defaultBatch, defaultCommittedLog, isObserver, type ZabConfig } from './config.js'
import { between, indexOf, lastIndex, lastZxid, zxidAt } from './history.js'
import { sayTo } from './learners.js'
import type { ZabMessage } from './messages.js'
import type { Leading, Learner, ZabState } from './state.js'
import { compareZxids, noZxid, type Zxid } from './zxid.js'

type Out = Effects<ZabMessage>

/** How a follower is brought up: from which index on it gets transactions, after what. */
export interface Way {
  readonly packet: 'DIFF' | 'TRUNC' | 'SNAP'
  readonly index: number
}

/**
 * `LearnerHandler.syncFollower`, for a follower whose last transaction is `last`:
 *
 * - DIFF: it is the leader's last one, or one of the last `committedLog` committed, or later;
 * - TRUNC: it comes after the leader's last one, in the same epoch, so that the follower holds that one too;
 * - SNAP: it is too old, or of an epoch in which leader and follower went different ways.
 *
 * It differs from ZooKeeper in two points. What the leader has proposed and not committed is not cut off a follower that holds
 * it: its acknowledgement may have been counted. And a follower is never asked to cut its log across epochs, where it might
 * not hold the transaction to cut after; ZooKeeper's learner then exits.
 */
export function wayFor(config: ZabConfig, state: ZabState, leading: Leading, last: Zxid): Way {
  const end = lastIndex(state)
  const index = indexOf(state, last)
  if (index === end) return { packet: 'DIFF', index }
  if (index >= 0) {
    const committed = leading.stage === 'broadcasting' ? state.commitIndex : leading.initial
    const first = Math.max(state.dropped + 1, committed - (config.committedLog ?? defaultCommittedLog) + 1)
    if (index >= first || (index === 0 && first === 1)) return { packet: 'DIFF', index }
  } else if (compareZxids(last, lastZxid(state)) > 0 && lastZxid(state).epoch === last.epoch) {
    return { packet: 'TRUNC', index: end }
  }
  return { packet: 'SNAP', index: state.lastApplied }
}

/**
 * All a learner needs to hold the leader's history, then NEWLEADER. From now on it gets every proposal: were it only those
 * after its ACK-LD, it would lack what was proposed in between (found by model checking, `zookeeper-specifications`).
 */
export function synchronise(
  config: ZabConfig,
  state: ZabState,
  leading: Leading,
  out: Out,
  peer: number,
  learner: Learner,
): void {
  const { packet, index } = wayFor(config, state, leading, learner.last)
  const zxid = zxidAt(state, index) ?? noZxid
  if (packet === 'SNAP') {
    const { captured, sessions } = presentSnapshot(state, out)
    sayTo(config, leading, out, peer, { packet, index, zxid, captured, sessions })
  } else {
    sayTo(config, leading, out, peer, { packet, index, zxid })
  }
  // An observer holds nothing that is not committed; UPTODATE comes when the whole history it gets here is.
  const known = leading.stage === 'broadcasting' ? state.commitIndex : leading.initial
  const end = isObserver(config, peer) ? Math.max(index, known) : lastIndex(state)
  const batch = config.batch ?? defaultBatch
  for (let from = index; from < end; from += batch) {
    const txns = between(state, from, Math.min(end, from + batch))
    sayTo(config, leading, out, peer, { packet: 'PROPOSAL', index: from + 1, txns })
  }
  learner.stage = 'synchronising'
  learner.offered = end
  sayTo(config, leading, out, peer, { packet: 'NEWLEADER', epoch: leading.epoch })
}

/** `StateSummary.isMoreRecentThan`: the epoch of a history decides, then its last transaction. */
export function isMoreRecent(currentEpoch: number, last: Zxid, than: Pick<Leading, 'currentEpoch' | 'last'>): boolean {
  if (currentEpoch !== than.currentEpoch) return currentEpoch > than.currentEpoch
  return compareZxids(last, than.last) > 0
}
