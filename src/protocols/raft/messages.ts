import type { Plain } from '../contract.js'
import type { Sessions } from '../sessions.js'
import type { Configuration } from './configuration.js'

/**
 * `empty`: a leader's first of its term (section 8). `change`: of the configuration. `session`: opens one for a client (6.3).
 * The state machine sees commands only; of all others it hears null.
 */
export type EntryKind = 'command' | 'empty' | 'change' | 'session'

/** A log entry, never changed once made; logs and messages share it. */
export interface Entry {
  readonly term: number
  readonly index: number
  readonly kind: EntryKind
  /** What the client asked for; of a change, a `ConfigurationChange`. */
  readonly command: Plain
  /** Session of the client's request (6.3); client -1: none. */
  readonly client: number
  readonly sequence: number
  /** Bytes of the command where some limit counts them, else 0. */
  readonly size: number
  readonly [key: string]: Plain
}

/** The state after entry `index`, which has term `term`: of the machine, and what the protocol adds to it (chapter 5). */
export interface Snapshot {
  readonly index: number
  readonly term: number
  readonly configuration: Configuration
  readonly sessions: Sessions
  readonly machine: Plain
}

/** The kinds of etcd's `raftpb`; `MsgPropResp`, which tells a follower where the request it handed on stands, is our own. */
export type MessageType =
  | 'MsgApp'
  | 'MsgAppResp'
  | 'MsgHeartbeat'
  | 'MsgHeartbeatResp'
  | 'MsgVote'
  | 'MsgVoteResp'
  | 'MsgPreVote'
  | 'MsgPreVoteResp'
  | 'MsgSnap'
  | 'MsgTimeoutNow'
  | 'MsgProp'
  | 'MsgPropResp'
  | 'MsgReadIndex'
  | 'MsgReadIndexResp'
  | 'MsgTransferLeader'

/**
 * Every message has all fields, in one shape, whatever its type:
 *
 * - `MsgApp`: `index` and `logTerm` of the entry before `entries`; `commit`.
 * - `MsgAppResp`: `index` up to which the logs are equal; with `reject` the one refused, and `rejectHint` with `logTerm` the
 *   last place where they might be. A message of an earlier term is refused with hint 0.
 * - `MsgHeartbeat`: `commit`, never beyond what the receiver is known to have.
 * - `MsgVote`, `MsgPreVote`: `index` and `logTerm` of the candidate's last entry, `context` `transfer` when it was told to.
 * - `MsgSnap`: `snapshot`. `MsgProp`: `entries`, `context` by which the answer is known. `MsgReadIndex`: the same `context`.
 *
 * `context` of an `MsgApp` or `MsgHeartbeat` comes back with the answer. `term` 0: of no term.
 */
export interface RaftMessage {
  readonly type: MessageType
  readonly to: number
  readonly from: number
  readonly term: number
  readonly logTerm: number
  readonly index: number
  readonly entries: readonly Entry[]
  readonly commit: number
  readonly reject: boolean
  readonly rejectHint: number
  readonly context: Plain
  readonly snapshot: Snapshot | null
}

export const noEntries: readonly Entry[] = []

/** The `context` of requests for votes by a candidate that its leader told to stand (3.10). */
export const transferContext = 'transfer'

/** The one place where messages are made, so that all have one hidden class. */
export function makeMessage(
  type: MessageType,
  to: number,
  from: number,
  term: number,
  logTerm: number,
  index: number,
  entries: readonly Entry[],
  commit: number,
  reject: boolean,
  rejectHint: number,
  context: Plain,
  snapshot: Snapshot | null,
): RaftMessage {
  return { type, to, from, term, logTerm, index, entries, commit, reject, rejectHint, context, snapshot }
}

/** A message of its type, term and context alone, or with an index. */
export function plainMessage(
  type: MessageType,
  to: number,
  from: number,
  term: number,
  index: number,
  context: Plain,
): RaftMessage {
  return makeMessage(type, to, from, term, 0, index, noEntries, 0, false, 0, context, null)
}

export function makeEntry(
  term: number,
  index: number,
  kind: EntryKind,
  command: Plain,
  client: number,
  sequence: number,
  size: number,
): Entry {
  return { term, index, kind, command, client, sequence, size }
}
