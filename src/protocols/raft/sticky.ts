import { leastElectionTimeout, type RaftConfig } from './config.js'
import { isVoter } from './configuration.js'
import type { Out, RaftState } from './state.js'

// Within the least election timeout of hearing a leader a server neither takes a later term nor votes (4.2.3): what PreVote,
// CheckQuorum and leases rest on, and what keeps one that was removed, and does not know it, from disturbing the others.

/**
 * Whether requests for votes are passed over while a leader is heard; `pre`: those that only ask. Where members change, that is by
 * those whose log tells of a change, and by one that is sent entries and no voter as far as it knows: it was added, and would
 * carry the term of one that was removed to the leader that brings it up to date, again and again.
 */
export function isSticky(config: RaftConfig, state: RaftState, pre: boolean): boolean {
  const { stickiness, checkQuorum, reads, preVote, ways } = config
  const { changeIndex, configuration, self } = state
  if (stickiness !== undefined) return stickiness
  if (checkQuorum === true) return true
  if (ways === 'etcd') return false
  if (reads === 'lease' || changeIndex > 0 || (pre && preVote === true)) return true
  return !isVoter(configuration, self)
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
