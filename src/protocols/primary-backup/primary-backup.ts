import type { Effects, Input, Protocol, Status } from '../contract.js'
import { isSynced, persist, settle } from '../outbox.js'
import type { PrimaryBackupConfig } from './config.js'
import { type Copy, describe, type Part, type PrimaryBackupMessage } from './messages.js'
import { epochWrites, init, nextEpoch, type PrimaryBackupState } from './state.js'
import { mayBeStale, shouldTakeOver } from './succession.js'

type Out = Effects<PrimaryBackupMessage>

/**
 * Primary–backup with failover by heartbeat, without a quorum: a backup that suspects the primary promotes itself. Under
 * a partition, or a false suspicion, two members may serve at once, in different epochs; when they hear of each other
 * the lower epoch steps down and its writes are lost. Timers: `promote`, `resync`; cadence: `heartbeat`.
 *
 * Notes: `election-started` (epoch), `role` (`promoting`, `primary`, `backup`), `serving` (epoch), `leader` (whom),
 * `stale-promotion` (epoch; the copy may lack the last writes), `dual-primary` (the other's epoch), `resynced` (epoch).
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
      settle(state.outbox, input.token, config, state, out, noSteps)
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

function noSteps(): void {}

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
  if (message.part === 'backup') onBackup(config, state, out, from, message)
  else onPrimary(config, state, out, from, message)
}

/** Whoever leads a higher epoch is followed; whoever leads a lower one is told. */
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
    // Writes taken in an epoch that was passed over are lost, so that a member that served in it must copy anew; and so
    // must one that comes up for the first time where others already serve.
    const late = state.part === 'primary' || (state.epoch === 0 && message.part === 'primary')
    const copy = state.ready === 1 && !late ? 1 : 0
    state.ready = copy
    if (state.part !== 'backup') stepDown(config, state, out, copy)
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
  const caughtUp = message.ready && message.epoch === state.epoch
  if (config.failback === true && state.part === 'primary' && from < state.self && caughtUp) {
    stepDown(config, state, out, 1)
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
  adopt(state, out, epoch, 2)
  out.after('promote', config.promotion)
}

/** Everything written is synced: an epoch may be told, and a promotion finished, only now. */
function onSynced(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
  if (state.syncedEpoch === state.epoch) return
  state.syncedEpoch = state.epoch
  if (state.part !== 'promoting') return
  if (state.promoted === 1) serve(config, state, out)
  else tellAll(config, state, out)
}

function serve(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
  state.ready = 1
  setPart(state, out, 'primary')
  out.note('serving', state.epoch)
  tellAll(config, state, out)
}

function stepDown(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out, copy: Copy): void {
  out.cancel('promote')
  setPart(state, out, 'backup')
  state.ready = copy
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
  const told = state.syncedEpoch === state.epoch
  return {
    type: 'heartbeat',
    epoch: state.syncedEpoch,
    part: told ? state.part : 'backup',
    copy: state.copy,
    ready: (state.part === 'backup' || !told) && state.ready === 1,
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
