import type { RaftConfig } from './config.js'
import { judged, otherTerm } from './journal.js'
import { isUpToDate } from './log.js'
import { makeMessage, noEntries, plainMessage, type RaftMessage, transferContext } from './messages.js'
import { answer, becomeFollower, resetElectionTimer } from './role.js'
import type { Out, RaftState } from './state.js'
import { hearsLeader } from './sticky.js'

// What terms say about a message before it is looked at (section 5.1), and requests for votes (5.2, 5.4.1).

/** A message of a later term. False when it is passed over. */
export function laterTerm(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): boolean {
  const { type, from, term, context } = message
  if (type === 'MsgVote' || type === 'MsgPreVote') {
    // 4.2.3: within the least election timeout of hearing a leader a server neither takes the term nor votes.
    if (context !== transferContext && hearsLeader(config, state, type === 'MsgPreVote')) {
      judged(out, state, 'ignored', message, state.votedFor)
      return false
    }
    if (type === 'MsgPreVote') return true
    if (context === transferContext && from === state.transfer && state.transferRequest !== -1) {
      out.reply(state.transferRequest, { kind: 'done', index: 0, result: from })
      state.transferRequest = -1
    }
  } else if (type === 'MsgPreVoteResp' && !message.reject) {
    // It bears the term that was asked about.
    return config.ways === 'etcd' || term === state.currentTerm + 1
  }
  otherTerm(out, state, message)
  const leads = type === 'MsgApp' || type === 'MsgHeartbeat' || type === 'MsgSnap'
  becomeFollower(config, state, out, term, leads ? from : -1)
  return true
}

/** A message of an earlier term: requests are answered with the present one, by which the sender learns of it. */
export function earlierTerm(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  const { type, from, index } = message
  const { self, currentTerm } = state
  const asksVote = type === 'MsgVote' || type === 'MsgPreVote'
  const leads = type === 'MsgApp' || type === 'MsgHeartbeat' || type === 'MsgSnap'
  if (config.ways === 'etcd') {
    // Without Check Quorum and PreVote, a request for votes in the later term tells the sender in time.
    if ((config.checkQuorum === true || config.preVote === true) && leads && type !== 'MsgSnap') {
      answer(state, out, plainMessage('MsgAppResp', from, self, currentTerm, 0, null))
    } else if (type === 'MsgPreVote') {
      refuse(state, out, message)
    } else {
      otherTerm(out, state, message)
    }
  } else if (asksVote) {
    refuse(state, out, message)
  } else if (leads) {
    answer(state, out, makeMessage('MsgAppResp', from, self, currentTerm, 0, index, noEntries, 0, true, 0, null, null))
  }
}

/** Figure 2, RequestVote RPC, receiver. Whoever is asked votes, also one that takes itself for a learner. */
export function onVoteRequest(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  const { type, from, term, index, logTerm } = message
  const { votedFor, leader, self, currentTerm } = state
  const pre = type === 'MsgPreVote'
  const free = votedFor === -1 && (leader === -1 || config.ways !== 'etcd')
  const may = votedFor === from || free || (pre && term > currentTerm)
  if (!may || !isUpToDate(state, index, logTerm)) {
    refuse(state, out, message)
    return
  }
  judged(out, state, 'cast', message, votedFor)
  if (!pre) {
    // The timer starts anew at the first grant only, not when a request is repeated.
    if (votedFor !== from) {
      state.votedFor = from
      state.dirty = true
      out.note('vote', from)
    }
    if (votedFor !== from || config.ways === 'etcd') resetElectionTimer(config, out)
  }
  // The term of the request: of a pre-vote it lies in the future, and the candidate passes over earlier ones.
  answer(state, out, plainMessage(pre ? 'MsgPreVoteResp' : 'MsgVoteResp', from, self, term, 0, null))
}

function refuse(state: RaftState, out: Out, message: RaftMessage): void {
  const { type, from } = message
  judged(out, state, 'rejected', message, state.votedFor)
  const response = type === 'MsgPreVote' ? 'MsgPreVoteResp' : 'MsgVoteResp'
  const { self, currentTerm } = state
  answer(state, out, makeMessage(response, from, self, currentTerm, 0, 0, noEntries, 0, true, 0, null, null))
}
