/** The words of etcd's `raftpb` and `raft` packages in which a `RawNode` talks to its application. No member has the id 0. */

export type EntryType = 'EntryNormal' | 'EntryConfChange' | 'EntryConfChangeV2'

export interface SingleChange {
  readonly type: 'AddNode' | 'RemoveNode' | 'UpdateNode' | 'AddLearnerNode'
  readonly nodeId: number
}

/** A `ConfChange` when `v1`, else a `ConfChangeV2`; without changes it leaves a joint configuration. */
export interface ConfChange {
  readonly v1: boolean
  readonly transition: 'Auto' | 'JointImplicit' | 'JointExplicit'
  readonly changes: readonly SingleChange[]
  readonly context: string
}

export interface WireEntry {
  readonly term: number
  readonly index: number
  readonly type: EntryType
  readonly data: string
  readonly change: ConfChange | null
}

export interface ConfState {
  readonly voters: readonly number[]
  readonly learners: readonly number[]
  readonly votersOutgoing: readonly number[]
  readonly learnersNext: readonly number[]
  readonly autoLeave: boolean
}

export interface WireSnapshot {
  readonly data: string
  readonly metadata: { readonly confState: ConfState; readonly index: number; readonly term: number }
}

/** What has to be on disk before messages go out; `vote` 0: none. */
export interface HardState {
  readonly term: number
  readonly vote: number
  readonly commit: number
}

export type StateType = 'StateFollower' | 'StateCandidate' | 'StateLeader' | 'StatePreCandidate'

export interface SoftState {
  readonly lead: number
  readonly raftState: StateType
}

export interface WireMessage {
  readonly type: string
  readonly to: number
  readonly from: number
  readonly term: number
  readonly logTerm: number
  readonly index: number
  readonly entries: readonly WireEntry[]
  readonly commit: number
  readonly vote: number
  readonly snapshot: WireSnapshot | null
  readonly reject: boolean
  readonly rejectHint: number
  readonly context: string
  /** Of `MsgStorageAppend` and `MsgStorageApply`: what to deliver when the work is done. */
  readonly responses: readonly WireMessage[]
}

export interface ReadState {
  readonly index: number
  readonly requestCtx: string
}

export interface Ready {
  readonly softState: SoftState | null
  readonly hardState: HardState | null
  readonly readStates: readonly ReadState[]
  readonly entries: readonly WireEntry[]
  readonly snapshot: WireSnapshot | null
  readonly committedEntries: readonly WireEntry[]
  readonly messages: readonly WireMessage[]
  readonly mustSync: boolean
}

export interface ProgressStatus {
  readonly id: number
  readonly match: number
  readonly next: number
  readonly state: 'StateProbe' | 'StateReplicate' | 'StateSnapshot'
  readonly isLearner: boolean
  readonly paused: boolean
  readonly pendingSnapshot: number
  readonly recentActive: boolean
  readonly inflight: number
  readonly inflightFull: boolean
}

export interface BasicStatus {
  readonly id: number
  readonly hardState: HardState
  readonly lead: number
  readonly raftState: StateType
  readonly applied: number
  readonly leadTransferee: number
}

export interface NodeStatus extends BasicStatus {
  /** `voters`: the incoming, then the outgoing half. */
  readonly config: {
    readonly voters: readonly [readonly number[], readonly number[]]
    readonly learners: readonly number[]
    readonly learnersNext: readonly number[]
    readonly autoLeave: boolean
  }
  /** Of the members, in ascending order; empty but for a leader. */
  readonly progress: readonly ProgressStatus[]
}

/** Where a node reads what its application has stored; etcd's `Storage`. It throws where etcd's gives an error. */
export interface RawStorage {
  initialState(): { readonly hardState: HardState; readonly confState: ConfState }
  firstIndex(): number
  lastIndex(): number
  term(index: number): number
  /** Entries from `low` up to and without `high`, one at least. */
  entries(low: number, high: number, maxSize: number): readonly WireEntry[]
  snapshot(): WireSnapshot
}

/** Where the lines go that etcd's library prints, one call a line. */
export interface RawLogger {
  debug(line: string): void
  info(line: string): void
  warning(line: string): void
  error(line: string): void
}

/** etcd's `Config`. Sizes in bytes; 0 is no limit unless said otherwise. */
export interface RawConfig {
  readonly id: number
  readonly electionTick: number
  readonly heartbeatTick: number
  readonly storage: RawStorage
  readonly applied?: number
  readonly asyncStorageWrites?: boolean
  /** 0: one entry a message; unlimited unless given. */
  readonly maxSizePerMsg?: number
  /** `maxSizePerMsg` unless given. */
  readonly maxCommittedSizePerReady?: number
  readonly maxUncommittedEntriesSize?: number
  readonly maxInflightMsgs: number
  readonly maxInflightBytes?: number
  readonly checkQuorum?: boolean
  readonly preVote?: boolean
  readonly readOnlyOption?: 'safe' | 'lease-based'
  readonly disableProposalForwarding?: boolean
  readonly disableConfChangeValidation?: boolean
  readonly stepDownOnRemoval?: boolean
  readonly logger?: RawLogger
  /** Ticks to add to `electionTick` for one election timeout, from 0 up to and without `below`; always 0 unless given. */
  readonly random?: (below: number) => number
}
