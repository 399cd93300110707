import type { Plain, Stored } from '../contract.js'
import { newOutbox, type Outbox } from '../outbox.js'
import type { Channel } from './channel.js'
import { type ClientSessions, copyOf, noClientSessions, type SessionsData } from './client-sessions.js'
import type { ZabConfig } from './config.js'
import type { Letter } from './letters.js'
import type { Ends, Notification, Role, Txn, Vote, ZabMessage } from './messages.js'
import { noZxid, type Zxid } from './zxid.js'

/** `FastLeaderElection`'s variables. */
export interface Election {
  /** The logical clock. */
  round: number
  /** Proposed while looking; afterwards the vote that ended the election. */
  vote: Vote
  /** By process: its vote in this round; and, of those not looking, in any (`recvset`, `outofelection`). */
  received: (Ballot | null)[]
  outside: (Ballot | null)[]
  /** Silence after which the vote is told again. */
  wait: number
  /** A quorum agrees, and it is seen whether a better vote comes. */
  finalizing: boolean
  /** Notifications sent; by process, the one not known to have arrived, and the last one taken in. */
  told: number
  letters: (Letter | null)[]
  last: { life: number; number: number }[]
}

export type Ballot = Vote & Pick<Notification, 'state'>

/** As a learner. */
export interface Following {
  leader: number
  channel: Channel
  stage: 'connecting' | 'discovery' | 'synchronising' | 'new-leader' | 'up-to-date'
  /** From LEADERINFO. */
  epoch: number
  /** Times it was tried to connect. */
  tries: number
  /** What is known to be committed, before UPTODATE lets it be applied. */
  committed: number
  /** A snapshot and the transactions after it, until NEWLEADER: they take the place of this history at once or not at all. */
  incoming: Incoming | null
  /** Sessions heard of since the last pong. */
  touched: number[]
}

export interface Incoming {
  readonly snapshot: Snapshot
  readonly txns: Txn[]
}

/** One learner, as its leader sees it. */
export interface Learner {
  channel: Channel
  stage: 'connected' | 'informed' | 'waiting' | 'synchronising' | 'ready'
  last: Zxid
  /** The last index it was sent before NEWLEADER, all of which its ACK-LD acknowledges; later, the last one proposed. */
  offered: number
  /** Pings since it was heard, and since it last acknowledged a proposal while it owed one. */
  silent: number
  behind: number
}

/** As a leader. */
export interface Leading {
  epoch: number
  stage: 'epoch' | 'accepting' | 'synchronising' | 'broadcasting'
  /** LEADERINFO may go out: the epoch is on this leader's disk. */
  announced: boolean
  /** What it led with, with which followers compare. */
  currentEpoch: number
  last: Zxid
  /** By process, sets: who told its accepted epoch, who accepted this one, who acknowledged NEWLEADER. */
  connected: number[]
  accepted: number[]
  acknowledged: number[]
  /** By process: up to which index its disk holds this leader's history. */
  acked: number[]
  /** Last index of the history it began with. */
  initial: number
  counter: number
  learners: (Learner | null)[]
  /** By process: a connection that was granted and not yet used. */
  grants: (Ends | null)[]
  /** Every other ping is a tick. */
  halfTick: boolean
  syncs: { peer: number; number: number; index: number }[]
  expiries: Expiry[]
}

export interface Expiry {
  readonly client: number
  readonly timeout: number
  /** End of its bucket, on the leader's monotonic clock. */
  at: number
  closing: boolean
}

/** A client's request under way, by the number it has in this life. */
export interface Waiting {
  readonly number: number
  readonly request: number
  /** `read` is made, and `sync` done, when the answer to SYNC has come. */
  readonly kind: 'transaction' | 'read' | 'sync'
  readonly query: Plain
}

export interface ZabState {
  self: number
  /** Drawn at each start: what is said in different lives is told apart by it. */
  life: number
  role: Role
  /** Durable, as are log and snapshot; the values in memory run ahead of the disk by the unsynced writes of `outbox`. */
  acceptedEpoch: number
  currentEpoch: number
  /** The transaction with index i stands at i - 1 - `dropped`. */
  log: Txn[]
  dropped: number
  /** The last snapshot. */
  snapshotIndex: number
  snapshotZxid: Zxid
  /** What the state machine is to be restored from when the process starts; null afterwards. */
  captured: { readonly state: Plain } | null
  commitIndex: number
  lastApplied: number
  sessions: ClientSessions
  election: Election
  following: Following | null
  leading: Leading | null
  /** Connections opened and granted in this life. */
  links: number
  asked: number
  waiting: Waiting[]
  outbox: Outbox<ZabMessage>
}

/** The snapshot as it lies on the disk. */
export interface Snapshot extends Zxid {
  readonly index: number
  readonly captured: Plain
  readonly sessions: SessionsData
}

export function storedSnapshot(stored: Stored): Snapshot | null {
  const { snapshot = null } = stored.values
  return snapshot as unknown as Snapshot | null
}

export function init(config: ZabConfig, self: number, stored: Stored): ZabState {
  const { acceptedEpoch = 0, currentEpoch = 0 } = stored.values as { acceptedEpoch?: number; currentEpoch?: number }
  const snapshot = storedSnapshot(stored)
  const { index = 0, epoch = 0, counter = 0 } = snapshot ?? {}
  const none = () => Array.from({ length: config.members }, () => null)
  return {
    self,
    life: 0,
    role: 'looking',
    acceptedEpoch,
    currentEpoch,
    log: (stored.log as unknown as readonly Txn[]).slice(),
    dropped: stored.dropped,
    snapshotIndex: index,
    snapshotZxid: { epoch, counter },
    captured: snapshot === null ? null : { state: snapshot.captured },
    commitIndex: index,
    lastApplied: index,
    sessions: snapshot === null ? noClientSessions() : copyOf(snapshot.sessions),
    election: {
      round: 0,
      vote: { leader: -1, zxid: noZxid, peerEpoch: 0, round: 0 },
      received: none(),
      outside: none(),
      wait: 0,
      finalizing: false,
      told: 0,
      letters: none(),
      last: Array.from({ length: config.members }, () => ({ life: 0, number: 0 })),
    },
    following: null,
    leading: null,
    links: 0,
    asked: 0,
    waiting: [],
    outbox: newOutbox(),
  }
}
