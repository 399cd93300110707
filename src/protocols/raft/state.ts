import type { Effects, Plain, Stored } from '../contract.js'
import { newOutbox, type Outbox } from '../outbox.js'
import { newSessions, type Sessions } from '../sessions.js'
import { firstVoters, type RaftConfig } from './config.js'
import { type Configuration, firstConfiguration } from './configuration.js'
import { noteChange, useLast } from './in-use.js'
import type { Journal } from './journal.js'
import type { Entry, RaftMessage, Snapshot } from './messages.js'

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader'

/** What the core asks of its host. A journal, where there is one, is written the lines that etcd's library prints. */
export type Out = Effects<RaftMessage> & { readonly journal?: Journal }

/** What a leader knows of one process. Names and rules of etcd's `tracker.Progress`. */
export interface Progress {
  /** Whether the configuration in use has it. */
  member: boolean
  match: number
  next: number
  /** `probe`: looking for the last shared entry, a message at a time. `replicate`: pipelined. `snapshot`: waits for one. */
  state: 'probe' | 'replicate' | 'snapshot'
  /** No entries until an answer, or a heartbeat, lets them flow again. */
  paused: boolean
  pendingSnapshot: number
  /** The highest commit index it was sent. */
  sentCommit: number
  /** Heard from since the last look (etcd's `RecentActive`), and heartbeats sent since it was last heard, up to the patient ones. */
  active: boolean
  silent: number
  /** Heartbeats sent while it waits for a snapshot. */
  waited: number
  /** Last round of reads it answered, and the leader's clock when the last heartbeat it answered was sent. */
  round: number
  reading: number
  /** Of the messages with entries under way, their last index and their bytes; kept only where some limit counts them. */
  inflight: number[]
  inflightSizes: number[]
  inflightBytes: number
  /** Numbers of the requests it handed on last, and one that all others that may still count are above. */
  handed: number[]
  handedBefore: number
}

/** A client's request whose entry at `index` is not yet applied. */
export interface Waiting {
  index: number
  term: number
  request: number
}

/** A read on its way. At a leader it waits for `round`, at a follower (`round` -1) for the leader's answer, if `index` is -1. */
export interface Read {
  request: number
  /** Who asked for the index, or -1 for a client of this process; `context` names the read to them. */
  from: number
  context: Plain
  query: Plain
  index: number
  round: number
  age: number
}

/** A request that was handed on, and how often the timer has gone by since (`age`, of reads too). */
export interface Forwarded {
  request: number
  age: number
}

/** A configuration and the index of the entry it came with; 0 and the snapshot's for those before the log. */
export interface ConfigurationAt {
  readonly index: number
  readonly configuration: Configuration
}

/** Figure 2's state of one server, in its names, and what is under way. */
export interface RaftState {
  self: number
  role: Role
  /** Peer believed to lead the current term, or -1. */
  leader: number
  /** Persistent; the in-memory values run ahead of the disk by the unsynced writes of `outbox`. */
  currentTerm: number
  /** Peer, or -1. */
  votedFor: number
  /** Term or vote differ from what was last handed to the disk; never between steps. */
  dirty: boolean
  /** `log[0]` has index `base + 1`; what was before is in the snapshot. */
  log: Entry[]
  base: number
  baseTerm: number
  commitIndex: number
  lastApplied: number
  /** By process, as a candidate: 0 not heard, 1 granted, 2 refused. A set, so that a vote that arrives twice counts once. */
  votes: number[]
  /** The campaign is by order of the leader before (3.10). */
  told: boolean
  /** A leader was heard within the least election timeout (4.2.3). */
  sticky: boolean
  stickyArmed: boolean
  /** In the order of their indices; the first is the one in force at the commit index, the last is in use. */
  configurations: ConfigurationAt[]
  /** The last of them, and its members but this process, ascending. */
  configuration: Configuration
  peers: readonly number[]
  /** Index of the last entry that changes the configuration, or that a new leader takes for one. */
  changeIndex: number
  /** By process, as a leader. */
  progress: Progress[]
  /** Index of the entry a leader began its term with. */
  termStart: number
  /** Bytes of the leader's uncommitted commands, where a limit counts them. */
  uncommitted: number
  waiting: Waiting[]
  forwarded: Forwarded[]
  /** Number of the last request it handed on. */
  forwards: number
  reads: Read[]
  /** The last round of heartbeats that reads wait for. */
  round: number
  /** To whom the lead is being handed, or -1, and the order's request, or -1. */
  transfer: number
  transferRequest: number
  /** Someone was told to stand in this term, and may at any time: no lease holds (6.4.1). */
  leaseBroken: boolean
  sessions: Sessions
  snapshot: Snapshot | null
  outbox: Outbox<RaftMessage>
  /** A host that applies entries and configurations itself, and says how far it is (`RawNode`). */
  byHand: boolean
}

/** What the disk holds beside the log: the term and the vote, the last snapshot, and the entry before the log's first. */
interface OnDisk {
  readonly currentTerm?: number
  readonly votedFor?: number
  readonly snapshot?: Snapshot
  readonly base?: { readonly index: number; readonly term: number }
  /** The last that was applied, where that is when one is used. */
  readonly configuration?: ConfigurationAt
}

/** Back from the snapshot and the log; what the snapshot holds of the machine is restored at `start`. */
export function init(config: RaftConfig, self: number, stored: Stored): RaftState {
  const { currentTerm = 0, votedFor = -1, snapshot = null, base, configuration } = stored.values as unknown as OnDisk
  const log = (stored.log as readonly Entry[]).slice()
  const first = firstConfiguration(firstVoters(config), config.learners ?? [])
  const captured = { index: snapshot?.index ?? 0, configuration: snapshot?.configuration ?? first }
  const later =
    config.configurationWhen === 'applied' && configuration !== undefined && configuration.index > captured.index
  const configurations = [later ? configuration : captured]
  const state: RaftState = {
    self,
    role: 'follower',
    leader: -1,
    currentTerm,
    votedFor,
    dirty: false,
    log,
    base: base?.index ?? 0,
    baseTerm: base?.term ?? 0,
    commitIndex: snapshot?.index ?? 0,
    lastApplied: snapshot?.index ?? 0,
    votes: Array.from({ length: config.members }, () => 0),
    told: false,
    sticky: false,
    stickyArmed: false,
    configurations,
    configuration: configurations[0].configuration,
    peers: [],
    changeIndex: 0,
    progress: Array.from({ length: config.members }, newProgress),
    termStart: 0,
    uncommitted: 0,
    waiting: [],
    forwarded: [],
    forwards: 0,
    reads: [],
    round: 0,
    transfer: -1,
    transferRequest: -1,
    leaseBroken: false,
    sessions: snapshot === null ? newSessions() : { open: snapshot.sessions.open.slice() },
    snapshot,
    outbox: newOutbox(),
    byHand: false,
  }
  useLast(state)
  if (config.configurationWhen !== 'applied') for (const entry of log) noteChange(state, entry)
  return state
}

export function newProgress(): Progress {
  return {
    member: false,
    match: 0,
    next: 1,
    state: 'probe',
    paused: false,
    pendingSnapshot: 0,
    sentCommit: 0,
    active: false,
    silent: 0,
    waited: 0,
    round: 0,
    reading: -1,
    inflight: [],
    inflightSizes: [],
    inflightBytes: 0,
    handed: [],
    handedBefore: 0,
  }
}
