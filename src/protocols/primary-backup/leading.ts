import type { Effects } from '../contract.js'
import { type Deferred, deferOwn, persist } from '../outbox.js'
import type { PrimaryBackupConfig } from './config.js'
import type { Copy, Part, PrimaryBackupMessage } from './messages.js'
import { epochWrites, nextEpoch, type PrimaryBackupState } from './state.js'
import { mayBeStale } from './succession.js'
import { tellAll } from './telling.js'

type Out = Effects<PrimaryBackupMessage>

export function promote(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
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
export function onSynced(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
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
export function raise(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out, above: number): void {
  if (state.raising > above) return
  state.raising = nextEpoch(above, state.self, config.members)
  persist(state.outbox, out, [{ kind: 'put', key: 'epoch', value: state.raising }])
  deferOwn(state.outbox, 'raised', state.raising, 0)
}

export function raised(
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

export function serve(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
  state.ready = 1
  setPart(state, out, 'primary')
  out.note('serving', state.epoch)
  tellAll(config, state, out)
}

export function stepDown(
  config: PrimaryBackupConfig,
  state: PrimaryBackupState,
  out: Out,
  ready: 0 | 1,
  copy: Copy,
): void {
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
export function adopt(state: PrimaryBackupState, out: Out, epoch: number, copy: Copy): void {
  state.epoch = epoch
  state.copy = copy
  persist(state.outbox, out, epochWrites(state))
}

export function cancelResync(state: PrimaryBackupState, out: Out): void {
  if (state.resyncing === 0) return
  state.resyncing = 0
  out.cancel('resync')
}

function setPart(state: PrimaryBackupState, out: Out, part: Part): void {
  state.part = part
  out.note('role', part)
}
