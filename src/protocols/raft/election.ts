import type { Effects } from '../contract.js'
import { deferOwn, persist, respond } from '../outbox.js'
import { quorum, type RaftConfig } from './config.js'
import { lead } from './leader.js'
import { atLeastAsUpToDate, lastTerm } from './log.js'
import type { RaftMessage, RequestVote, Vote } from './messages.js'
import { observeTerm, resetElectionTimer, setRole } from './role.js'
import type { RaftState } from './state.js'
import { voteWrites } from './writes.js'

/** The election timer went off (section 5.2). */
export function electionTimeout(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>): void {
  if (state.role === 'leader') return
  out.after('election', config.electionTimeout)
  // While the disk has not even synced the vote for itself a candidate has asked nobody; another term would only
  // lengthen the queue at the disk.
  if (state.role === 'candidate' && state.votes[state.self] === 0) return
  startElection(state, out)
}

function startElection(state: RaftState, out: Effects<RaftMessage>): void {
  if (state.role === 'candidate') out.cancel('retry')
  state.currentTerm += 1
  state.votedFor = state.self
  state.leader = -1
  state.votes.fill(0)
  out.note('term', state.currentTerm)
  setRole(state, out, 'candidate')
  out.note('election-started', state.currentTerm)
  persist(state.outbox, out, voteWrites(state))
  deferOwn(state.outbox, 'own-vote', state.currentTerm, 0)
}

/**
 * The vote for itself is synced, and with it the whole log, since syncs complete in order. Only now may others be
 * asked: a request names the last entry, and a candidate that lost that entry in a crash could come back in the same
 * term and use votes that were granted for it.
 */
export function ownVoteSynced(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>, term: number): void {
  if (state.role !== 'candidate' || state.currentTerm !== term) return
  state.votes[state.self] = 1
  if (tryToLead(config, state, out)) return
  requestVotes(config, state, out)
  out.every('retry', config.heartbeat)
}

/** Asks everyone who has not answered; repeated at the pace of heartbeats (section 5.1, "servers retry RPCs"). */
export function requestVotes(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>): void {
  if (state.role !== 'candidate') return
  const message: RequestVote = {
    type: 'request-vote',
    term: state.currentTerm,
    lastLogIndex: state.log.length,
    lastLogTerm: lastTerm(state.log),
  }
  for (let peer = 0; peer < config.members; peer++) {
    if (peer !== state.self && state.votes[peer] === 0) out.send(peer, message)
  }
}

/** Figure 2, RequestVote RPC, receiver. The timer starts anew at the first grant only, not when a request is repeated. */
export function onRequestVote(
  config: RaftConfig,
  state: RaftState,
  out: Effects<RaftMessage>,
  from: number,
  message: RequestVote,
): void {
  let dirty = observeTerm(config, state, out, message.term)
  let granted = false
  if (message.term === state.currentTerm) {
    granted = state.votedFor === from
    if (state.votedFor === -1 && atLeastAsUpToDate(state.log, message.lastLogIndex, message.lastLogTerm)) {
      state.votedFor = from
      granted = true
      dirty = true
      resetElectionTimer(config, out)
      out.note('vote', from)
    }
  }
  if (dirty) persist(state.outbox, out, voteWrites(state))
  respond(state.outbox, out, from, { type: 'vote', term: state.currentTerm, granted })
}

export function onVote(
  config: RaftConfig,
  state: RaftState,
  out: Effects<RaftMessage>,
  from: number,
  message: Vote,
): void {
  if (observeTerm(config, state, out, message.term)) persist(state.outbox, out, voteWrites(state))
  // A vote of an earlier term, or one that comes after the election is over, counts for nothing.
  if (state.role !== 'candidate' || message.term !== state.currentTerm) return
  if (state.votes[from] === 0) state.votes[from] = message.granted ? 1 : 2
  tryToLead(config, state, out)
}

function tryToLead(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>): boolean {
  let granted = 0
  for (let peer = 0; peer < config.members; peer++) if (state.votes[peer] === 1) granted += 1
  if (granted < quorum(config.members) || state.votes[state.self] !== 1) return false
  out.cancel('retry')
  out.cancel('election')
  state.leader = state.self
  setRole(state, out, 'leader')
  lead(config, state, out)
  return true
}
