import { type Majority, majority } from '../../quorum/index.js'
import type { Effects, Plain, Stored, Write } from '../contract.js'
import { newOutbox, type Outbox } from '../outbox.js'
import { newSessions, type Sessions } from '../sessions.js'
import { firstMembers, keepsDisk, type VsrConfig } from './config.js'
import type { Checkpoint, DoViewChange, Entry, Epoch, RecoveryResponse, Vector, VsrMessage } from './messages.js'

export type Out = Effects<VsrMessage>

/**
 * The paper's statuses, and three more: `starting` until the bit that says that this process was set up is on its disk,
 * `standby` of one that is no member, and `transitioning` of a member that waits for the state its epoch begins with.
 */
export type VsrStatus = 'starting' | 'recovering' | 'normal' | 'view-change' | 'transitioning' | 'standby'

/** What a primary knows of one process. */
export interface Progress {
  /** Everything up to here is there; it counts for commitment. */
  match: number
  /** The next operation to send. */
  next: number
  /** The primary's clock when it sent the last message that was answered, and messages since; for leases alone. */
  reading: number
  silent: number
}

/** A client's request whose operation is not yet carried out. */
export interface Waiting {
  op: number
  request: number
}

/** A client's read, which waits for the entry of its own. */
export interface WaitingRead {
  op: number
  request: number
  query: Plain
}

/** What a process that came back with nothing has gathered, by process. */
export interface Gathered {
  /** `vector`: learns which of its lives this is. `state`: has told it and asks for the state. */
  phase: 'vector' | 'state'
  nonce: number
  vectors: (Vector | null)[]
  responses: (RecoveryResponse | null)[]
}

export interface VsrState {
  self: number
  /** It was set up before: this is no first start. */
  installed: boolean
  status: VsrStatus
  epoch: Epoch
  view: number
  /** The last view of this epoch in which the status was normal. */
  lastNormal: number
  /** `log[0]` is operation `base + 1`; what was before is in the checkpoint. */
  log: Entry[]
  base: number
  checkpoint: Checkpoint | null
  /** Committed and carried out. */
  commit: number
  sessions: Sessions
  /** By process, how often it is known to have come back with nothing. Replaced, never changed: messages share it. */
  vector: readonly number[]

  /** As a primary: the last operation the view began with, and what it knows of the others. */
  viewStart: number
  progress: Progress[]
  waiting: Waiting[]
  reads: WaitingRead[]

  /** In a view change: who was heard to take part, whether this process has sent its log, and the logs that came. */
  taking: boolean[]
  did: boolean
  logs: (DoViewChange | null)[]

  /** A GETSTATE is under way. */
  asking: boolean
  /** In turn, whom a process asks that waits for the state of its epoch. */
  turn: number
  /** The primary was heard within the least view timeout, and counts on it (6.3). */
  sticky: boolean
  /** At a process that was left out: who has said that the new epoch goes on without it, and whether enough have. */
  started: boolean[]
  retired: boolean
  recovery: Gathered | null
  /** What this step writes; empty between steps. */
  writes: Write[]
  outbox: Outbox<VsrMessage>
}

/** What the disk holds besides log and checkpoint where it is kept; `installed` in any case. */
export interface Place {
  readonly status: VsrStatus
  readonly epoch: Epoch
  readonly view: number
  readonly lastNormal: number
}

interface OnDisk {
  readonly installed?: boolean
  readonly place?: Place
  readonly checkpoint?: Checkpoint
}

export function init(config: VsrConfig, self: number, stored: Stored): VsrState {
  const { installed = false, place, checkpoint = null } = stored.values as unknown as OnDisk
  const members = [...firstMembers(config)].sort((a, b) => a - b)
  const first: Epoch = { epoch: 0, start: 0, startView: 0, members, previous: [] }
  const nobody = <T>(value: T): T[] => Array.from({ length: config.members }, () => value)
  const restarts = installed && keepsDisk(config)
  return {
    self,
    installed,
    status: restarts ? (place?.status ?? (first.members.includes(self) ? 'normal' : 'standby')) : 'starting',
    epoch: place?.epoch ?? first,
    view: place?.view ?? 0,
    lastNormal: place?.lastNormal ?? 0,
    log: (stored.log as readonly Entry[]).slice(),
    base: stored.dropped,
    checkpoint,
    commit: checkpoint?.op ?? 0,
    sessions: checkpoint === null ? newSessions() : { open: checkpoint.sessions.open.slice() },
    vector: nobody(0),
    viewStart: 0,
    progress: Array.from({ length: config.members }, () => ({ match: 0, next: 1, reading: -1, silent: 0 })),
    waiting: [],
    reads: [],
    taking: nobody(false),
    did: false,
    logs: nobody(null),
    asking: false,
    turn: 0,
    sticky: false,
    started: nobody(false),
    retired: true,
    writes: [],
    recovery: null,
    outbox: newOutbox(),
  }
}

/** Who leads a view: the members in turn (section 4). */
export function primaryOf({ members }: Epoch, view: number): number {
  return members[view % members.length]
}

export function isMember({ epoch, self }: VsrState): boolean {
  return epoch.members.includes(self)
}

export function isPrimary({ status, epoch, view, self }: VsrState): boolean {
  return status === 'normal' && primaryOf(epoch, view) === self
}

export function quorumOf({ members }: Epoch): Majority {
  return majority(members)
}

/** Processes in a quorum: f + 1 of 2f + 1. */
export function quorumSize({ members }: Epoch): number {
  return Math.floor(members.length / 2) + 1
}

/** Views begin anew in each epoch (section 7); for those who ask for one number that only grows, an epoch has so many. */
const viewsInEpoch = 2 ** 20

export function termOf({ epoch }: Epoch, view: number): number {
  return epoch * viewsInEpoch + view
}
