import type { Effects, Input, Protocol, Status } from '../contract.js'
import { isSynced, settle } from '../outbox.js'
import type { PrimaryBackupConfig } from './config.js'
import { onHeartbeat, onSuspect } from './hearing.js'
import { onSynced, promote, raised, serve } from './leading.js'
import { describe, type PrimaryBackupMessage } from './messages.js'
import { init, type PrimaryBackupState } from './state.js'
import { shouldTakeOver } from './succession.js'
import { tellAll } from './telling.js'

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

function onTimer(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out, name: string): void {
  if (name === 'heartbeat') {
    tellAll(config, state, out)
  } else if (name === 'promote' && state.part === 'promoting') {
    state.promoted = 1
    if (state.syncedEpoch === state.epoch) serve(config, state, out)
  } else if (name === 'resync' && state.resyncing === 1) {
    state.resyncing = 2
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
    pending: (isSynced(state.outbox) ? 0 : 1) + (state.part === 'promoting' ? 1 : 0) + (state.resyncing === 0 ? 0 : 1),
  }
}
