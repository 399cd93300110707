import { joint, mayBeDown } from '../../../quorum/index.js'
import type { FaultBudget, Input, Protocol, Status } from '../../contract.js'
import { type Deferred, settle } from '../../outbox.js'
import { everyone } from '../quorums.js'
import { onAccept, onPrepare } from './acceptor.js'
import { isWitness, quorumsOf, type SinglePaxosConfig } from './config.js'
import { answer, learn } from './learner.js'
import { describe, type SinglePaxosMessage } from './messages.js'
import { attempt, giveUp, onAccepted, onPromise, onRefuse, ownAcceptanceSynced, ownPromiseSynced } from './proposer.js'
import { init, type Out, type SinglePaxosState, tellAll, type Waiting } from './state.js'

/**
 * Single-decree Paxos (Lamport, "Paxos Made Simple", 2001, section 2): the members choose one value, once and for good.
 * Each is proposer, acceptor and learner. In five steps:
 *
 * 1. _nominate_: a member that was asked (`request`) takes a ballot of its own, above all it has heard of, to its disk;
 * 2. _broadcast_: it sends `prepare` with that number to all (phase 1a);
 * 3. _win a majority_: a quorum answers `promise`, each with what it accepted before (phase 1b);
 * 4. _propose_: it sends `accept` with the value of the highest ballot among those, or its client's (phase 2a);
 * 5. _confirm_: a quorum answers `accepted` (phase 2b): the value is chosen, and `learn` tells everyone.
 *
 * Whoever finds no quorum backs off for a random time and begins again. A request is answered with the value that was
 * chosen, its own or another's; a read waits until the decision is known here. Requests carry no sessions: to ask twice
 * changes nothing. Timers: `patience`, `backoff`; cadence: `ask`, until the decision is known.
 *
 * Notes: `election-started` (ballot), `promise` (ballot), `commit` (1).
 */
export const singlePaxos: Protocol<SinglePaxosConfig, SinglePaxosState, SinglePaxosMessage> = {
  name: 'single-paxos',
  init,
  step,
  status,
  // Quiet rounds ask for what nobody knows and leave no trace.
  advance() {},
  describe,
  budget,
}

/** Clients that wait at one member unless the configuration says otherwise. */
const defaultBacklog = 1024

function step(config: SinglePaxosConfig, state: SinglePaxosState, input: Input<SinglePaxosMessage>, out: Out): void {
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
      onClient(config, state, out, { kind: 'request', id: input.id, value: input.command })
      break
    case 'read':
      onClient(config, state, out, { kind: 'read', id: input.id, value: input.query })
      break
    case 'operate':
      out.reply(input.id, { kind: 'refused', why: 'single-decree Paxos takes no orders' })
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

function start(config: SinglePaxosConfig, state: SinglePaxosState, out: Out): void {
  if (state.decided) {
    out.apply(1, state.decision)
    return
  }
  if (isWitness(config, state.self)) return
  out.every('ask', config.heartbeat)
  tellAll(config, state, out, { type: 'ask' })
}

function onMessage(
  config: SinglePaxosConfig,
  state: SinglePaxosState,
  out: Out,
  from: number,
  message: SinglePaxosMessage,
): void {
  // Whoever knows the decision says so, whatever it is asked: there is nothing else to be had.
  if (state.decided) {
    if (message.type === 'ask' || message.type === 'prepare' || message.type === 'accept') {
      out.send(from, { type: 'learn', value: state.decision })
    }
    return
  }
  switch (message.type) {
    case 'prepare':
      onPrepare(state, out, from, message)
      break
    case 'promise':
      onPromise(config, state, out, from, message)
      break
    case 'accept':
      onAccept(state, out, from, message)
      break
    case 'accepted':
      onAccepted(config, state, out, from, message)
      break
    case 'refuse':
      onRefuse(config, state, out, from, message)
      break
    case 'learn':
      learn(state, out, message.value)
      break
    case 'ask':
      break
  }
}

function onTimer(config: SinglePaxosConfig, state: SinglePaxosState, out: Out, name: string): void {
  if (state.decided) return
  if (name === 'ask') tellAll(config, state, out, { type: 'ask' })
  else if (name === 'backoff') attempt(config, state, out)
  else if (name === 'patience' && state.phase !== 0) giveUp(config, state, out)
}

function onOwn(config: SinglePaxosConfig, state: SinglePaxosState, out: Out, step: Deferred<SinglePaxosMessage>): void {
  if (step.kind === 'own-promise') ownPromiseSynced(config, state, out, step.term)
  else ownAcceptanceSynced(config, state, out, step.term)
}

/** The first request at a member makes it a proposer; while it backs off, others wait with it. A witness sends them away. */
function onClient(config: SinglePaxosConfig, state: SinglePaxosState, out: Out, client: Waiting): void {
  if (isWitness(config, state.self)) {
    out.reply(client.id, {
      kind: 'redirect',
      redirect: everyone(config.members).find(m => !isWitness(config, m)) ?? -1,
    })
    return
  }
  if (state.decided) {
    answer(state, out, client)
    return
  }
  if (state.waiting.length >= (config.backlog ?? defaultBacklog)) {
    out.reply(client.id, { kind: 'busy' })
    return
  }
  const proposing = state.waiting.some(({ kind }) => kind === 'request')
  state.waiting.push(client)
  if (client.kind === 'request' && !proposing) attempt(config, state, out)
}

/** Nobody leads, and nobody serves alone: every member that knows the decision can tell it. */
function status(config: SinglePaxosConfig, state: SinglePaxosState): Status {
  const { memory, phase, decided, waiting, outbox } = state
  const { prepare, accept } = quorumsOf(config)
  const index = decided ? 1 : 0
  return {
    role: isWitness(config, state.self) ? 'witness' : decided ? 'learner' : phase === 0 ? 'acceptor' : 'proposer',
    term: memory.promised,
    leader: -1,
    serving: false,
    lastIndex: memory.acceptedBallot > 0 ? 1 : index,
    commitIndex: index,
    pending: waiting.length + (outbox.written - outbox.synced),
    ...(prepare === accept ? {} : { quorum: joint(prepare, accept) }),
  }
}

function budget(config: SinglePaxosConfig): FaultBudget {
  const { prepare, accept } = quorumsOf(config)
  return { down: mayBeDown(joint(prepare, accept)), keeps: 'disk', drift: null }
}
