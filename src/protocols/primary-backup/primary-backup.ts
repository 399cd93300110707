import type { Effects, Input, Protocol, Status } from '../contract.js'
import { type Deferred, deferOwn, isSynced, persist, settle } from '../outbox.js'
import type { PrimaryBackupConfig } from './config.js'
import { type Copy, describe, type Part, type PrimaryBackupMessage } from './messages.js'
import { epochWrites, init, nextEpoch, type PrimaryBackupState } from './state.js'
import { mayBeStale, shouldTakeOver } from './succession.js'

type Out = Effects<PrimaryBackupMessage>

/**
 * Primary–backup with failover by heartbeat, without a quorum: a backup that suspects the primary promotes itself. Under
 * a partition, or a false suspicion, two members may serve at once, in different epochs; when they hear of each other
 * the lower epoch steps down and its writes are lost. Two that promote themselves at the same time find out before they
 * serve if promotion takes longer than a write and a message. Timers: `promote`, `resync`; cadence: `heartbeat`.
 *
 * Notes: `election-started` (epoch), `role` (`promoting`, `primary`, `backup`), `serving` (epoch), `leader` (whom),
 * `stale-promotion` (epoch; the copy may lack the last writes), `dual-primary` (the other's epoch), `resynced` (epoch),
 * `epoch` (a leader's own, raised).
 */
export const primaryBackup: Protocol<PrimaryBackupConfig, PrimaryBackupState, PrimaryBackupMessage> = {
  name: 'primary-backup',
  init,
  step,
  status,
  // Quiet heartbeats say what everyone knows and leave no trace.
  advance() {},
  describe,
}

function step(
  config: PrimaryBackupConfig,
  state: PrimaryBackupState,
  input: Input<PrimaryBackupMessage>,
  out: Out,
): void {
  switch (input.kind) {
    case 'message':
      onHeartbeat(config, state, out, input.from, input.message)
      break
    case 'timer':
      onTimer(config, state, out, input.name)
      break
    case 'stored':
      settle(state.outbox, input.token, config, state, out, raised)
      if (isSynced(state.outbox)) onSynced(config, state, out)
      break
    case 'suspect':
      onSuspect(config, state, out, input.peer)
      break
    case 'trust':
      state.suspected[input.peer] = 0
      break
    case 'request':
      if (state.part === 'primary') out.reply(input.id, { kind: 'done', epoch: state.epoch })
      else out.reply(input.id, { kind: 'redirect', redirect: state.leader })
      break
    case 'start':
      start(config, state, out)
      break
    case 'clock':
      break
  }
}

/** Nobody takes over before it has heard how things stand, unless it is alone. */
function start(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
  out.note('role', state.part)
  out.every('heartbeat', config.heartbeat)
  tellAll(config, state, out)
  if (shouldTakeOver(config, state)) promote(config, state, out)
}

function onHeartbeat(
  config: PrimaryBackupConfig,
  state: PrimaryBackupState,
  out: Out,
  from: number,
  message: PrimaryBackupMessage,
): void {
  if (message.epoch < state.peerEpoch[from]) return
  state.peerEpoch[from] = message.epoch
  state.peerReady[from] = message.ready ? 1 : 0
  state.peerCopy[from] = message.copy
  state.peerLeads[from] = message.part === 'backup' ? 0 : 1
  if (message.part === 'backup') onBackup(config, state, out, from, message)
  else onPrimary(config, state, out, from, message)
}

/** Whoever leads a higher epoch is followed; whoever leads a lower one is told, and steps down or raises its own. */
function onPrimary(
  config: PrimaryBackupConfig,
  state: PrimaryBackupState,
  out: Out,
  from: number,
  message: PrimaryBackupMessage,
): void {
  if (message.part === 'primary' && state.part === 'primary') out.note('dual-primary', message.epoch)
  if (message.epoch < state.epoch) {
    tell(state, out, from)
    return
  }
  if (message.epoch > state.epoch) {
    const copy = isInStep(state, message) ? 1 : 0
    state.ready = copy
    if (state.part !== 'backup') stepDown(config, state, out, copy, copy)
    adopt(state, out, message.epoch, copy)
  }
  if (state.leader !== from) {
    state.leader = from
    cancelResync(state, out)
    out.note('leader', from)
  }
  if (message.part === 'primary' && state.ready === 0 && state.resyncing === 0) {
    state.resyncing = 1
    out.after('resync', config.resync)
  }
}

/**
 * Whether this member's copy goes on to be that of the new leader. What a primary took alone is lost, and its copy of no
 * use; nor is that of a member which comes up for the first time where others already serve.
 */
function isInStep(state: PrimaryBackupState, message: PrimaryBackupMessage): boolean {
  if (state.ready === 0 || state.part === 'primary' || state.epoch !== message.base) return false
  return state.epoch > 0 || message.part === 'promoting'
}

function onBackup(
  config: PrimaryBackupConfig,
  state: PrimaryBackupState,
  out: Out,
  from: number,
  message: PrimaryBackupMessage,
): void {
  if (state.leader === from) {
    // It came back, or stepped down, before anyone missed it: there is no primary.
    state.leader = -1
    cancelResync(state, out)
  }
  if (state.part !== 'backup' && message.epoch > state.epoch) raise(config, state, out, message.epoch)
  const caughtUp = message.ready && message.epoch === state.epoch
  if (config.failback === true && state.part === 'primary' && from < state.self && caughtUp) {
    stepDown(config, state, out, 1, 2)
    return
  }
  if (shouldTakeOver(config, state)) promote(config, state, out)
}

function onSuspect(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out, peer: number): void {
  state.suspected[peer] = 1
  if (peer === state.leader) cancelResync(state, out)
  if (shouldTakeOver(config, state)) promote(config, state, out)
}

function onTimer(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out, name: string): void {
  if (name === 'heartbeat') {
    tellAll(config, state, out)
  } else if (name === 'promote' && state.part === 'promoting') {
    state.promoted = 1
    if (state.syncedEpoch === state.epoch) serve(config, state, out)
  } else if (name === 'resync' && state.resyncing === 1) {
    state.resyncing = 0
    state.ready = 1
    adopt(state, out, state.epoch, 1)
    out.note('resynced', state.epoch)
    tellAll(config, state, out)
  }
}

function promote(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
  const epoch = nextEpoch(state.epoch, state.self, config.members)
  cancelResync(state, out)
  out.note('election-started', epoch)
  if (mayBeStale(state)) out.note('stale-promotion', epoch)
  setPart(state, out, 'promoting')
  state.leader = state.self
  state.promoted = 0
  state.announced = 0
  state.raising = 0
  state.base = state.epoch
  adopt(state, out, epoch, 2)
  out.after('promote', config.promotion)
}

/** Everything written is synced: an epoch may be told, and a promotion finished, only now. */
function onSynced(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
  if (state.syncedEpoch === state.epoch) return
  state.syncedEpoch = state.epoch
  if (state.part !== 'promoting') return
  state.announced = 1
  if (state.promoted === 1) serve(config, state, out)
  else tellAll(config, state, out)
}

/**
 * A member that was away comes back with a higher epoch, of a primary that is gone. The one who leads now goes on, in an
 * epoch above that, once it is on disk; what the other had alone is lost.
 */
function raise(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out, above: number): void {
  if (state.raising > above) return
  state.raising = nextEpoch(above, state.self, config.members)
  persist(state.outbox, out, [{ kind: 'put', key: 'epoch', value: state.raising }])
  deferOwn(state.outbox, 'raised', state.raising, 0)
}

function raised(
  config: PrimaryBackupConfig,
  state: PrimaryBackupState,
  out: Out,
  step: Deferred<PrimaryBackupMessage>,
): void {
  if (state.part === 'backup' || state.raising !== step.term || step.term <= state.epoch) return
  state.base = state.epoch
  state.epoch = step.term
  state.syncedEpoch = step.term
  state.announced = 1
  out.note('epoch', state.epoch)
  if (state.part === 'promoting' && state.promoted === 1) {
    serve(config, state, out)
    return
  }
  if (state.part === 'primary') out.note('serving', state.epoch)
  tellAll(config, state, out)
}

function serve(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
  state.ready = 1
  setPart(state, out, 'primary')
  out.note('serving', state.epoch)
  tellAll(config, state, out)
}

function stepDown(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out, ready: 0 | 1, copy: Copy): void {
  out.cancel('promote')
  setPart(state, out, 'backup')
  state.announced = 0
  state.raising = 0
  state.ready = ready
  state.leader = -1
  adopt(state, out, state.epoch, copy)
  tellAll(config, state, out)
}

/** Takes an epoch and the standing of the own copy in it, and writes them down. */
function adopt(state: PrimaryBackupState, out: Out, epoch: number, copy: Copy): void {
  state.epoch = epoch
  state.copy = copy
  persist(state.outbox, out, epochWrites(state))
}

function cancelResync(state: PrimaryBackupState, out: Out): void {
  if (state.resyncing === 0) return
  state.resyncing = 0
  out.cancel('resync')
}

function setPart(state: PrimaryBackupState, out: Out, part: Part): void {
  state.part = part
  out.note('role', part)
}

function tellAll(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
  const message = heartbeatOf(state)
  for (let peer = 0; peer < config.members; peer++) if (peer !== state.self) out.send(peer, message)
}

function tell(state: PrimaryBackupState, out: Out, to: number): void {
  out.send(to, heartbeatOf(state))
}

function heartbeatOf(state: PrimaryBackupState): PrimaryBackupMessage {
  const part = state.announced === 1 ? state.part : 'backup'
  return {
    type: 'heartbeat',
    epoch: state.syncedEpoch,
    base: state.base,
    part,
    copy: state.copy,
    ready: part === 'backup' && state.ready === 1,
  }
}

function status(_config: PrimaryBackupConfig, state: PrimaryBackupState): Status {
  return {
    role: state.part,
    term: state.epoch,
    leader: state.leader,
    serving: state.part === 'primary',
    lastIndex: 0,
    commitIndex: 0,
    pending: (isSynced(state.outbox) ? 0 : 1) + (state.part === 'promoting' ? 1 : 0) + state.resyncing,
  }
}
