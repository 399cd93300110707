import type { Effects, Plain, Stored } from '../../contract.js'
import { newOutbox, type Outbox } from '../../outbox.js'
import { newSessions, type Sessions } from '../../sessions.js'
import { grantedLease, type MultiPaxosConfig } from './config.js'
import { type Configuration, firstConfiguration } from './configuration.js'
import type { Entry, EntryKind, MultiPaxosMessage, Snapshot } from './messages.js'

export type Out = Effects<MultiPaxosMessage>
export type Role = 'follower' | 'candidate' | 'leader'

/** What a leader knows of another process. */
export interface Peer {
  /** Heartbeats sent since it was last heard, up to the patient ones. */
  silent: number
  /** Up to where its disk holds what is chosen, as far as it matters to a change of members; this process's own too. */
  known: number
  /** Last round of reads it answered, and the leader's clock when the last heartbeat it answered was sent. */
  round: number
  reading: number
}

/** A client's request at a leader that has no slot yet. `read`: a question that goes through the log. */
export interface Proposal {
  readonly request: number
  readonly kind: EntryKind
  readonly command: Plain
  readonly client: number
  readonly sequence: number
  readonly read: boolean
}

/** The client of a proposal whose slot is not yet executed. */
export interface Waiting {
  readonly slot: number
  readonly ballot: number
  readonly request: number
  readonly read: boolean
  readonly query: Plain
}

/** A read that waits for a round of heartbeats; round -1: until this leader serves. */
export interface Read {
  readonly request: number
  readonly query: Plain
  round: number
}

export interface MultiPaxosState {
  self: number
  role: Role
  /** Whose ballot `promised` is, if it is known to lead; else -1. */
  leader: number
  /** Acceptor, persistent; the memory runs ahead of the disk by the unsynced writes of `outbox`. */
  promised: number
  /** Differs from what was last handed to the disk; never between steps. */
  dirty: boolean
  /** What was accepted: `log[0]` is slot `base + 1`; what was before is in the snapshot. */
  log: Entry[]
  base: number
  /** Learner: all slots up to this are chosen, and stand in the log as chosen. */
  chosen: number
  executed: number
  /** In force for slot `chosen + 1`, then those to come. */
  configurations: Configuration[]
  sessions: Sessions
  snapshot: Snapshot | null
  /** Witness: how far the leader has come, as it says. */
  told: { readonly chosen: number; readonly last: number }
  /** No promise is given to others: the leader was heard within its lease, or this process has just come up. */
  leased: boolean
  /** Highest ballot heard of. */
  highest: number

  /** Candidate and leader: its ballot, and by bit who has promised it. */
  ballot: number
  promisedBy: number
  /** The highest-ballot values among the promises: `inherited[0]` is for slot `inheritedBase + 1`. */
  inherited: Entry[]
  inheritedBase: number

  /** Leader: the next slot to propose; by bit who has accepted each of those after `chosen`. */
  next: number
  acks: number[]
  /** Slot of the first proposal that nothing constrained: when it is chosen, so is all that was chosen before. 0: none yet. */
  barrier: number
  served: boolean
  /** No-ops are proposed up to this slot, so that a new configuration comes into force. */
  fillTo: number
  /** By process. */
  peers: Peer[]
  queue: Proposal[]
  waiting: Waiting[]
  reads: Read[]
  round: number
  /** The operator's order under way: its slot (0: none yet), and its request, -1 when there is none. */
  changeSlot: number
  changeRequest: number
  outbox: Outbox<MultiPaxosMessage>
}

interface OnDisk {
  readonly promised?: number
  readonly chosen?: number
  readonly snapshot?: Snapshot
}

/** Back from the snapshot and the log; what they hold of the machine is restored at `start`. */
export function init(config: MultiPaxosConfig, self: number, stored: Stored): MultiPaxosState {
  const { promised = 0, chosen = 0, snapshot = null } = stored.values as unknown as OnDisk
  const executed = snapshot?.index ?? 0
  const known = Math.max(executed, chosen)
  return {
    self,
    role: 'follower',
    leader: -1,
    promised,
    dirty: false,
    log: (stored.log as unknown as readonly Entry[]).slice(),
    base: stored.dropped,
    chosen: known,
    executed,
    configurations: snapshot === null ? [firstConfiguration(config)] : snapshot.configurations.slice(),
    sessions: snapshot === null ? newSessions() : { open: snapshot.sessions.open.slice() },
    snapshot,
    told: { chosen: 0, last: 0 },
    leased: grantedLease(config) > 0,
    highest: promised,
    ballot: 0,
    promisedBy: 0,
    inherited: [],
    inheritedBase: 0,
    next: 0,
    acks: [],
    barrier: 0,
    served: false,
    fillTo: 0,
    peers: Array.from({ length: config.members }, (_, peer) => ({ ...newPeer(), known: peer === self ? known : 0 })),
    queue: [],
    waiting: [],
    reads: [],
    round: 0,
    changeSlot: 0,
    changeRequest: -1,
    outbox: newOutbox(),
  }
}

export function newPeer(): Peer {
  return { silent: 0, known: 0, round: 0, reading: -1 }
}

export function bit(member: number): number {
  return 1 << member
}

export function hasBit(set: number, member: number): boolean {
  return ((set >> member) & 1) === 1
}
