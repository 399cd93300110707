import type { Effects } from '../contract.js'
import { deferOwn, isSynced, persist } from '../outbox.js'
import { newChannel, receive, sameEnds, say, sendLoose, silence } from './channel.js'
import { answer, commitTo, install } from './commit.js'
import { connectTries, defaultConnectRetry, isObserver, type ZabConfig } from './config.js'
import { updateVote } from './election.js'
import { append, cutAfter, lastIndex, lastZxid, zxidAt } from './history.js'
import { numberOfLink } from './learners.js'
import type { Packet, Segment, ZabMessage } from './messages.js'
import { answerSynced } from './reads.js'
import type { Following, ZabState } from './state.js'
import { sameZxid } from './zxid.js'

type Out = Effects<ZabMessage>
type Packets<T extends Packet['packet']> = Extract<Packet, { packet: T }>

/** `Follower.followLeader` and `Observer.observeLeader`: the election is over, another is to lead. */
export function follow(config: ZabConfig, state: ZabState, out: Out, leader: number): void {
  state.links += 1
  const channel = newChannel({ link: numberOfLink(state), grant: 0 })
  state.role = isObserver(config, state.self) ? 'observing' : 'following'
  state.following = {
    leader,
    channel,
    stage: 'connecting',
    epoch: 0,
    tries: 0,
    committed: 0,
    incoming: null,
    touched: [],
  }
  out.note('role', state.role)
  out.after('leader', { kind: 'constant', value: config.initLimit * config.tickTime })
  connect(config, state.following, out)
}

/** True while it goes on; false when the leader is given up. */
export function retryConnect(config: ZabConfig, following: Following, out: Out): boolean {
  if (following.stage !== 'connecting') return true
  if (following.tries >= connectTries) return false
  connect(config, following, out)
  return true
}

function connect(config: ZabConfig, following: Following, out: Out): void {
  following.tries += 1
  const { link } = following.channel
  out.send(following.leader, { type: 'connect', link, grant: 0 })
  out.after('connect', { kind: 'constant', value: config.connectRetry ?? defaultConnectRetry })
}

/** Leaves the leader; the connection is closed. */
export function unfollow(following: Following, out: Out): void {
  const { leader, channel } = following
  if (channel.grant !== 0) out.send(leader, { type: 'reset', link: channel.link, grant: channel.grant })
  out.cancel('leader')
  out.cancel('connect')
  silence(out, leader)
}

/** A segment from whom this process follows. False when that is over. */
export function onLeaderSegment(
  config: ZabConfig,
  state: ZabState,
  following: Following,
  out: Out,
  segment: Segment,
): boolean {
  const { leader, channel } = following
  if (segment.type === 'accept') {
    accepted(config, state, following, out, segment.grant)
    return true
  }
  if (!sameEnds(channel, segment)) {
    if (segment.type !== 'reset') out.send(leader, { type: 'reset', link: segment.link, grant: segment.grant })
    return true
  }
  // Refused: the leader does not lead yet; it is tried again in a while.
  if (segment.type === 'reset') return following.stage === 'connecting'
  const packets = receive(config, channel, out, leader, segment)
  if (packets.length > 0 || segment.type === 'ping') out.again('leader')
  if (segment.type === 'ping') {
    sendLoose(channel, out, leader, { type: 'pong', touched: following.touched })
    following.touched = []
  }
  for (const packet of packets) if (!take(config, state, following, out, packet)) return false
  return true
}

function accepted(config: ZabConfig, state: ZabState, following: Following, out: Out, grant: number): void {
  const { leader, channel } = following
  if (following.stage !== 'connecting') return
  out.cancel('connect')
  channel.grant = grant
  following.stage = 'discovery'
  say(config, channel, out, leader, { packet: 'FOLLOWERINFO', acceptedEpoch: state.acceptedEpoch })
}

function take(config: ZabConfig, state: ZabState, following: Following, out: Out, packet: Packet): boolean {
  switch (packet.packet) {
    case 'LEADERINFO':
      return onLeaderInfo(config, state, following, out, packet.epoch)
    case 'DIFF':
    case 'TRUNC':
      return onDiff(state, out, packet)
    case 'SNAP':
      onSnap(packet, following, out)
      return true
    case 'PROPOSAL':
      return onProposal(config, state, following, out, packet)
    case 'NEWLEADER':
      onNewLeader(config, state, following, out, packet.epoch)
      return true
    case 'UPTODATE':
      onUpToDate(config, state, following, out, packet.index)
      return true
    case 'COMMIT':
      onCommit(config, state, following, out, packet.index)
      return true
    case 'INFORM':
      if (!onProposal(config, state, following, out, packet)) return false
      onCommit(config, state, following, out, packet.index + packet.txns.length - 1)
      return true
    case 'ANSWER':
      answer(state, out, packet.number, packet.reply)
      return true
    case 'SYNC':
      answerSynced(state, out, packet.number)
      return true
    default:
      return true
  }
}

/** Discovery, step f.1.1: an epoch is accepted once; an equal one is answered so that it does not count (`registerWithLeader`). */
function onLeaderInfo(config: ZabConfig, state: ZabState, following: Following, out: Out, epoch: number): boolean {
  if (epoch < state.acceptedEpoch) return false
  following.epoch = epoch
  following.stage = 'synchronising'
  const counts = epoch > state.acceptedEpoch
  if (counts) {
    state.acceptedEpoch = epoch
    persist(state.outbox, out, [{ kind: 'put', key: 'acceptedEpoch', value: epoch }])
  }
  // What it will say of its history has to be on its disk as well as the epoch.
  whenSynced(config, state, following, out, counts ? 'epoch-accepted' : 'epoch-known', 0)
  return true
}

/** The leader's history and this one agree up to `index`; what stands beyond was never committed and goes. */
function onDiff(state: ZabState, out: Out, { packet, index, zxid }: Packets<'DIFF' | 'TRUNC'>): boolean {
  const there = index > lastIndex(state) ? null : zxidAt(state, index)
  if (there === null || !sameZxid(there, zxid) || index < state.commitIndex) return false
  cutAfter(state, out, index)
  out.note('sync', packet)
  return true
}

function onSnap({ index, zxid, captured, sessions }: Packets<'SNAP'>, following: Following, out: Out): void {
  following.incoming = { snapshot: { index, ...zxid, captured, sessions }, txns: [] }
  out.note('sync', 'SNAP')
}

/** Goes to the log in order; what stands there already is passed over (found by model checking, `zookeeper-specifications`). */
function onProposal(
  config: ZabConfig,
  state: ZabState,
  following: Following,
  out: Out,
  { packet, index, txns }: Packets<'PROPOSAL' | 'INFORM'>,
): boolean {
  const { incoming } = following
  if (incoming !== null) {
    incoming.txns.push(...txns)
    return true
  }
  const missing = lastIndex(state) + 1 - index
  if (missing < 0) return false
  if (missing < txns.length) append(state, out, missing > 0 ? txns.slice(missing) : txns)
  const acknowledges = following.stage === 'new-leader' || following.stage === 'up-to-date'
  if (packet === 'PROPOSAL' && acknowledges) {
    whenSynced(config, state, following, out, 'ack', index + txns.length - 1)
  }
  return true
}

/**
 * Synchronisation, step f.2.1. The epoch is written after all the transactions of the leader's history, and acknowledged when it
 * is on the disk (ZOOKEEPER-4643, ZOOKEEPER-4646).
 */
function onNewLeader(config: ZabConfig, state: ZabState, following: Following, out: Out, epoch: number): void {
  if (following.incoming !== null) install(state, out, following.incoming)
  following.incoming = null
  following.stage = 'new-leader'
  state.currentEpoch = epoch
  persist(state.outbox, out, [{ kind: 'put', key: 'currentEpoch', value: epoch }])
  whenSynced(config, state, following, out, 'new-leader', 0)
  out.note('epoch', epoch)
  out.note('leader', following.leader)
}

/** Synchronisation, step f.2.2: the history is delivered, and all that was committed meanwhile. */
function onUpToDate(config: ZabConfig, state: ZabState, following: Following, out: Out, index: number): void {
  following.stage = 'up-to-date'
  out.after('leader', { kind: 'constant', value: config.syncLimit * config.tickTime })
  updateVote(state, state.currentEpoch)
  commitTo(config, state, out, Math.max(index, following.committed))
}

/** Before UPTODATE a commit is remembered (ZOOKEEPER-4394). */
function onCommit(config: ZabConfig, state: ZabState, following: Following, out: Out, index: number): void {
  following.committed = Math.max(following.committed, index)
  if (following.stage === 'up-to-date') commitTo(config, state, out, following.committed)
}

type Step = 'epoch-accepted' | 'epoch-known' | 'new-leader' | 'ack'

function whenSynced(
  config: ZabConfig,
  state: ZabState,
  { channel }: Following,
  out: Out,
  step: Step,
  index: number,
): void {
  if (isSynced(state.outbox)) learnerSynced(config, state, out, step, channel.link, index)
  else deferOwn(state.outbox, step, channel.link, index)
}

/** The writes that a step of this learner waited for are synced. */
export function learnerSynced(
  config: ZabConfig,
  state: ZabState,
  out: Out,
  kind: string,
  link: number,
  index: number,
): void {
  const { following } = state
  if (following === null || following.channel.link !== link) return
  const { channel, leader, epoch } = following
  const tell = (body: Packet) => say(config, channel, out, leader, body)
  if (kind === 'ack') tell({ packet: 'ACK', index })
  else if (kind === 'new-leader') tell({ packet: 'ACK-LD', epoch })
  else {
    const currentEpoch = kind === 'epoch-accepted' ? state.currentEpoch : -1
    tell({ packet: 'ACKEPOCH', currentEpoch, last: lastZxid(state) })
  }
}
