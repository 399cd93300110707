import type { FaultBudget, Input, Listening, Protocol } from '../contract.js'
import { type Deferred, settle } from '../outbox.js'
import { onAppResp, onHeartbeatResp, ownEntriesSynced } from './acknowledge.js'
import { defaultDriftBound, firstVoters, leastElectionTimeout, patientRounds, type RaftConfig } from './config.js'
import { describe } from './describe.js'
import { electionTimeout, onVote, ownVoteSynced, requestVotes, stand } from './election.js'
import { onApp, onHeartbeat, onSnap } from './follower.js'
import { onForwardedTimer, onProp, onPropResp } from './forward.js'
import { hex } from './journal.js'
import { heartbeat } from './leader.js'
import { afterCommit } from './membership.js'
import type { RaftMessage } from './messages.js'
import { onRead, onReadIndex, onReadIndexResp } from './reads.js'
import { onOperation, onRequest } from './requests.js'
import { writeVote } from './role.js'
import { advanceReadings } from './rounds.js'
import { init, type Out, type RaftState } from './state.js'
import { status } from './status.js'
import { stick } from './sticky.js'
import { endTransfer, transfer } from './transfer.js'
import { earlierTerm, laterTerm, onVoteRequest } from './voting.js'

/**
 * Raft as in Ongaro's thesis, with etcd's ways as options (`config.ts` lists them). Timers: `election`, `sticky` (how long a
 * leader counts as heard), `transfer`, `forwarded`; cadences: `heartbeat` (leader), `retry` (candidate).
 *
 * Notes, in the order of a failover: `election-started` (term), `role` (`pre-candidate`, `candidate`, `leader`, `follower`),
 * `vote` (for whom), `leader` (whom), `term`, `commit` (index), `serving` (term; the first commit of a leader's own term);
 * besides `snapshot` (index), `configuration` (the one now applied), `transfer` (to whom), `stepped-down` (why).
 */
export const raft: Protocol<RaftConfig, RaftState, RaftMessage> = {
  name: 'raft',
  init,
  step,
  status,
  advance,
  describe,
  budget,
  listening,
}

function step(config: RaftConfig, state: RaftState, input: Input<RaftMessage>, out: Out): void {
  switch (input.kind) {
    case 'message':
      onMessage(config, state, out, input.message)
      break
    case 'stored':
      settle(state.outbox, input.token, config, state, out, onOwn)
      break
    case 'timer':
      onTimer(config, state, out, input.name)
      break
    case 'request':
      onRequest(config, state, out, input.id, input.command, input.session)
      break
    case 'read':
      onRead(config, state, out, input.id, input.query)
      break
    case 'operate':
      onOperation(config, state, out, input.id, input.operation)
      break
    case 'start':
      start(config, state, out)
      break
    case 'suspect':
    case 'trust':
    case 'clock':
      break
  }
  if (state.dirty) writeVote(state, out)
}

function start(config: RaftConfig, state: RaftState, out: Out): void {
  if (state.snapshot !== null) out.restore(state.snapshot.index, state.snapshot.machine)
  out.after('election', config.electionTimeout)
  // It may have heard a leader just before it went down, which counts on its silence (6.4.1).
  if (config.reads === 'lease') stick(config, state, out)
  out.note('role', state.role)
}

/** What is said of terms, then what the message says; those of no term (0) are never late. */
export function onMessage(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  const { term } = message
  if (term > state.currentTerm) {
    if (!laterTerm(config, state, out, message)) return
  } else if (term < state.currentTerm && term !== 0) {
    earlierTerm(config, state, out, message)
    return
  }
  switch (message.type) {
    case 'MsgApp':
      onApp(config, state, out, message)
      break
    case 'MsgAppResp':
      onAppResp(config, state, out, message)
      break
    case 'MsgHeartbeat':
      onHeartbeat(config, state, out, message)
      break
    case 'MsgHeartbeatResp':
      onHeartbeatResp(config, state, out, message)
      break
    case 'MsgVote':
    case 'MsgPreVote':
      onVoteRequest(config, state, out, message)
      break
    case 'MsgVoteResp':
      if (state.role === 'candidate') onVote(config, state, out, message.from, !message.reject)
      break
    case 'MsgPreVoteResp':
      onPreVoteResp(config, state, out, message)
      break
    case 'MsgSnap':
      onSnap(config, state, out, message)
      break
    case 'MsgTimeoutNow':
      onTimeoutNow(config, state, out, message)
      break
    case 'MsgProp':
      onProp(config, state, out, message)
      break
    case 'MsgPropResp':
      onPropResp(state, out, message)
      break
    case 'MsgReadIndex':
      onReadIndex(config, state, out, message)
      break
    case 'MsgReadIndexResp':
      onReadIndexResp(state, out, message)
      break
    case 'MsgTransferLeader':
      if (state.role === 'leader') transfer(config, state, out, message.index, -1)
      break
  }
}

function onPreVoteResp(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  if (state.role !== 'pre-candidate') return
  const late = !message.reject && message.term !== state.currentTerm + 1
  if (!late || config.ways === 'etcd') onVote(config, state, out, message.from, !message.reject)
}

/** The leader hands over (3.10). */
function onTimeoutNow(config: RaftConfig, state: RaftState, out: Out, { from }: RaftMessage): void {
  const { self, currentTerm, role } = state
  if (role === 'follower') {
    const what = `received MsgTimeoutNow from ${hex(from)} and starts an election to get leadership.`
    out.journal?.info(`${hex(self)} [term ${currentTerm}] ${what}`)
    stand(config, state, out, true)
  } else if (role !== 'leader') {
    const what = `state ${role === 'candidate' ? 'StateCandidate' : 'StatePreCandidate'}] ignored MsgTimeoutNow`
    out.journal?.debug(`${hex(self)} [term ${currentTerm} ${what} from ${hex(from)}`)
  }
}

function onTimer(config: RaftConfig, state: RaftState, out: Out, name: string): void {
  if (name === 'heartbeat') heartbeat(config, state, out)
  else if (name === 'election') electionTimeout(config, state, out)
  else if (name === 'retry') requestVotes(state, out)
  else if (name === 'sticky') state.sticky = false
  else if (name === 'transfer') onTransferTimeout(config, state, out)
  else if (name === 'forwarded') onForwardedTimer(config, state, out)
}

/** What a transfer put off, to leave a joint configuration, is done now. */
function onTransferTimeout(config: RaftConfig, state: RaftState, out: Out): void {
  endTransfer(state, out)
  afterCommit(config, state, out)
}

function onOwn(config: RaftConfig, state: RaftState, out: Out, step: Deferred<RaftMessage>): void {
  if (step.kind === 'own-entries') ownEntriesSynced(config, state, out, step.term, step.index)
  else ownVoteSynced(config, state, out, step)
}

/** Quiet heartbeats leave no trace but in a lease, which holds readings of the clock. */
function advance(config: RaftConfig, state: RaftState, cadence: string, periods: number): void {
  if (config.reads !== 'lease' || state.role !== 'leader' || cadence !== 'heartbeat') return
  advanceReadings(state, periods * config.heartbeat)
}

/** etcd's lease looks at no clock, but lasts while CheckQuorum lets a leader lead: it has no margin for time that is lost. */
function budget(config: RaftConfig): FaultBudget {
  const { reads, ways, checkQuorum, driftBound = defaultDriftBound } = config
  const always = { down: Math.floor((firstVoters(config).length - 1) / 2), keeps: 'disk' } as const
  if (reads !== 'lease') return { ...always, drift: null }
  if (ways !== 'etcd') return { ...always, drift: driftBound }
  return checkQuorum === true ? { ...always, drift: 0, pauses: false } : { ...always, drift: null }
}

function listening(config: RaftConfig): Listening {
  const leaderPatience = config.checkQuorum === true ? patientRounds(config) * config.heartbeat : 0
  return { least: leastElectionTimeout(config), period: config.heartbeat, leaderPatience }
}
