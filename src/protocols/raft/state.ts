import type { Stored } from '../contract.js'
import { newOutbox, type Outbox } from '../outbox.js'
import type { RaftConfig } from './config.js'
import type { Entry, RaftMessage } from './messages.js'

export type Role = 'follower' | 'candidate' | 'leader'

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
  /** Persistent; the in-memory values run ahead of the disk by the unsynced writes of `outbox`. */
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
  outbox: Outbox<RaftMessage>
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
    outbox: newOutbox(),
  }
}
