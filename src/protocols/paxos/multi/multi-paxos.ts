import { joint, mayBeDown } from '../../../quorum/index.js'
import type { FaultBudget, Input, Listening, Protocol } from '../../contract.js'
import { type Deferred, settle } from '../../outbox.js'
import { onAccept, onPrepare } from './acceptor.js'
import { onAsk, onLearn } from './catch-up.js'
import {
  defaultDriftBound,
  firstQuorums,
  grantedLease,
  leastElectionTimeout,
  type MultiPaxosConfig,
  patientRounds,
} from './config.js'
import { chosenSynced } from './configuration.js'
import { describe } from './describe.js'
import { electionTimeout, onPromise, onRefuse, ownPromiseSynced, requestPromises } from './election.js'
import { heartbeat, onHeard, onHeartbeat } from './heartbeat.js'
import { enqueue, onAccepted, ownAcceptedSynced } from './leader.js'
import { execute } from './learner.js'
import type { MultiPaxosMessage } from './messages.js'
import { onOperate } from './operations.js'
import { goOn } from './progress.js'
import { advanceReadings, onRead } from './reads.js'
import { resetElectionTimer } from './role.js'
import { init, type MultiPaxosState, type Out } from './state.js'
import { status } from './status.js'

/**
 * Multi-Paxos: a replicated log with a stable leader. A ballot is begun once for all slots that are not chosen (phase 1);
 * its leader then proposes slot after slot (phase 2), several at a time. Timers: `election`, `lease`; cadences: `heartbeat`
 * (leader), `retry` (candidate).
 *
 * Notes, in the order of a failover: `election-started` (ballot), `role` (`candidate`, `leader`, `follower`), `promise`
 * (ballot), `leader` (whom), `no-op` (the slot of a gap that is filled), `commit` (slot), `serving` (ballot; all that was
 * chosen before is executed). Besides: `configuration` (members ordered), `snapshot` (slot), `stepped-down` (why).
 */
export const multiPaxos: Protocol<MultiPaxosConfig, MultiPaxosState, MultiPaxosMessage> = {
  name: 'multi-paxos',
  init,
  step,
  status,
  advance(config, state, cadence, periods) {
    if (cadence === 'heartbeat' && state.role === 'leader') advanceReadings(state, periods * config.heartbeat)
  },
  describe,
  budget,
  listening,
}

function step(config: MultiPaxosConfig, state: MultiPaxosState, input: Input<MultiPaxosMessage>, out: Out): void {
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
    case 'request': {
      const { id, command, session } = input
      if (state.role !== 'leader') out.reply(id, { kind: 'redirect', redirect: state.leader })
      else {
        const { client = -1, sequence = 0 } = session ?? {}
        enqueue(config, state, out, { request: id, kind: 'command', command, client, sequence, read: false })
      }
      break
    }
    case 'read':
      onRead(config, state, out, input.id, input.query)
      break
    case 'operate':
      onOperate(config, state, out, input.id, input.operation)
      break
    case 'start':
      start(config, state, out)
      break
    case 'suspect':
    case 'trust':
    case 'clock':
      break
  }
}

/** A process that has just come up may have granted a lease, and forgotten it: it is bound as if it had. */
function start(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  out.note('role', state.role)
  resetElectionTimer(config, out)
  const lease = grantedLease(config)
  if (lease > 0) out.after('lease', { kind: 'constant', value: lease })
  if (state.snapshot !== null) out.restore(state.snapshot.index, state.snapshot.machine)
  execute(config, state, out)
}

function onMessage(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  from: number,
  message: MultiPaxosMessage,
): void {
  switch (message.type) {
    case 'heartbeat':
      onHeartbeat(config, state, out, from, message)
      break
    case 'heard':
      onHeard(config, state, out, from, message)
      break
    case 'accept':
      onAccept(config, state, out, from, message)
      break
    case 'accepted':
      onAccepted(config, state, out, from, message)
      break
    case 'prepare':
      onPrepare(config, state, out, from, message)
      break
    case 'promise':
      onPromise(config, state, out, from, message)
      break
    case 'refuse':
      onRefuse(config, state, out, message)
      break
    case 'ask':
      onAsk(config, state, out, from, message)
      break
    case 'learn':
      onLearn(config, state, out, from, message)
      break
  }
}

function onTimer(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, name: string): void {
  if (name === 'heartbeat') heartbeat(config, state, out)
  else if (name === 'election') electionTimeout(config, state, out)
  else if (name === 'retry') requestPromises(config, state, out)
  else if (name === 'lease') state.leased = false
}

function onOwn(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, step: Deferred<MultiPaxosMessage>): void {
  if (step.kind === 'own-promise') ownPromiseSynced(config, state, out, step.term)
  else if (step.kind === 'own-chosen') ownChosenSynced(config, state, out, step.index)
  else ownAcceptedSynced(config, state, out, step.term, step.index)
}

function ownChosenSynced(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, slot: number): void {
  chosenSynced(state, slot)
  if (state.role === 'leader') goOn(config, state, out)
}

function budget(config: MultiPaxosConfig): FaultBudget {
  const { prepare, accept } = firstQuorums(config)
  const drift = config.reads === 'lease' ? (config.driftBound ?? defaultDriftBound) : null
  return { down: mayBeDown(joint(prepare, accept)), keeps: 'disk', drift }
}

function listening(config: MultiPaxosConfig): Listening {
  const { heartbeat: period, checkQuorum = false } = config
  return {
    least: leastElectionTimeout(config),
    period,
    leaderPatience: checkQuorum ? patientRounds(config) * period : 0,
  }
}
