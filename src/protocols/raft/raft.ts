import type { Effects, Input, Protocol } from '../contract.js'
import type { RaftConfig } from './config.js'
import { electionTimeout, onRequestVote, onVote, ownVoteSynced, requestVotes } from './election.js'
import { describe, type RaftMessage } from './messages.js'
import { heartbeat, onAppend, onAppended, onRequest, ownEntriesSynced } from './replication.js'
import { init, type RaftState } from './state.js'
import { status } from './status.js'

/**
 * Raft's leader election and log replication: figure 2 of Ongaro & Ousterhout, "In Search of an Understandable
 * Consensus Algorithm (Extended Version)", 2014. Timers: `election`; cadences: `heartbeat` (leader), `retry` (candidate).
 *
 * Notes, in the order of a failover: `election-started` (term), `role` (`candidate`, `leader`, `follower`), `vote` (for
 * whom), `leader` (whom), `term`, `commit` (index), `serving` (term; the first commit of a leader's own term).
 */
export const raft: Protocol<RaftConfig, RaftState, RaftMessage> = {
  name: 'raft',
  init,
  step,
  status,
  // Quiet heartbeats leave no trace in anyone's state: no counters, and nothing learned that was not known.
  advance() {},
  describe,
}

function step(config: RaftConfig, state: RaftState, input: Input<RaftMessage>, out: Effects<RaftMessage>): void {
  switch (input.kind) {
    case 'message':
      onMessage(config, state, out, input.from, input.message)
      break
    case 'timer':
      onTimer(config, state, out, input.name)
      break
    case 'stored':
      onStored(config, state, out, input.token)
      break
    case 'request':
      onRequest(config, state, out, input.id, input.command)
      break
    case 'start':
      out.after('election', config.electionTimeout)
      out.note('role', state.role)
      break
    case 'suspect':
    case 'trust':
    case 'clock':
      break
  }
}

function onMessage(
  config: RaftConfig,
  state: RaftState,
  out: Effects<RaftMessage>,
  from: number,
  message: RaftMessage,
): void {
  switch (message.type) {
    case 'append':
      onAppend(config, state, out, from, message)
      break
    case 'appended':
      onAppended(config, state, out, from, message)
      break
    case 'request-vote':
      onRequestVote(config, state, out, from, message)
      break
    case 'vote':
      onVote(config, state, out, from, message)
      break
  }
}

function onTimer(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>, name: string): void {
  if (name === 'heartbeat') heartbeat(config, state, out)
  else if (name === 'election') electionTimeout(config, state, out)
  else if (name === 'retry') requestVotes(config, state, out)
}

/** Carries out what waited for this sync. Steps on the way may add to the end of the list, with later tokens. */
function onStored(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>, token: number): void {
  state.synced = token
  const { deferred } = state
  let done = 0
  while (done < deferred.length && deferred[done].token <= token) {
    const item = deferred[done]
    done += 1
    if (item.kind === 'send') out.send(item.to, item.message!)
    else if (item.kind === 'own-vote') ownVoteSynced(config, state, out, item.term)
    else ownEntriesSynced(config, state, out, item.term, item.index)
  }
  if (done > 0) deferred.splice(0, done)
}
