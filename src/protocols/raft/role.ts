import type { Effects } from '../contract.js'
import type { RaftConfig } from './config.js'
import type { RaftMessage } from './messages.js'
import type { RaftState, Role } from './state.js'

export function setRole(state: RaftState, out: Effects<RaftMessage>, role: Role): void {
  if (state.role === role) return
  state.role = role
  out.note('role', role)
}

/** The leader was heard, or a vote granted (section 5.2): the wait begins anew. */
export function resetElectionTimer(config: RaftConfig, out: Effects<RaftMessage>): void {
  if (config.redraw === 'each-election') out.again('election')
  else out.after('election', config.electionTimeout)
}

/**
 * Section 5.1: whoever sees a higher term takes it and follows. True when the term moved, in which case the caller
 * persists it. A follower's or candidate's election timer runs on: seeing a term is not hearing a leader.
 */
export function observeTerm(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>, term: number): boolean {
  if (term <= state.currentTerm) return false
  state.currentTerm = term
  state.votedFor = -1
  state.leader = -1
  out.note('term', term)
  follow(config, state, out)
  return true
}

/** Back to follower in the present term. */
export function follow(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>): void {
  if (state.role === 'leader') {
    out.cancel('heartbeat')
    out.after('election', config.electionTimeout)
    for (const { request } of state.waiting) out.reply(request, { kind: 'unknown', redirect: state.leader })
    state.waiting = []
  } else if (state.role === 'candidate') {
    out.cancel('retry')
  }
  setRole(state, out, 'follower')
}
