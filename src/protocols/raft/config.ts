import { type Law, quantile } from '../../laws/index.js'

/**
 * Raft: Ongaro & Ousterhout, USENIX ATC 2014 (extended version), and Ongaro's thesis, "Consensus: Bridging Theory and
 * Practice", 2014. Durations in microseconds; the same for all members.
 *
 * Where etcd's raft (go.etcd.io/raft) goes another way than the thesis, an option chooses; the thesis' way is the default:
 *
 * | what                                        | thesis (default)                                  | etcd                                            | option              |
 * | ------------------------------------------- | ------------------------------------------------- | ----------------------------------------------- | ------------------- |
 * | a new configuration is used                 | as soon as it is in the log (4.1)                 | when its entry is applied                       | `configurationWhen` |
 * | heartbeats                                  | empty AppendEntries, which repeat what was lost   | `MsgHeartbeat` with min(match, commit)          | `heartbeats`        |
 * | a new election timeout is drawn             | at each reset, as LogCabin                        | at each change of term or role, which restarts it | `redraw`          |
 * | followers learn of a commit                 | with the next AppendEntries or heartbeat          | at once, by an empty one                        | `commitNews`        |
 * | a candidate asks for votes                  | when its own vote is synced                       | at once; its own vote counts when synced        | `campaign`          |
 * | votes are refused while a leader is heard   | with PreVote, CheckQuorum, leases, or new members (4.2.3, 9.6) | with CheckQuorum alone                         | `stickiness`        |
 * | a removed or demoted leader                 | steps down when its removal is committed (4.2.2)  | goes on, unless told to step down               | `stepDownOnRemoval` |
 * | a request at a follower                     | is sent back with the leader's name (6.2)         | is handed on to the leader                      | `forwarding`        |
 * | how far back a leader looks after a refusal | one entry (figure 2), or by terms (5.3)           | by terms, told by both sides                    | `backtracking`      |
 * | a candidate repeats unanswered requests     | yes (5.1)                                         | no; the next election asks again                | `ways`              |
 * | a candidate refused by a majority           | waits for its timer                               | becomes a follower at once                      | `ways`              |
 * | a vote where a leader of the term is known  | is granted if none was given (figure 2)           | is refused, unless given to the same            | `ways`              |
 * | requests of an earlier term                 | are answered with the present term                | are passed over, or answered to end PreVote's knot | `ways`           |
 * | an AppendEntries from before the commit     | is compared as any other                          | is answered with the commit index               | `ways`              |
 * | what a server outside its last configuration does | stands for election until the change is committed (4.2.2) | never stands                        | `configurationWhen` |
 * | a new leader changes the configuration      | once an entry of its own term is committed (2015 erratum) | once all it had in its log is applied   | `ways`              |
 * | a leader looks for its quorum               | at each heartbeat, back over an election timeout (6.2) | once an election timeout, since the last look | `ways`            |
 * | a read waits for heartbeats                 | sent after it; reads gather while a round is under way (6.4) | of its own round                     | `ways`              |
 * | a leader's lease                            | from when the acknowledged heartbeats were sent, less drift (6.4.1) | as long as CheckQuorum lets it lead | `ways`           |
 * | entries are applied                         | as soon as committed                              | when the application says so                    | `ways`              |
 *
 * `etcdWays` chooses etcd's way in all of them. A snapshot is one message in both (the thesis sends it in pieces).
 */
export interface RaftConfig {
  /** Processes, members at first or later; they are numbered from 0. */
  readonly members: number
  /** Drawn whenever `redraw` says so; the paper recommends uniform on 150–300 ms (section 9.3). */
  readonly electionTimeout: Law
  /** Period of a leader's heartbeats, and of a candidate's repeated requests to peers that have not answered. */
  readonly heartbeat: number
  /**
   * When a new election timeout is drawn. `each-reset` (the default): at every valid AppendEntries, granted vote and
   * election, as LogCabin's `setElectionTimer` and AvailSim, the programs behind the paper, do. `each-election`: only
   * when a process starts an election, and when it starts up or steps down from leading; in between the old value is
   * armed again. `each-term`: at every change of term or role, which also starts the wait anew, as etcd's `reset` does. The
   * paper (section 5.2) asks only for what all do: "Each candidate restarts its randomized election timeout at the start
   * of an election". One wait has the same law under the first two; they differ in whether a process that drew a short
   * timeout keeps being the first.
   */
  readonly redraw?: 'each-reset' | 'each-election' | 'each-term'
  /** How a leader finds the last entry shared with a follower: figure 2 as it stands, or the end of section 5.3 (default). */
  readonly backtracking?: 'by-one' | 'by-term'
  /** Entries in one AppendEntries at most; 64 unless given. */
  readonly batch?: number
  /** Entries sent to a follower ahead of its acknowledgement at most; 256 unless given. */
  readonly window?: number
  /** Uncommitted entries in a leader's log beyond which requests are turned away; 1024 unless given. */
  readonly backlog?: number

  /** Who votes at first, ascending; all who are no learners unless given. */
  readonly voters?: readonly number[]
  /** Who receives the log at first without a vote, ascending (4.2.1); nobody unless given. */
  readonly learners?: readonly number[]

  /** Whether a process asks if it could win before it raises its term (9.6). False unless given. */
  readonly preVote?: boolean
  /** Whether a leader that has heard from no quorum for an election timeout steps down (6.2). False unless given. */
  readonly checkQuorum?: boolean
  /**
   * Whether requests for votes are passed over within the least election timeout after a leader was heard (4.2.3); a
   * transfer of leadership overrides it. Unless given: with `checkQuorum` or lease reads, and as soon as the members have
   * changed, since one that was removed may not know it; with `preVote` alone it holds for the first question only (9.6).
   */
  readonly stickiness?: boolean

  /** `index`: a round of heartbeats confirms each batch of reads (6.4, default). `lease`: a leader's clock does (6.4.1). */
  readonly reads?: 'index' | 'lease'
  /** Rate error of any clock at most, a fraction, within which a lease read is safe; 0.001 unless given. */
  readonly driftBound?: number

  /** Entries applied between snapshots; 0, the default: never, but when an operator orders one. */
  readonly snapshotEvery?: number
  /** Entries before a snapshot that stay in the log for followers that lag a little; 0 unless given. */
  readonly keepEntries?: number

  readonly configurationWhen?: 'appended' | 'applied'
  readonly heartbeats?: 'append' | 'separate'
  readonly commitNews?: 'with-next' | 'at-once'
  readonly campaign?: 'synced' | 'at-once'
  /** True unless given. */
  readonly stepDownOnRemoval?: boolean
  /** Whether a follower hands requests on to the leader. False unless given. Reads are handed on in any case. */
  readonly forwarding?: boolean
  readonly ways?: 'thesis' | 'etcd'

  /** Clients' sessions kept at most (6.3); 1024 unless given. */
  readonly sessions?: number
  /** After how long a leader gives up handing over; the least election timeout unless given (3.10). */
  readonly transferTimeout?: number

  /** AppendEntries with entries under way to one follower at most; 0, the default: only `window` counts. */
  readonly inflightMessages?: number
  /** Bytes of commands under way to one follower, in one message, and uncommitted in a leader's log; 0, the default: any. */
  readonly inflightBytes?: number
  readonly batchBytes?: number
  readonly backlogBytes?: number
}

export const defaultBatch = 64
export const defaultWindow = 256
export const defaultBacklog = 1024
export const defaultSessions = 1024
export const defaultDriftBound = 0.001

/** etcd's way wherever it is not the thesis'. */
export const etcdWays = {
  redraw: 'each-term',
  backtracking: 'by-term',
  configurationWhen: 'applied',
  heartbeats: 'separate',
  commitNews: 'at-once',
  campaign: 'at-once',
  stepDownOnRemoval: false,
  forwarding: true,
  ways: 'etcd',
} as const satisfies Partial<RaftConfig>

/** The shortest election timeout that can be drawn. */
export function leastElectionTimeout({ electionTimeout }: RaftConfig): number {
  if (electionTimeout.kind === 'uniform') return electionTimeout.low
  if (electionTimeout.kind === 'constant') return electionTimeout.value
  return quantile(electionTimeout, 0)
}

/** Heartbeats without a word from a quorum after which a leader steps down. */
export function patientRounds(config: RaftConfig): number {
  return Math.max(1, Math.ceil(leastElectionTimeout(config) / config.heartbeat))
}

/** How long a lease lasts on the leader's clock, when the slowest and the fastest clock are `driftBound` wrong (6.4.1). */
export function leaseDuration(config: RaftConfig): number {
  const drift = config.driftBound ?? defaultDriftBound
  return (leastElectionTimeout(config) * (1 - drift)) / (1 + drift)
}

/** Voters at first. */
export function firstVoters({ members, voters, learners = [] }: RaftConfig): readonly number[] {
  return voters ?? Array.from({ length: members }, (_, member) => member).filter(member => !learners.includes(member))
}
