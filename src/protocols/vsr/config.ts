import { type Law, quantile } from '../../laws/index.js'

/**
 * Viewstamped Replication: Liskov & Cowling, "Viewstamped Replication Revisited", MIT-CSAIL-TR-2012-021 (sections named
 * here are its own), with the recovery of Michael, Ports, Sharma & Szekeres, "Recovering Shared Objects Without Stable
 * Storage", DISC 2017. Durations in microseconds; the same for all members.
 */
export interface VsrConfig {
  /** Processes, members at first or later; they are numbered from 0. */
  readonly members: number
  /** Members of the first configuration, ascending; all processes unless given. The primary is number view mod so many. */
  readonly voters?: readonly number[]

  /** How long a backup bears silence of its primary, and everyone a view change that does not end. */
  readonly viewTimeout: Law
  /**
   * When a new timeout is drawn; the paper leaves it open. `each-reset` (default): whenever the wait starts anew.
   * `each-view`: when a process comes to a view or starts up; in between the old value is armed again.
   */
  readonly redraw?: 'each-reset' | 'each-view'
  /** Period of an idle primary's COMMIT (section 4.1), and of whatever is repeated until it is answered. */
  readonly heartbeat: number

  /** Entries in one PREPARE at most; 64 unless given. */
  readonly batch?: number
  /** Entries sent to a backup ahead of its acknowledgement at most; 256 unless given. */
  readonly window?: number
  /** Uncommitted entries in a primary's log beyond which requests are turned away; 1024 unless given. */
  readonly backlog?: number

  /** Operations carried out between checkpoints (5.1); 0, the default: never, but when an operator orders one. */
  readonly checkpointEvery?: number
  /** Entries before a checkpoint that stay in the log for backups that lag a little; 0 unless given. */
  readonly keepEntries?: number

  /**
   * `nothing` (default): a process that crashes comes back empty and asks the others, as in section 4.3. All that is on its
   * disk is one bit, by which it knows that it has been a member before. `disk`: views and logs are written before
   * anybody is told of them (4.3 and 5.1 name it as a choice), and any number may crash at once.
   */
  readonly keeps?: 'nothing' | 'disk'
  /**
   * How a process recovers that kept nothing. `crash-vector` (default): by crash-consistent quorums, as Michael et al.
   * `liskov`: as in section 4.3, which may lose what was acknowledged when messages of an earlier life arrive late.
   */
  readonly recovery?: 'crash-vector' | 'liskov'

  /** `log` (default): a read goes through a round of PREPAREs as any request. `lease`: the primary's clock answers it (6.3). */
  readonly reads?: 'log' | 'lease'
  /** Rate error of any clock at most, a fraction, within which a lease read is safe; 0.001 unless given. */
  readonly driftBound?: number

  /** Clients' sessions kept at most, the client table of section 4; 1024 unless given. */
  readonly sessions?: number
}

export const defaultBatch = 64
export const defaultWindow = 256
export const defaultBacklog = 1024
export const defaultSessions = 1024
export const defaultDriftBound = 0.001

/** The shortest view timeout that can be drawn. */
export function leastViewTimeout({ viewTimeout }: VsrConfig): number {
  if (viewTimeout.kind === 'uniform') return viewTimeout.low
  if (viewTimeout.kind === 'constant') return viewTimeout.value
  return quantile(viewTimeout, 0)
}

/** How long a lease lasts on the primary's clock, when the slowest and the fastest clock are `driftBound` wrong (6.3). */
export function leaseDuration(config: VsrConfig): number {
  const drift = config.driftBound ?? defaultDriftBound
  return (leastViewTimeout(config) * (1 - drift)) / (1 + drift)
}

/** Whether everything a process says waits until it is on its disk. */
export function keepsDisk({ keeps = 'nothing' }: VsrConfig): boolean {
  return keeps === 'disk'
}

/** Whether a process that kept nothing recovers by crash vectors. */
export function hasVectors({ keeps = 'nothing', recovery = 'crash-vector' }: VsrConfig): boolean {
  return keeps === 'nothing' && recovery === 'crash-vector'
}

/** Members of the first configuration. */
export function firstMembers({ members, voters }: VsrConfig): readonly number[] {
  return voters ?? Array.from({ length: members }, (_, member) => member)
}
