import type { Status } from '../../contract.js'
import { isWitness, type MultiPaxosConfig } from './config.js'
import { configurationOf, servingQuorum } from './configuration.js'
import { lastSlot } from './log.js'
import { serves } from './progress.js'
import type { MultiPaxosState } from './state.js'

/**
 * The term is the ballot that was promised last, round × members + member. A witness has nothing to catch up with, and says of
 * the log what it was told.
 */
export function status(config: MultiPaxosConfig, state: MultiPaxosState): Status {
  const { self, role, promised, leader, chosen, queue, reads, outbox, told } = state
  const unsynced = outbox.written - outbox.synced
  const last = lastSlot(state)
  const quorum = servingQuorum(config, configurationOf(state, chosen + 1))
  if (isWitness(config, self)) {
    const to = { lastIndex: Math.max(told.last, told.chosen), commitIndex: told.chosen, pending: unsynced }
    return {
      role: 'witness',
      term: promised,
      leader,
      serving: false,
      ...to,
      ...(quorum === undefined ? {} : { quorum }),
    }
  }
  return {
    role,
    term: promised,
    leader,
    serving: serves(state),
    lastIndex: last,
    commitIndex: chosen,
    pending: last - chosen + queue.length + reads.length + unsynced,
    ...(quorum === undefined ? {} : { quorum }),
  }
}
