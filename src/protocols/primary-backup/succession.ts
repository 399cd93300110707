import type { PrimaryBackupConfig } from './config.js'
import type { PrimaryBackupState } from './state.js'

/** Whether this member should take over: there is no live primary that it knows of, and nobody better placed. */
export function shouldTakeOver(config: PrimaryBackupConfig, state: PrimaryBackupState): boolean {
  if (state.part !== 'backup') return false
  for (let peer = 0; peer < config.members; peer++) {
    if (peer !== state.self && state.peerLeads[peer] === 1 && state.suspected[peer] === 0) return false
  }
  if (state.epoch === 0 && !knowsOfAll(state)) return false
  return state.ready === 1 ? isPreferred(state) : isBestLeft(config, state)
}

/** The most preferred of the members that may be promoted and are not suspected. */
function isPreferred(state: PrimaryBackupState): boolean {
  for (let peer = 0; peer < state.self; peer++) {
    if (state.suspected[peer] === 0 && state.peerReady[peer] === 1) return false
  }
  return true
}

/**
 * Nobody who has caught up is left, as after a power cut. This member's copy must then be the best: of the highest
 * epoch, there the primary's own before a backup's, and among equals the preferred member's. Of a suspected peer nothing
 * is known: `allow` goes on without it, `refuse` waits for word from everyone.
 */
function isBestLeft(config: PrimaryBackupConfig, state: PrimaryBackupState): boolean {
  const refuse = config.stale === 'refuse'
  for (let peer = 0; peer < config.members; peer++) {
    if (peer === state.self) continue
    if (state.suspected[peer] === 1 && !refuse) continue
    if (state.peerEpoch[peer] === -1 || state.peerReady[peer] === 1) return false
    if (isBetterCopy(state, peer)) return false
  }
  return true
}

function isBetterCopy(state: PrimaryBackupState, peer: number): boolean {
  if (state.peerEpoch[peer] !== state.epoch) return state.peerEpoch[peer] > state.epoch
  if (state.peerCopy[peer] !== state.copy) return state.peerCopy[peer] > state.copy
  return peer < state.self
}

/** Of every peer it was heard, or is suspected, how it stands; so that the first to come up does not take itself for the only one. */
function knowsOfAll(state: PrimaryBackupState): boolean {
  for (let peer = 0; peer < state.peerEpoch.length; peer++) {
    if (peer !== state.self && state.peerEpoch[peer] === -1 && state.suspected[peer] === 0) return false
  }
  return true
}

/** Whether writes may be lost if this member is promoted now: certain not to be only of a copy that is kept in step, or the last primary's with all others heard. */
export function mayBeStale(state: PrimaryBackupState): boolean {
  if (state.ready === 1) return false
  if (state.copy !== 2) return true
  for (let peer = 0; peer < state.suspected.length; peer++) if (state.suspected[peer] === 1) return true
  return false
}
