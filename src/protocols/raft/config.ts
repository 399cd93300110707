import type { Law } from '../../laws/index.js'

/** Raft (Ongaro & Ousterhout, USENIX ATC 2014, extended version). Durations in microseconds; the same for all members. */
export interface RaftConfig {
  readonly members: number
  /** Drawn whenever `redraw` says so; the paper recommends uniform on 150–300 ms (section 9.3). */
  readonly electionTimeout: Law
  /** Period of a leader's heartbeats, and of a candidate's repeated requests to peers that have not answered. */
  readonly heartbeat: number
  /**
   * When a new election timeout is drawn. `each-reset` (the default): at every valid AppendEntries, granted vote and
   * election, as LogCabin's `setElectionTimer` and AvailSim, the programs behind the paper, do. `each-election`: only
   * when a process starts an election, and when it starts up or steps down from leading; in between the old value is
   * armed again, as etcd's `randomizedElectionTimeout` is (which it also redraws at every change of term). The paper
   * (section 5.2) asks only for what both do: "Each candidate restarts its randomized election timeout at the start
   * of an election". One wait has the same law under both; they differ in whether a process that drew a short timeout
   * keeps being the first.
   */
  readonly redraw?: 'each-reset' | 'each-election'
  /** How a leader finds the last entry shared with a follower: figure 2 as it stands, or the end of section 5.3 (default). */
  readonly backtracking?: 'by-one' | 'by-term'
  /** Entries in one AppendEntries at most; 64 unless given. */
  readonly batch?: number
  /** Entries sent to a follower ahead of its acknowledgement at most; 256 unless given. */
  readonly window?: number
  /** Uncommitted entries in a leader's log beyond which requests are turned away; 1024 unless given. */
  readonly backlog?: number
}

export const defaultBatch = 64
export const defaultWindow = 256
export const defaultBacklog = 1024

/** Members that make a majority. */
export function quorum(members: number): number {
  return Math.floor(members / 2) + 1
}
