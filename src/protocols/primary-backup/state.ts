import type { Stored, Write } from '../contract.js'
import { newOutbox, type Outbox } from '../outbox.js'
import type { PrimaryBackupConfig } from './config.js'
import type { Copy, Part, PrimaryBackupMessage } from './messages.js'

export interface PrimaryBackupState {
  self: number
  part: Part
  /** The highest epoch known; persistent together with `copy`. 0: nothing has happened yet. */
  epoch: number
  copy: Copy
  /** The highest epoch known that is on this member's disk; the one it tells. */
  syncedEpoch: number
  /** As a leader, the epoch its copy was of before this one. */
  base: number
  /** 1 once an epoch of the promotion under way is on disk: from then on others are told of it. */
  announced: number
  /** The epoch that a primary is about to go on in, while it is written; 0 for none. */
  raising: number
  /** 1 while this member may be promoted, as a matter of its copy. */
  ready: number
  /** Peer believed to be primary or promoting, or -1. */
  leader: number
  /** 1 while a copy from the primary is under way, 2 when it is done but for word that the primary is still there. */
  resyncing: number
  /** 1 once the promotion time has passed; serving begins when the epoch is synced too. */
  promoted: number
  /** By peer: 1 while the failure detector suspects it. */
  suspected: number[]
  /** By peer, from its last heartbeat: epoch (-1 before the first), 1 if primary or promoting, 1 if ready, its copy. */
  peerEpoch: number[]
  peerLeads: number[]
  peerReady: number[]
  peerCopy: number[]
  outbox: Outbox<PrimaryBackupMessage>
}

export function init(config: PrimaryBackupConfig, self: number, stored: Stored): PrimaryBackupState {
  const { epoch = 0, copy = 1 } = stored.values as { epoch?: number; copy?: Copy }
  const all = (value: number) => Array.from({ length: config.members }, () => value)
  return {
    self,
    part: 'backup',
    epoch,
    copy,
    syncedEpoch: epoch,
    base: 0,
    announced: 0,
    raising: 0,
    // Before the first epoch there is nothing to lack.
    ready: epoch === 0 ? 1 : 0,
    leader: -1,
    resyncing: 0,
    promoted: 0,
    suspected: all(0),
    peerEpoch: all(-1),
    peerLeads: all(0),
    peerReady: all(0),
    peerCopy: all(0),
    outbox: newOutbox(),
  }
}

export function epochWrites(state: PrimaryBackupState): Write[] {
  return [
    { kind: 'put', key: 'epoch', value: state.epoch },
    { kind: 'put', key: 'copy', value: state.copy },
  ]
}

/**
 * The member's own epoch next above `epoch`. Epochs are pairs (round, member) in one number, so that no two members ever
 * share one; within a round the more preferred member has the higher.
 */
export function nextEpoch(epoch: number, member: number, members: number): number {
  return (Math.floor(epoch / members) + 1) * members + (members - 1 - member)
}
