import { mayBeDown } from '../../quorum/index.js'
import type { Effects, Input, Protocol } from '../contract.js'
import { type Deferred, settle } from '../outbox.js'
import { onAck, onForwarded, onSync } from './broadcast.js'
import { acknowledgeTimer, type Channel, repeat, repeatTimer, sendLoose } from './channel.js'
import { giveUp, onOperate, onRead, onRequest } from './clients.js'
import { pingPeriod, quorumOf, type ZabConfig } from './config.js'
import { describe } from './describe.js'
import { finalize, lookForLeader, onNotification, repeatVote } from './election.js'
import { touch } from './expiry.js'
import { follow, learnerSynced, onLeaderSegment, retryConnect, unfollow } from './follow.js'
import { lead, leaderSynced, onAckEpoch, onAckNewLeader, onFollowerInfo, unlead } from './lead.js'
import { ended, learnerOf, onConnect, packetsOf } from './learners.js'
import { arrived, letterTimer, repeatLetter } from './letters.js'
import type { Packet, Segment, ZabMessage } from './messages.js'
import { init, type Leading, type ZabState } from './state.js'
import { status } from './status.js'
import { advance, halfTick } from './ticks.js'

type Out = Effects<ZabMessage>

/**
 * ZAB as ZooKeeper runs it: fast leader election; discovery of a new epoch; synchronisation by DIFF, TRUNC or SNAP; broadcast
 * (phases 0 to 3 of Junqueira, Reed & Serafini 2011); with sessions of clients that expire.
 *
 * The term of `status` is `currentEpoch`. What stands in a log is applied only when it is known to be committed, at the end
 * of synchronisation at the earliest; ZooKeeper loads its whole log into memory before and has to take back what
 * is cut (ZOOKEEPER-2845).
 *
 * Timers: `notification`, `finalize` (looking); `connect`, `leader` (learners); `init` (leader); `letter-`, `repeat-` and
 * `acknowledge-` with the peer (what is on its way). Cadence: `ping` (leader). Notes: `election-started` (round), `vote` (for whom), `role`, `leader`, `epoch`,
 * `sync` (DIFF, TRUNC, SNAP), `serving` (epoch), `commit` (index), `session` (opened or closed).
 */
export const zab: Protocol<ZabConfig, ZabState, ZabMessage> = {
  name: 'zab',
  init,
  step,
  status,
  advance,
  describe,
  budget: config => ({ down: mayBeDown(quorumOf(config)), keeps: 'disk', drift: null }),
  listening: config => {
    const patience = config.syncLimit * config.tickTime
    return { least: patience, period: pingPeriod(config), leaderPatience: patience }
  },
}

function step(config: ZabConfig, state: ZabState, input: Input<ZabMessage>, out: Out): void {
  switch (input.kind) {
    case 'message':
      onMessage(config, state, out, input.from, input.message)
      break
    case 'timer':
      onTimer(config, state, out, input.name)
      break
    case 'stored':
      settle(state.outbox, input.token, config, state, out, onSynced)
      break
    case 'request':
      onRequest(config, state, out, input)
      break
    case 'read':
      onRead(config, state, out, input)
      break
    case 'operate':
      onOperate(config, state, out, input)
      break
    case 'start':
      start(config, state, out)
      break
    case 'suspect':
    case 'trust':
    case 'clock':
      break
  }
}

/** Bits of the number that tells the lives of a process apart. */
const lives = 2 ** 31

function start(config: ZabConfig, state: ZabState, out: Out): void {
  state.life = Math.floor(out.draw('life', { kind: 'uniform', low: 0, high: lives }))
  if (state.captured !== null) out.restore(state.snapshotIndex, state.captured.state)
  state.captured = null
  out.note('role', state.role)
  lookForLeader(config, state, out)
}

function onMessage(config: ZabConfig, state: ZabState, out: Out, from: number, message: ZabMessage): void {
  const { leading, following } = state
  if (message.type === 'notification') onNotification(config, state, out, from, message, decide)
  else if (message.type === 'told') arrived(state, out, from, message.life, message.number)
  else if (message.type === 'connect') onConnect(state, out, from, message)
  else if (following !== null && from === following.leader && message.link === following.channel.link) {
    if (!onLeaderSegment(config, state, following, out, message)) lookAgain(config, state, out)
  } else if (leading !== null) onLearnerSegment(config, state, leading, out, from, message)
  else if (message.type !== 'reset') strange(out, from, message)
}

/** Of no connection that is known here: its sender has not heard that it ended. */
function strange(out: Out, from: number, { link, grant }: Segment): void {
  out.send(from, { type: 'reset', link, grant })
}

function decide(config: ZabConfig, state: ZabState, out: Out, leader: number): void {
  if (leader === state.self) lead(config, state, out)
  else follow(config, state, out, leader)
}

/** Back to LOOKING: no connection is left, and who waits for an answer hears that there is none. */
function lookAgain(config: ZabConfig, state: ZabState, out: Out): void {
  if (state.following !== null) unfollow(state.following, out)
  if (state.leading !== null) unlead(state.leading, out)
  state.following = null
  state.leading = null
  giveUp(state, out)
  state.role = 'looking'
  out.note('role', 'looking')
  lookForLeader(config, state, out)
}

function onLearnerSegment(
  config: ZabConfig,
  state: ZabState,
  leading: Leading,
  out: Out,
  from: number,
  segment: Segment,
): void {
  if (segment.type === 'reset') {
    ended(leading, out, from, segment)
    return
  }
  const learner = learnerOf(leading, out, from, segment)
  if (learner === null) {
    strange(out, from, segment)
    return
  }
  if (segment.type === 'pong') for (const client of segment.touched) touch(config, leading, out, client)
  for (const packet of packetsOf(config, learner, out, from, segment)) {
    if (take(config, state, leading, out, from, packet)) continue
    lookAgain(config, state, out)
    return
  }
}

/** False: this process leads no longer. */
function take(config: ZabConfig, state: ZabState, leading: Leading, out: Out, from: number, packet: Packet): boolean {
  switch (packet.packet) {
    case 'FOLLOWERINFO':
      return onFollowerInfo(config, state, leading, out, from, packet.acceptedEpoch)
    case 'ACKEPOCH':
      onAckEpoch(config, state, leading, out, from, packet)
      break
    case 'ACK-LD':
      onAckNewLeader(config, state, leading, out, from)
      break
    case 'ACK':
      onAck(config, state, leading, out, from, packet.index)
      break
    case 'REQUEST':
      onForwarded(config, state, leading, out, from, packet)
      break
    case 'SYNC':
      onSync(config, state, leading, out, from, packet.number)
      break
  }
  return true
}

function onTimer(config: ZabConfig, state: ZabState, out: Out, name: string): void {
  const { leading, following } = state
  if (name === 'notification') repeatVote(config, state, out)
  else if (name === 'finalize') finalize(config, state, out, decide)
  else if (name === 'ping') {
    if (leading !== null && !halfTick(config, state, leading, out)) lookAgain(config, state, out)
  } else if (name === 'connect') {
    if (following !== null && !retryConnect(config, following, out)) lookAgain(config, state, out)
  } else if (name === 'leader' || name === 'init') lookAgain(config, state, out)
  else onConnectionTimer(config, state, out, name)
}

function onConnectionTimer(config: ZabConfig, state: ZabState, out: Out, name: string): void {
  const peer = Number(name.slice(name.indexOf('-') + 1))
  const channel = channelWith(state, peer)
  if (name === letterTimer(peer)) repeatLetter(config, state, out, peer)
  if (channel === null) return
  if (name === repeatTimer(peer)) repeat(config, channel, out, peer)
  else if (name === acknowledgeTimer(peer) && channel.owes) sendLoose(channel, out, peer, { type: 'heard' })
}

function channelWith({ leading, following }: ZabState, peer: number): Channel | null {
  if (following !== null) return following.leader === peer ? following.channel : null
  return leading?.learners[peer]?.channel ?? null
}

function onSynced(config: ZabConfig, state: ZabState, out: Out, step: Deferred<ZabMessage>): void {
  if (step.kind.startsWith('lead-')) leaderSynced(config, state, out, step.kind, step.term, step.index)
  else learnerSynced(config, state, out, step.kind, step.term, step.index)
}
