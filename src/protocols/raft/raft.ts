import type { Effects, Input, Protocol } from '../contract.js'
import { type Deferred, settle } from '../outbox.js'
import type { RaftConfig } from './config.js'
import { electionTimeout, onRequestVote, onVote, ownVoteSynced, requestVotes } from './election.js'
import { onAppend } from './follower.js'
import { heartbeat, onAppended, onRequest, ownEntriesSynced } from './leader.js'
import { describe, type RaftMessage } from './messages.js'
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
      settle(state.outbox, input.token, config, state, out, onOwn)
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

function onOwn(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>, step: Deferred<RaftMessage>): void {
  if (step.kind === 'own-vote') ownVoteSynced(config, state, out, step.term)
  else ownEntriesSynced(config, state, out, step.term, step.index)
}
