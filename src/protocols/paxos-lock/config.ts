import type { Law } from '../../laws/index.js'

/**
 * A lock whose successive holders are chosen by single-decree Paxos (Lamport, "Paxos Made Simple", 2001), one instance
 * for each epoch of the lock. Durations in microseconds; the same for all members.
 */
export interface PaxosLockConfig {
  readonly members: number
  /** Period at which every member tells all others that it lives, and what it knows to be decided. */
  readonly heartbeat: number
  /** Drawn before every attempt to propose, so that one of several proposers is left alone long enough to win. */
  readonly backoff: Law
  /** An attempt that has found no majority after this long is given up, and another follows after a back-off. */
  readonly patience: number
}
