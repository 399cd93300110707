import { isQuorum } from '../../quorum/index.js'
import type { Effects } from '../contract.js'
import { deferOwn, persist } from '../outbox.js'
import { advanceCommit } from './broadcast.js'
import { commitTo } from './commit.js'
import { isObserver, pingPeriod, quorumOf, type ZabConfig } from './config.js'
import { updateVote } from './election.js'
import { trackSessions } from './expiry.js'
import { lastIndex, lastZxid } from './history.js'
import { drop, sayTo } from './learners.js'
import type { Packet, ZabMessage } from './messages.js'
import type { Leading, ZabState } from './state.js'
import { isMoreRecent, synchronise } from './synchronise.js'

type Out = Effects<ZabMessage>

/** `Leader.lead`: the election is over, and this process is to lead, if a quorum follows it. */
export function lead(config: ZabConfig, state: ZabState, out: Out): void {
  const { members } = config
  const zeros = () => Array.from({ length: members }, () => 0)
  const leading: Leading = {
    epoch: 0,
    stage: 'epoch',
    announced: false,
    currentEpoch: state.currentEpoch,
    last: lastZxid(state),
    connected: zeros(),
    accepted: zeros(),
    acknowledged: zeros(),
    acked: zeros(),
    initial: lastIndex(state),
    counter: 0,
    learners: Array.from({ length: members }, () => null),
    grants: Array.from({ length: members }, () => null),
    halfTick: true,
    syncs: [],
    expiries: [],
  }
  state.role = 'leading'
  state.leading = leading
  out.note('role', 'leading')
  waitFor(config, out)
  offerEpoch(config, state, leading, out, state.self, state.acceptedEpoch)
}

/** Stops leading; all connections are closed. */
export function unlead(leading: Leading, out: Out): void {
  for (let peer = 0; peer < leading.learners.length; peer++) drop(leading, out, peer)
  out.cancel('init')
  out.cancel('ping')
}

/** Each of the steps to an established epoch may take so long. */
function waitFor(config: ZabConfig, out: Out): void {
  out.after('init', { kind: 'constant', value: config.initLimit * config.tickTime })
}

function holds(config: ZabConfig, state: ZabState, set: readonly number[]): boolean {
  return set[state.self] === 1 && isQuorum(quorumOf(config), member => set[member] === 1)
}

/**
 * False where a follower has accepted a later epoch than the leader's, from one that came to nothing: in ZooKeeper it
 * cannot join for as long as the leader leads. Here the leader leaves, so that a later epoch is found for all.
 */
export function onFollowerInfo(
  config: ZabConfig,
  state: ZabState,
  leading: Leading,
  out: Out,
  from: number,
  acceptedEpoch: number,
): boolean {
  const learner = leading.learners[from]
  if (learner === null) return true
  if (leading.stage !== 'epoch' && acceptedEpoch > leading.epoch) return false
  learner.stage = 'informed'
  if (leading.announced) sayTo(config, leading, out, from, { packet: 'LEADERINFO', epoch: leading.epoch })
  else offerEpoch(config, state, leading, out, from, acceptedEpoch)
  return true
}

/** Discovery, step l.1.1: the new epoch is later than any that a quorum has accepted (`getEpochToPropose`). */
function offerEpoch(
  config: ZabConfig,
  state: ZabState,
  leading: Leading,
  out: Out,
  member: number,
  acceptedEpoch: number,
): void {
  if (leading.stage !== 'epoch') return
  leading.epoch = Math.max(leading.epoch, acceptedEpoch + 1)
  leading.connected[member] = 1
  if (!holds(config, state, leading.connected)) return
  leading.stage = 'accepting'
  waitFor(config, out)
  state.acceptedEpoch = leading.epoch
  persist(state.outbox, out, [{ kind: 'put', key: 'acceptedEpoch', value: leading.epoch }])
  deferOwn(state.outbox, 'lead-epoch', leading.epoch, 0)
}

/** The leader has accepted its own epoch, for good, and its history is on its disk. */
function epochSynced(config: ZabConfig, state: ZabState, leading: Leading, out: Out): void {
  const { epoch } = leading
  leading.announced = true
  leading.accepted[state.self] = 1
  for (const [peer, learner] of leading.learners.entries()) {
    if (learner?.stage === 'informed') sayTo(config, leading, out, peer, { packet: 'LEADERINFO', epoch })
  }
  epochAccepted(config, state, leading, out)
}

/** A follower with more than the leader has is turned away (`waitForEpochAck`). */
export function onAckEpoch(
  config: ZabConfig,
  state: ZabState,
  leading: Leading,
  out: Out,
  from: number,
  { currentEpoch, last }: Extract<Packet, { packet: 'ACKEPOCH' }>,
): void {
  const learner = leading.learners[from]
  if (learner === null) return
  learner.last = last
  learner.stage = 'waiting'
  if (leading.stage !== 'accepting') {
    synchronise(config, state, leading, out, from, learner)
    return
  }
  if (currentEpoch < 0) return
  if (isMoreRecent(currentEpoch, last, leading)) {
    drop(leading, out, from)
    return
  }
  leading.accepted[from] = 1
  epochAccepted(config, state, leading, out)
}

/**
 * Discovery is done, step l.1.2: a quorum has accepted the epoch, and none of it has a more recent history. The leader takes the
 * epoch for its own.
 */
function epochAccepted(config: ZabConfig, state: ZabState, leading: Leading, out: Out): void {
  if (leading.stage !== 'accepting' || !holds(config, state, leading.accepted)) return
  const { epoch } = leading
  leading.stage = 'synchronising'
  waitFor(config, out)
  state.currentEpoch = epoch
  persist(state.outbox, out, [{ kind: 'put', key: 'currentEpoch', value: epoch }])
  deferOwn(state.outbox, 'lead-history', epoch, 0)
  out.note('epoch', epoch)
  out.note('leader', state.self)
  for (const [peer, learner] of leading.learners.entries()) {
    if (learner?.stage === 'waiting') synchronise(config, state, leading, out, peer, learner)
  }
}

/** Synchronisation: a learner holds all it was sent before NEWLEADER on its disk. */
export function onAckNewLeader(config: ZabConfig, state: ZabState, leading: Leading, out: Out, from: number): void {
  const learner = leading.learners[from]
  if (learner === null || learner.stage !== 'synchronising') return
  learner.stage = 'ready'
  leading.acknowledged[from] = 1
  leading.acked[from] = Math.max(leading.acked[from], learner.offered)
  if (!isObserver(config, from)) learner.offered = lastIndex(state)
  if (leading.stage === 'broadcasting') {
    upToDate(config, state, leading, out, from)
    advanceCommit(config, state, leading, out)
  } else {
    establish(config, state, leading, out)
  }
}

/** A quorum holds the leader's history, which is thereby committed; the broadcast begins (steps l.2.2 and l.3). */
function establish(config: ZabConfig, state: ZabState, leading: Leading, out: Out): void {
  if (leading.stage !== 'synchronising' || !holds(config, state, leading.acknowledged)) return
  leading.stage = 'broadcasting'
  out.cancel('init')
  updateVote(state, leading.epoch)
  commitTo(config, state, out, leading.initial)
  for (const [peer, learner] of leading.learners.entries()) {
    if (learner?.stage === 'ready') upToDate(config, state, leading, out, peer)
  }
  trackSessions(config, state, leading, out)
  out.every('ping', pingPeriod(config))
  out.note('serving', leading.epoch)
}

/** With the last index committed, not that of the learner's ACK-LD (found by model checking, `zookeeper-specifications`). */
function upToDate(config: ZabConfig, state: ZabState, leading: Leading, out: Out, peer: number): void {
  sayTo(config, leading, out, peer, { packet: 'UPTODATE', index: state.commitIndex })
}

/** Writes the leader waited for are synced; `epoch` tells those of an earlier lead apart. */
export function leaderSynced(
  config: ZabConfig,
  state: ZabState,
  out: Out,
  kind: string,
  epoch: number,
  index: number,
): void {
  const { leading } = state
  if (leading === null || leading.epoch !== epoch) return
  if (kind === 'lead-epoch') epochSynced(config, state, leading, out)
  else if (kind === 'lead-history') {
    leading.acknowledged[state.self] = 1
    leading.acked[state.self] = leading.initial
    establish(config, state, leading, out)
  } else {
    leading.acked[state.self] = index
    advanceCommit(config, state, leading, out)
  }
}
