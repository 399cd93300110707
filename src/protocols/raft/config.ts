import { type Law, quantile } from '../../laws/index.js'

/**
 * Raft: Ongaro & Ousterhout, USENIX ATC 2014 (extended version), and Ongaro's thesis, "Consensus: Bridging Theory and
 * Practice", 2014. Durations in microseconds; the same for all members.
 *
 * Where etcd's raft (go.etcd.io/raft) goes another way than the thesis, an option chooses; the thesis' way is the default:
 *
 * | what                                          | thesis (default)                                                          | etcd                                                                | option              |
 * | --------------------------------------------- | ------------------------------------------------------------------------- | ------------------------------------------------------------------- | ------------------- |
 * | a new configuration is used                   | as soon as it is in the log (4.1)                                         | when its entry is applied                                           | `configurationWhen` |
 * | a removed or demoted leader                   | steps down when its removal is committed (4.2.2)                          | goes on, unless told to step down                                   | `stepDownOnRemoval` |
 * | a server outside its last configuration       | stands for election until the change is committed (4.2.2)                 | never stands                                                        | `configurationWhen` |
 * | a leader may change the configuration         | once an entry of its own term is committed (erratum of 2015)              | once all it found in its log is applied                             | `ways`              |
 * | heartbeats                                    | empty AppendEntries, which repeat what was lost                           | `MsgHeartbeat` with min(match, commit); its answer prompts a repeat | `heartbeats`        |
 * | followers learn of a commit                   | with the next AppendEntries or heartbeat                                  | at once, by an empty AppendEntries                                  | `commitNews`        |
 * | a new election timeout is drawn               | at each reset, as LogCabin                                                | at each change of term or role, which restarts the wait             | `redraw`            |
 * | a candidate asks for votes                    | when its own vote is synced                                               | at once, where the rest of its log is                               | `campaign`          |
 * | a candidate leads                             | when its own vote is synced                                               | with any majority, its own vote synced or not                       | none: as the thesis |
 * | a candidate repeats unanswered requests       | yes (5.1)                                                                 | no; the next election asks again                                    | `ways`              |
 * | a candidate refused by a majority             | waits for its timer                                                       | becomes a follower at once                                          | `ways`              |
 * | votes are refused while a leader is heard     | with PreVote, CheckQuorum, leases, or new members (4.2.3, 9.6)            | with CheckQuorum alone                                              | `stickiness`        |
 * | a vote where a leader of the term is known    | is granted if none was given (figure 2)                                   | is refused, unless given to the same                                | `ways`              |
 * | a pre-vote granted late                       | counts for the term asked about                                           | counts for the one asked about now                                  | `ways`              |
 * | requests of an earlier term                   | are answered with the present term                                        | are passed over, but where PreVote or CheckQuorum need the answer   | `ways`              |
 * | an AppendEntries from before the commit index | is compared as any other                                                  | is answered with the commit index                                   | `ways`              |
 * | a probe                                       | is one message a heartbeat                                                | is one with entries; empty ones are free                            | `ways`              |
 * | entries go to all                             | as the window allows                                                      | one message each, empty ones too                                    | `ways`              |
 * | how far back a leader looks after a refusal   | one entry (figure 2), or by terms (5.3)                                   | by terms, with hints by both sides                                  | `backtracking`      |
 * | a leader looks for its quorum                 | at each heartbeat, back over an election timeout (6.2)                    | once an election timeout, since the last look                       | `RawNode`           |
 * | a read waits for a round of heartbeats        | begun after it; reads gather while one is under way (6.4)                 | of its own                                                          | `ways`              |
 * | a leader's lease                              | from the sending of what a quorum answered, less drift (6.4.1)            | as long as CheckQuorum lets it lead, which can be too long          | `ways`              |
 * | a request at a follower                       | is sent back with the leader's name (6.2)                                 | is handed on to the leader                                          | `forwarding`        |
 * | a snapshot goes to                            | one that was heard within an election timeout; again when no answer comes | one heard since the last look; again when the transport reports     | `ways`, `RawNode`   |
 * | entries are applied                           | as soon as committed                                                      | when the application says so                                        | `RawNode`           |
 *
 * `etcdWays` chooses etcd's way wherever an option does; `RawNode` has all of them. In both a snapshot is one message (the
 * thesis sends it in pieces). Three of etcd's ways have a price, which the laws show when they are mixed freely with crashes:
 * configurations used when applied can leave a group without a leader, when the one with the longest log has applied its own
 * removal and the others do not know of it; an election timeout redrawn at each term lets processes with fast clocks and old
 * logs keep slow ones from ever standing, without PreVote; and its lease is not safe by itself.
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

  /** When a configuration comes to use; see above for what `applied` costs. */
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
