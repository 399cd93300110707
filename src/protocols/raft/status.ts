import type { Status } from '../contract.js'
import type { RaftConfig } from './config.js'
import { quorumOf } from './configuration.js'
import { lastIndex } from './log.js'
import type { RaftState } from './state.js'

export function status(config: RaftConfig, state: RaftState): Status {
  const { configuration, outbox, reads, forwarded, transfer, commitIndex } = state
  const last = lastIndex(state)
  const own = reads.length + forwarded.length + (transfer === -1 ? 0 : 1)
  const said: Status = {
    role: state.role,
    term: state.currentTerm,
    leader: state.leader,
    serving: state.role === 'leader' && commitIndex >= state.termStart,
    lastIndex: last,
    commitIndex,
    pending: last - commitIndex + (outbox.written - outbox.synced) + own,
  }
  const { voters, outgoing } = configuration
  const plain = voters.length === config.members && outgoing.length === 0
  return plain ? said : { ...said, quorum: quorumOf(configuration) }
}
