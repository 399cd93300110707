import type { Stored } from '../contract.js'
import type { RaftConfig } from './config.js'
import type { Entry, RaftMessage } from './messages.js'

export type Role = 'follower' | 'candidate' | 'leader'

/** What waits until everything up to `token` is synced. */
export interface Deferred {
  token: number
  /** A message to `to`; the candidate's own vote in `term`; the leader's own acknowledgement in `term` up to `index`. */
  kind: 'send' | 'own-vote' | 'own-entries'
  to: number
  term: number
  index: number
  message: RaftMessage | null
}

/** A client's request whose entry at `index` is not yet applied. */
export interface Waiting {
  index: number
  request: number
}

/** Figure 2's state of one server, in its names, and what is under way. Entry i of the log has index i + 1. */
export interface RaftState {
  self: number
  role: Role
  /** Peer believed to lead the current term, or -1. */
  leader: number
  /** Persistent; the in-memory values run ahead of the disk by the writes numbered above `synced`. */
  currentTerm: number
  /** Peer, or -1. */
  votedFor: number
  log: Entry[]
  commitIndex: number
  lastApplied: number
  /** By peer, as a candidate: 0 not heard, 1 granted, 2 refused. A set, so that a vote that arrives twice counts once. */
  votes: number[]
  /** By peer, as a leader. */
  nextIndex: number[]
  matchIndex: number[]
  /** By peer, as a leader: 1 while the last shared entry is looked for, one AppendEntries at a time. */
  probing: number[]
  /** By peer, as a leader: 1 while a probe is unanswered and no heartbeat has gone by. */
  probed: number[]
  /** Index of the no-op a leader began its term with. */
  termStart: number
  waiting: Waiting[]
  /** Token of the last write handed to the disk, and of the last one known to be synced. */
  written: number
  synced: number
  deferred: Deferred[]
}

export function init(config: RaftConfig, self: number, stored: Stored): RaftState {
  const { currentTerm = 0, votedFor = -1 } = stored.values as { currentTerm?: number; votedFor?: number }
  const none = () => Array.from({ length: config.members }, () => 0)
  return {
    self,
    role: 'follower',
    leader: -1,
    currentTerm,
    votedFor,
    log: (stored.log as readonly Entry[]).slice(),
    commitIndex: 0,
    lastApplied: 0,
    votes: none(),
    nextIndex: none(),
    matchIndex: none(),
    probing: none(),
    probed: none(),
    termStart: 0,
    waiting: [],
    written: 0,
    synced: 0,
    deferred: [],
  }
}
