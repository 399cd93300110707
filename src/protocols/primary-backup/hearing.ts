import type { Effects } from '../contract.js'
import type { PrimaryBackupConfig } from './config.js'
import { adopt, cancelResync, promote, raise, stepDown } from './leading.js'
import type { PrimaryBackupMessage } from './messages.js'
import type { PrimaryBackupState } from './state.js'
import { shouldTakeOver } from './succession.js'
import { tell, tellAll } from './telling.js'

type Out = Effects<PrimaryBackupMessage>

export function onHeartbeat(
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
  if (message.part === 'primary' && state.ready === 0) resync(config, state, out)
}

/** A heartbeat of the primary starts a copy, and completes one whose time has passed: the primary lived to the end of it. */
function resync(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
  if (state.resyncing === 0) {
    state.resyncing = 1
    out.after('resync', config.resync)
  } else if (state.resyncing === 2) {
    state.resyncing = 0
    state.ready = 1
    adopt(state, out, state.epoch, 1)
    out.note('resynced', state.epoch)
    tellAll(config, state, out)
  }
}

/**
 * Whether this member's copy goes on to be that of the new leader. What a primary took alone is lost, and its copy of no
 * use; nor is that of a member which comes up for the first time where others already serve.
 */
function isInStep(state: PrimaryBackupState, message: PrimaryBackupMessage): boolean {
  // Of two that promote themselves at once, the one who gives way is as much in step as before.
  const epoch = state.part === 'promoting' ? state.base : state.epoch
  if (state.ready === 0 || state.part === 'primary' || epoch !== message.base) return false
  return epoch > 0 || message.part === 'promoting'
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

export function onSuspect(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out, peer: number): void {
  state.suspected[peer] = 1
  if (peer === state.leader) cancelResync(state, out)
  if (shouldTakeOver(config, state)) promote(config, state, out)
}
