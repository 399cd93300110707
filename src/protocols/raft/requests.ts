import type { Plain, Session } from '../contract.js'
import { seen } from '../sessions.js'
import type { RaftConfig } from './config.js'
import { type ConfigurationChange, leaveJoint } from './configuration.js'
import { forward } from './forward.js'
import { isBusy, propose, sizeOf } from './leader.js'
import { appendChange, judgeChange } from './membership.js'
import { type RaftOperation, readOperation } from './operations.js'
import { takeSnapshot } from './snapshot.js'
import type { Out, RaftState } from './state.js'
import { transfer } from './transfer.js'

/** A client's request: the leader appends it, everyone else points to the leader or hands it on. */
export function onRequest(
  config: RaftConfig,
  state: RaftState,
  out: Out,
  id: number,
  command: Plain,
  session: Session | undefined,
): void {
  if (state.role !== 'leader') {
    if (config.forwarding === true && state.leader !== -1) forward(config, state, out, id, command, session)
    else out.reply(id, { kind: 'redirect', redirect: state.leader })
    return
  }
  if (session !== undefined) {
    const known = seen(state.sessions, session)
    if (known.kind === 'repeat') {
      out.reply(id, { kind: 'done', index: known.entry.index, result: known.entry.result })
      return
    }
  }
  // A leader that hands over takes nothing more, so that the other can catch up (3.10).
  if (state.transfer !== -1 || isBusy(config, state, sizeOf(config, 'command', command))) {
    out.reply(id, { kind: 'busy' })
    return
  }
  const client = session === undefined ? -1 : session.client
  wait(state, id, propose(config, state, out, 'command', command, client, session === undefined ? 0 : session.sequence))
}

/** The entry cannot have been applied yet: an append counts when it is synced. */
function wait(state: RaftState, request: number, index: number): void {
  state.waiting.push({ index, term: state.currentTerm, request })
}

export function onOperation(config: RaftConfig, state: RaftState, out: Out, id: number, operation: Plain): void {
  const order = readOperation(operation, config.members)
  if (order === null) {
    out.reply(id, { kind: 'refused', why: 'no order of Raft' })
  } else if (order.kind === 'snapshot') {
    takeSnapshot(config, state, out)
    out.reply(id, { kind: 'done', index: 0, result: state.snapshot?.index ?? 0 })
  } else if (order.kind === 'forget-leader') {
    forgetLeader(config, state, out, id)
  } else if (state.role !== 'leader') {
    out.reply(id, { kind: 'redirect', redirect: state.leader })
  } else {
    onLeaderOrder(config, state, out, id, order)
  }
}

function forgetLeader(config: RaftConfig, state: RaftState, out: Out, id: number): void {
  if (state.role === 'leader' || config.reads === 'lease') {
    const why = state.role === 'leader' ? 'it leads' : 'a lease rests on it'
    out.reply(id, { kind: 'refused', why })
    return
  }
  state.leader = -1
  state.sticky = false
  out.reply(id, { kind: 'done', index: 0, result: null })
}

function onLeaderOrder(config: RaftConfig, state: RaftState, out: Out, id: number, order: RaftOperation): void {
  if (order.kind === 'transfer') {
    const why = transfer(config, state, out, order.to, id)
    if (why !== '') out.reply(id, { kind: 'refused', why })
  } else if (state.transfer !== -1) {
    out.reply(id, { kind: 'busy' })
  } else if (order.kind === 'change') {
    const { changes, transition = 'auto' } = order
    change(config, state, out, id, { changes, transition })
  } else if (order.kind === 'leave-joint') {
    change(config, state, out, id, leaveJoint)
  } else if (order.kind === 'open-session') {
    if (isBusy(config, state, 0)) out.reply(id, { kind: 'busy' })
    else wait(state, id, propose(config, state, out, 'session', null, -1, 0))
  }
}

function change(config: RaftConfig, state: RaftState, out: Out, id: number, order: ConfigurationChange): void {
  const next = judgeChange(config, state, order)
  if (typeof next === 'string') out.reply(id, { kind: 'refused', why: next })
  else wait(state, id, appendChange(config, state, out, order, next))
}
