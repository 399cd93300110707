import { leastElectionTimeout, type RaftConfig } from './config.js'
import type { Out, RaftState } from './state.js'

// Within the least election timeout of hearing a leader a server neither takes a later term nor votes (4.2.3): what PreVote,
// CheckQuorum and leases rest on, and what keeps one that was removed, and does not know it, from disturbing the others.

/** Whether requests for votes are passed over while a leader is heard; `pre`: those that only ask. */
export function isSticky(config: RaftConfig, state: RaftState, pre: boolean): boolean {
  const { stickiness, checkQuorum, reads, preVote, ways } = config
  if (stickiness !== undefined) return stickiness
  if (checkQuorum === true) return true
  if (ways === 'etcd') return false
  return reads === 'lease' || state.changeIndex > 0 || (pre && preVote === true)
}

/** A leader was heard, or may have been just before this process went down. */
export function stick(config: RaftConfig, state: RaftState, out: Out): void {
  if (!isSticky(config, state, true)) return
  if (state.byHand) return
  if (!state.stickyArmed) out.after('sticky', { kind: 'constant', value: leastElectionTimeout(config) })
  else out.again('sticky')
  state.stickyArmed = true
  state.sticky = true
}

/** Whether a leader is heard, or leads here. */
export function hearsLeader(config: RaftConfig, state: RaftState, pre: boolean): boolean {
  return isSticky(config, state, pre) && (state.role === 'leader' || state.sticky)
}
