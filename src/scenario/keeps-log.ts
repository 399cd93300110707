import type { Service } from './scenario.js'

/** Whether the members of a service keep a replicated log for their clients: a lock and a pair have none. */
export function keepsLog({ redundancy: { kind } }: Pick<Service, 'redundancy'>): boolean {
  return kind !== 'k-of-n' && kind !== 'standby' && kind !== 'paxos'
}
