import type { Status } from '../contract.js'
import type { RaftConfig } from './config.js'
import type { RaftState } from './state.js'

export function status(_config: RaftConfig, state: RaftState): Status {
  return {
    role: state.role,
    term: state.currentTerm,
    leader: state.leader,
    serving: state.role === 'leader' && state.commitIndex >= state.termStart,
    lastIndex: state.log.length,
    commitIndex: state.commitIndex,
    pending: state.log.length - state.commitIndex + (state.outbox.written - state.outbox.synced),
  }
}
