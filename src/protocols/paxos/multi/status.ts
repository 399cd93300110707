import type { Status } from '../../contract.js'
import type { MultiPaxosConfig } from './config.js'
import { configurationOf, servingQuorum } from './configuration.js'
import { lastSlot } from './log.js'
import { serves } from './progress.js'
import type { MultiPaxosState } from './state.js'

/** The term is the ballot that was promised last, round × members + member. */
export function status(config: MultiPaxosConfig, state: MultiPaxosState): Status {
  const { role, promised, leader, chosen, queue, reads, outbox } = state
  const last = lastSlot(state)
  const quorum = servingQuorum(config, configurationOf(state, chosen + 1))
  return {
    role,
    term: promised,
    leader,
    serving: serves(state),
    lastIndex: last,
    commitIndex: chosen,
    pending: last - chosen + queue.length + reads.length + (outbox.written - outbox.synced),
    ...(quorum === undefined ? {} : { quorum }),
  }
}
