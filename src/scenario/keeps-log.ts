import type { Service } from './scenario.js'

/**
 * Whether the members of a service keep a replicated log for their clients: a lock and a pair have none. A log of one entry is
 * what single-decree Paxos decides.
 */
export function keepsLog({ redundancy: { kind } }: Pick<Service, 'redundancy'>): boolean {
  return kind !== 'k-of-n' && kind !== 'standby' && kind !== 'paxos'
}

/** Whether one of the members leads while all is well. */
export function hasLeader({ redundancy: { kind } }: Pick<Service, 'redundancy'>): boolean {
  return kind !== 'k-of-n' && kind !== 'single-paxos'
}
