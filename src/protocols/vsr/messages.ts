import type { Plain } from '../contract.js'
import type { Sessions } from '../sessions.js'

/**
 * `read`: one that goes through the log (6.3). `change`: of the configuration (section 7), always the last of its epoch.
 * `session`: opens one for a client. The state machine sees commands only; of all others it hears null.
 */
export type EntryKind = 'command' | 'read' | 'change' | 'session'

/** An operation in its place; epoch and view are those it was given its number in. Never changed once made. */
export interface Entry {
  readonly epoch: number
  readonly view: number
  readonly op: number
  readonly kind: EntryKind
  /** What the client asked for; of a change, a `Change`. */
  readonly command: Plain
  /** Session of the client's request; client -1: none. */
  readonly client: number
  readonly sequence: number
  readonly [key: string]: Plain
}

/** The members of the next epoch, ascending, and whom the primary knows to have come back how often. */
export interface Change {
  readonly members: readonly number[]
  readonly vector: readonly number[]
  readonly [key: string]: Plain
}

/** The state after operation `op`: of the machine, and the client table (5.1). */
export interface Checkpoint {
  readonly op: number
  readonly sessions: Sessions
  readonly machine: Plain
}

/** Entries after operation `base`; with a checkpoint of that operation or a later one where they do not begin at the first. */
export interface LogPart {
  readonly base: number
  readonly entries: readonly Entry[]
  readonly checkpoint: Checkpoint | null
}

/**
 * An epoch, and the change it began with: operation `start`, numbered in view `startView` of the epoch before; its members
 * and those of the one before.
 */
export interface Epoch {
  readonly epoch: number
  readonly start: number
  readonly startView: number
  readonly members: readonly number[]
  readonly previous: readonly number[]
}

interface InView {
  readonly epoch: number
  readonly view: number
}

/** `vector`: how often the sender knows each process to have come back (Michael 2017, section 4.2). */
interface WithVector {
  readonly vector: readonly number[]
}

/** Entries after operation `previous`; none: asks only how far the backup is. `reading`: the primary's clock, for leases. */
export interface Prepare extends InView {
  readonly type: 'PREPARE'
  readonly previous: number
  readonly entries: readonly Entry[]
  readonly commit: number
  readonly reading: number
}

/** The backup has everything up to `op`, as 4.1 wants it. */
export interface PrepareOk extends InView, WithVector {
  readonly type: 'PREPAREOK'
  readonly op: number
  readonly reading: number
}

export interface Commit extends InView {
  readonly type: 'COMMIT'
  readonly commit: number
  readonly reading: number
}

export interface StartViewChange extends InView, WithVector {
  readonly type: 'STARTVIEWCHANGE'
}

/** `lastNormal`: the last view in which the sender's status was normal. */
export interface DoViewChange extends InView, WithVector {
  readonly type: 'DOVIEWCHANGE'
  readonly lastNormal: number
  readonly log: LogPart
  readonly commit: number
}

export interface StartView extends InView {
  readonly type: 'STARTVIEW'
  readonly log: LogPart
  readonly commit: number
}

/** Asks for what comes after `op`, as it is in `view` or a later one. */
export interface GetState extends InView {
  readonly type: 'GETSTATE'
  readonly op: number
}

export interface NewState extends InView {
  readonly type: 'NEWSTATE'
  readonly log: LogPart
  readonly commit: number
}

/** Asks for a crash vector, from which a process that comes back with nothing learns how often it has. */
export interface GetVector {
  readonly type: 'GETVECTOR'
  readonly nonce: number
}

export interface Vector extends WithVector {
  readonly type: 'VECTOR'
  readonly nonce: number
  readonly epoch: Epoch
}

export interface Recovery extends WithVector {
  readonly type: 'RECOVERY'
  readonly nonce: number
}

/** With the log from the primary of the view, null from others (4.3). */
export interface RecoveryResponse extends WithVector {
  readonly type: 'RECOVERYRESPONSE'
  readonly nonce: number
  readonly epoch: Epoch
  readonly view: number
  readonly log: LogPart | null
  readonly commit: number
}

export interface StartEpoch extends WithVector {
  readonly type: 'STARTEPOCH'
  readonly epoch: Epoch
}

export interface EpochStarted {
  readonly type: 'EPOCHSTARTED'
  readonly epoch: number
}

/** Messages between members that are at the same epoch, or one of them late. */
export type EpochMessage =
  | Prepare
  | PrepareOk
  | Commit
  | StartViewChange
  | DoViewChange
  | StartView
  | GetState
  | NewState

export type VsrMessage = EpochMessage | GetVector | Vector | Recovery | RecoveryResponse | StartEpoch | EpochStarted

export const noEntries: readonly Entry[] = []
