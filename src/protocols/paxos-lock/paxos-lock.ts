import type { Effects, Input, Protocol, Status } from '../contract.js'
import { type Deferred, isSynced, settle } from '../outbox.js'
import { onAccept, onPrepare } from './acceptor.js'
import type { PaxosLockConfig } from './config.js'
import { hear, isServing, learn, tellAll } from './learner.js'
import { describe, type PaxosLockMessage } from './messages.js'
import {
  attempt,
  giveUp,
  onAccepted,
  onPromise,
  onRefuse,
  ownAcceptanceSynced,
  ownPromiseSynced,
  planAttempt,
} from './proposer.js'
import { init, type PaxosLockState } from './state.js'

/**
 * A lock whose holders are chosen by single-decree Paxos (Lamport, "Paxos Made Simple", 2001): one instance decides each
 * epoch, always epoch `decided + 1`, when the holder of the last one is suspected. Every member is proposer, acceptor
 * and learner. Timers: `propose`, `patience`; cadence: `heartbeat`.
 *
 * Notes: `propose` (epoch), `decided` (epoch), `leader` (holder), `role` (`holder`, `member`), `serving` (epoch).
 */
export const paxosLock: Protocol<PaxosLockConfig, PaxosLockState, PaxosLockMessage> = {
  name: 'paxos-lock',
  init,
  step,
  status,
  // Quiet heartbeats say what everyone knows and leave no trace.
  advance() {},
  describe,
}

function step(
  config: PaxosLockConfig,
  state: PaxosLockState,
  input: Input<PaxosLockMessage>,
  out: Effects<PaxosLockMessage>,
): void {
  switch (input.kind) {
    case 'message':
      onMessage(config, state, out, input.from, input.message)
      break
    case 'timer':
      onTimer(config, state, out, input.name)
      break
    case 'stored':
      settle(state.outbox, input.token, config, state, out, onOwn)
      break
    case 'suspect':
      if (state.suspected[input.peer] === 1) break
      state.suspected[input.peer] = 1
      if (input.peer === state.durable.holder) planAttempt(config, state, out)
      break
    case 'trust':
      state.suspected[input.peer] = 0
      break
    case 'request':
      if (isServing(state)) out.reply(input.id, { kind: 'granted', epoch: state.durable.decided })
      else out.reply(input.id, { kind: 'redirect', redirect: state.durable.holder })
      break
    case 'start':
      start(config, state, out)
      break
    case 'clock':
      break
  }
}

function start(config: PaxosLockConfig, state: PaxosLockState, out: Effects<PaxosLockMessage>): void {
  const { decided, holder } = state.durable
  out.note('role', 'member')
  out.every('heartbeat', config.heartbeat)
  tellAll(config, state, out, { type: 'ask', decided, holder })
  hear(config, state, out, state.self)
  planAttempt(config, state, out)
}

function onMessage(
  config: PaxosLockConfig,
  state: PaxosLockState,
  out: Effects<PaxosLockMessage>,
  from: number,
  message: PaxosLockMessage,
): void {
  if (message.decided > state.durable.decided) {
    learn(state, out, message.decided, message.holder)
    planAttempt(config, state, out)
  }
  hear(config, state, out, from)
  const { decided, holder } = state.durable
  const behind = message.decided < decided
  if (message.type === 'ask' || (behind && message.type !== 'learn')) {
    out.send(from, { type: 'learn', decided, holder })
    return
  }
  if (behind) return
  switch (message.type) {
    case 'prepare':
      onPrepare(state, out, from, message)
      break
    case 'promise':
      onPromise(config, state, out, from, message)
      break
    case 'accept':
      onAccept(state, out, from, message)
      break
    case 'accepted':
      onAccepted(config, state, out, from, message)
      break
    case 'refuse':
      onRefuse(config, state, out, from, message)
      break
    case 'heartbeat':
    case 'learn':
      break
  }
}

function onTimer(config: PaxosLockConfig, state: PaxosLockState, out: Effects<PaxosLockMessage>, name: string): void {
  const { decided, holder } = state.durable
  if (name === 'heartbeat') tellAll(config, state, out, { type: 'heartbeat', decided, holder })
  else if (name === 'propose') attempt(config, state, out)
  else if (name === 'patience' && state.phase !== 0) giveUp(config, state, out)
}

function onOwn(
  config: PaxosLockConfig,
  state: PaxosLockState,
  out: Effects<PaxosLockMessage>,
  step: Deferred<PaxosLockMessage>,
): void {
  if (step.kind === 'own-promise') ownPromiseSynced(config, state, out, step.term, step.index)
  else ownAcceptanceSynced(config, state, out, step.term, step.index)
}

function status(_config: PaxosLockConfig, state: PaxosLockState): Status {
  const { decided, holder } = state.durable
  const role = state.phase !== 0 ? 'proposer' : holder === state.self ? 'holder' : 'member'
  return {
    role,
    term: decided,
    leader: holder,
    serving: isServing(state),
    lastIndex: decided,
    commitIndex: decided,
    pending: (state.phase === 0 ? 0 : 1) + (isSynced(state.outbox) ? 0 : 1),
  }
}
