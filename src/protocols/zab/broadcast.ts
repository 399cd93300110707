import { committedIndex } from '../../quorum/index.js'
import type { Effects, Reply } from '../contract.js'
import { deferOwn } from '../outbox.js'
import { isOpen } from './client-sessions.js'
import { answer, commitTo, sessionExpired } from './commit.js'
import { defaultBacklog, isObserver, quorumOf, type ZabConfig } from './config.js'
import { isClosing, touch, trackSessions } from './expiry.js'
import { append, between, lastIndex } from './history.js'
import { sayTo } from './learners.js'
import type { Action, Origin, Packet, Txn, ZabMessage } from './messages.js'
import { answerSynced } from './reads.js'
import type { Leading, ZabState } from './state.js'
import { lastCounter } from './zxid.js'

type Out = Effects<ZabMessage>

/** Why a request never becomes a transaction; null when it has become one. */
export function submit(
  config: ZabConfig,
  state: ZabState,
  leading: Leading,
  out: Out,
  action: Action,
  origin: Origin,
): Reply | null {
  if (leading.stage !== 'broadcasting') return { kind: 'redirect', redirect: -1 }
  if (lastIndex(state) - state.commitIndex >= (config.backlog ?? defaultBacklog)) return { kind: 'busy' }
  if (leading.counter >= lastCounter) return { kind: 'redirect', redirect: -1 }
  const client =
    action.kind === 'command' ? action.session?.client : action.kind === 'close' ? action.client : undefined
  if (client !== undefined) {
    if (!isOpen(state.sessions, client) || isClosing(leading, client)) return sessionExpired
    touch(config, leading, out, client)
  }
  propose(config, state, leading, out, action, origin)
  return null
}

/** Broadcast, step l.3.1: the next zxid of the epoch, to all followers in the order of zxids, and to the leader's own disk. */
export function propose(
  config: ZabConfig,
  state: ZabState,
  leading: Leading,
  out: Out,
  action: Action,
  origin: Origin,
): void {
  leading.counter += 1
  const txn: Txn = { epoch: leading.epoch, counter: leading.counter, action, origin }
  append(state, out, [txn])
  const index = lastIndex(state)
  // Its own acknowledgement counts when its disk has synced, as a follower's.
  deferOwn(state.outbox, 'lead-txn', leading.epoch, index)
  forward(config, leading, out, false, { packet: 'PROPOSAL', index, txns: [txn] })
}

/** To all who follow, or to all who observe. */
function forward(config: ZabConfig, leading: Leading, out: Out, observers: boolean, packet: Packet): void {
  for (const [peer, learner] of leading.learners.entries()) {
    if (learner === null || isObserver(config, peer) !== observers) continue
    if (learner.stage !== 'synchronising' && learner.stage !== 'ready') continue
    sayTo(config, leading, out, peer, packet)
    if (learner.stage === 'ready' && packet.packet === 'PROPOSAL') learner.offered = packet.index
  }
}

export function onAck(
  config: ZabConfig,
  state: ZabState,
  leading: Leading,
  out: Out,
  from: number,
  index: number,
): void {
  const learner = leading.learners[from]
  if (learner !== null) learner.behind = 0
  if (index <= leading.acked[from]) return
  leading.acked[from] = index
  advanceCommit(config, state, leading, out)
}

/** Broadcast, step l.3.2: what a quorum has acknowledged, with all before it, is committed. */
export function advanceCommit(config: ZabConfig, state: ZabState, leading: Leading, out: Out): void {
  if (leading.stage !== 'broadcasting') return
  const index = committedIndex(quorumOf(config), member => leading.acked[member])
  const before = state.commitIndex
  if (index <= before) return
  forward(config, leading, out, false, { packet: 'COMMIT', index })
  forward(config, leading, out, true, { packet: 'INFORM', index: before + 1, txns: between(state, before, index) })
  commitTo(config, state, out, index)
  trackSessions(config, state, leading, out)
  answerSyncs(config, state, leading, out)
}

/** `Leader.processSync`: answered when all that is proposed now is committed. */
export function onSync(
  config: ZabConfig,
  state: ZabState,
  leading: Leading,
  out: Out,
  peer: number,
  number: number,
): void {
  leading.syncs.push({ peer, number, index: lastIndex(state) })
  answerSyncs(config, state, leading, out)
}

function answerSyncs(config: ZabConfig, state: ZabState, leading: Leading, out: Out): void {
  while (leading.syncs.length > 0 && leading.syncs[0].index <= state.commitIndex) {
    const { peer, number } = leading.syncs.shift() as Leading['syncs'][number]
    if (peer === state.self) answerSynced(state, out, number)
    else sayTo(config, leading, out, peer, { packet: 'SYNC', number })
  }
}

/** A follower hands on what its client asked. */
export function onForwarded(
  config: ZabConfig,
  state: ZabState,
  leading: Leading,
  out: Out,
  from: number,
  { number, life, action }: Extract<Packet, { packet: 'REQUEST' }>,
): void {
  const reply = submit(config, state, leading, out, action, { member: from, life, number })
  if (reply !== null) sayTo(config, leading, out, from, { packet: 'ANSWER', number, reply })
}

/** A request of this process's own client. */
export function submitOwn(
  config: ZabConfig,
  state: ZabState,
  leading: Leading,
  out: Out,
  action: Action,
  number: number,
): void {
  const reply = submit(config, state, leading, out, action, { member: state.self, life: state.life, number })
  if (reply !== null) answer(state, out, number, reply)
}
