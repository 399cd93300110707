import type { Law } from '../../laws/index.js'

/**
 * A primary and its backups with failover by heartbeat. Members are preferred in their order. Durations in
 * microseconds; the same for all members.
 */
export interface PrimaryBackupConfig {
  readonly members: number
  /** Period at which every member tells all others that it lives, its epoch and its part. */
  readonly heartbeat: number
  /** From the decision to take over to serving: mounting, replaying, moving an address. */
  readonly promotion: Law
  /** Time for which a member that came back copies from the primary before it may be promoted; over with the heartbeat after it. */
  readonly resync: Law
  /** Whether a primary hands over to a preferred member that has caught up. Not unless given. */
  readonly failback?: boolean
  /**
   * What to do when no member that has caught up is left: `allow` (the default) promotes one that may lack the last
   * writes, `refuse` waits for word from everyone, so that the best copy is known.
   */
  readonly stale?: 'allow' | 'refuse'
}
