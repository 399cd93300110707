import type { Plain, Session } from '../../contract.js'
import type { SessionEntry } from '../../sessions.js'
import type { Configuration } from './configuration.js'

export type EntryKind = 'no-op' | 'command' | 'session' | 'change'

/** What is proposed for one slot, and in which ballot; ballot 0: nothing was accepted there. Never changed once made. */
export interface Entry {
  readonly ballot: number
  readonly kind: EntryKind
  /** The client's command, or of a change the new members and their quorums. */
  readonly command: Plain
  /** Its session; client -1: none. */
  readonly client: number
  readonly sequence: number
}

/** The state after slot `index` was executed. */
export interface Snapshot {
  readonly index: number
  /** In force for slot `index` + 1, and those that follow. */
  readonly configurations: readonly Configuration[]
  readonly sessions: { readonly open: readonly SessionEntry[] }
  readonly machine: Plain
}

/** Phase 1a, for all slots from `slot` on, the first that the sender does not know to be chosen. */
export interface Prepare {
  readonly type: 'prepare'
  readonly ballot: number
  readonly slot: number
}

/**
 * Phase 1b for all those slots at once: what was accepted from slot `slot` on. Those up to `chosen` are chosen; what the log
 * no longer has is in the snapshot.
 */
export interface Promised {
  readonly type: 'promise'
  readonly ballot: number
  readonly slot: number
  readonly entries: readonly Entry[]
  readonly chosen: number
  readonly snapshot: Snapshot | null
}

/** Phase 2a for the slots from `slot` on; those up to `chosen` are chosen. */
export interface Accept {
  readonly type: 'accept'
  readonly ballot: number
  readonly slot: number
  readonly entries: readonly Entry[]
  readonly chosen: number
}

/** Phase 2b for the slots from `slot` to `last`. */
export interface Accepted {
  readonly type: 'accepted'
  readonly ballot: number
  readonly slot: number
  readonly last: number
}

/** The answer to a message of a ballot below the promise. */
export interface Refuse {
  readonly type: 'refuse'
  readonly ballot: number
  readonly promised: number
}

/** The leader lives; it has proposed up to `last`. The answer says back what was sent. */
export interface Heartbeat {
  readonly type: 'heartbeat'
  readonly ballot: number
  readonly chosen: number
  readonly last: number
  /** Of the reads that wait, and the leader's clock, for leases; else -1. */
  readonly round: number
  readonly reading: number
}

export interface Heard {
  readonly type: 'heard'
  readonly ballot: number
  /** What the follower knows to be chosen, and up to where it has accepted everything in this ballot. */
  readonly chosen: number
  readonly matched: number
  readonly last: number
  readonly round: number
  readonly reading: number
}

/** A member that is behind asks for what is chosen from `slot` on. */
export interface Ask {
  readonly type: 'ask'
  readonly slot: number
}

/** What is chosen from `slot` on, or a snapshot where the log no longer has it; the sender knows as much as up to `chosen`. */
export interface Learn {
  readonly type: 'learn'
  readonly slot: number
  readonly entries: readonly Entry[]
  readonly chosen: number
  readonly snapshot: Snapshot | null
}

export type MultiPaxosMessage = Prepare | Promised | Accept | Accepted | Refuse | Heartbeat | Heard | Ask | Learn

/** A slot at which nothing was accepted. */
export const noEntry: Entry = { ballot: 0, kind: 'no-op', command: null, client: -1, sequence: 0 }

export const noEntries: readonly Entry[] = []

export function makeEntry(ballot: number, kind: EntryKind, command: Plain, session: Session | null): Entry {
  return { ballot, kind, command, client: session?.client ?? -1, sequence: session?.sequence ?? 0 }
}

/** The same value in another ballot. */
export function inBallot(entry: Entry, ballot: number): Entry {
  const { kind, command, client, sequence } = entry
  return entry.ballot === ballot ? entry : { ballot, kind, command, client, sequence }
}
