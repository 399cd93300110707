import { respond } from '../outbox.js'
import { commitTo } from './apply.js'
import type { VsrConfig } from './config.js'
import { writePlace } from './disk.js'
import { entryAt, lastOp, pendingChange } from './log.js'
import type { Change, Epoch, EpochStarted, StartEpoch } from './messages.js'
import { comeTo, leadWhenSynced } from './primary.js'
import { leave, setStatus } from './role.js'
import { isMember, isPrimary, type Out, quorumSize, type VsrState } from './state.js'
import { requestState, sendRequest } from './state-transfer.js'
import { learn } from './vector.js'

/** At the end of a step: a change that is now committed ends its epoch (section 7), and whoever led it says so to all. */
export function endEpoch(config: VsrConfig, state: VsrState, out: Out): void {
  const change = pendingChange(state)
  if (change === null || state.commit < change.op) return
  const { members, vector } = change.command as unknown as Change
  const { epoch, self } = state
  const { op: start, view: startView } = change
  const next: Epoch = { epoch: epoch.epoch + 1, start, startView, members, previous: epoch.members }
  const led = isPrimary(state)
  learn(state, vector)
  moveTo(config, state, out, next)
  if (!led) return
  for (const peer of concerned(next)) {
    if (peer !== self) out.send(peer, { type: 'STARTEPOCH', epoch: next, vector: state.vector })
  }
}

function concerned({ members, previous }: Epoch): number[] {
  return [...new Set([...members, ...previous])].sort((a, b) => a - b)
}

/** Views begin anew. A member is active when it has the state the epoch begins with. */
function moveTo(config: VsrConfig, state: VsrState, out: Out, epoch: Epoch): void {
  leave(state, out)
  out.cancel('view')
  state.epoch = epoch
  state.view = 0
  state.lastNormal = 0
  state.sticky = false
  state.started.fill(false)
  state.retired = !epoch.previous.includes(state.self)
  commitStart(config, state, out)
  out.note('configuration', epoch.members)
  if (!isMember(state)) {
    setStatus(state, out, 'standby')
    writePlace(config, state)
    if (!state.retired) out.every('retry', config.heartbeat)
  } else if (state.commit >= epoch.start) {
    activate(config, state, out)
  } else {
    setStatus(state, out, 'transitioning')
    writePlace(config, state)
    out.every('retry', config.heartbeat)
  }
}

/** The change that an epoch began with is committed, and in a log with that very change so is all before it. */
export function commitStart(config: VsrConfig, state: VsrState, out: Out): void {
  const { epoch, start, startView } = state.epoch
  if (start <= state.commit || start > lastOp(state)) return
  const entry = entryAt(state, start)
  if (entry.epoch === epoch - 1 && entry.view === startView) commitTo(config, state, out, start)
}

function activate(config: VsrConfig, state: VsrState, out: Out): void {
  comeTo(config, state, out, 0)
  tellReplaced(state, out)
}

/** A member that has come to be active tells those the epoch goes on without. */
export function tellReplaced(state: VsrState, out: Out): void {
  if (state.status !== 'normal') return
  const { members, previous } = state.epoch
  for (const peer of previous) if (!members.includes(peer)) sayStarted(state, out, peer)
}

/** Its disk says that it leads the view its epoch begins with. */
export function epochSynced(config: VsrConfig, state: VsrState, out: Out, term: number): void {
  leadWhenSynced(config, state, out, term)
  tellReplaced(state, out)
}

function sayStarted(state: VsrState, out: Out, to: number): void {
  respond(state.outbox, out, to, { type: 'EPOCHSTARTED', epoch: state.epoch.epoch })
}

export function onStartEpoch(config: VsrConfig, state: VsrState, out: Out, from: number, message: StartEpoch): void {
  const { epoch } = message
  learn(state, message.vector)
  if (epoch.epoch < state.epoch.epoch) {
    tellEpoch(state, out, from)
    return
  }
  if (epoch.epoch === state.epoch.epoch) {
    if (state.status === 'normal') sayStarted(state, out, from)
    return
  }
  moveTo(config, state, out, epoch)
  if (state.status === 'transitioning') requestState(config, state, out, from, 0)
}

/** Asks one after the other of those who may have the state the epoch begins with. */
export function fetchStart(state: VsrState, out: Out): void {
  const others = concerned(state.epoch).filter(peer => peer !== state.self)
  if (others.length === 0) return
  state.turn = (state.turn + 1) % others.length
  sendRequest(state, out, others[state.turn], 0)
}

/** Who is left out tells the members of the new epoch again until a quorum of them is active (section 7.2). */
export function repeatStart(state: VsrState, out: Out): void {
  const { epoch, started, vector } = state
  for (const peer of epoch.members) {
    if (!started[peer]) out.send(peer, { type: 'STARTEPOCH', epoch, vector })
  }
}

export function onEpochStarted(state: VsrState, out: Out, from: number, { epoch }: EpochStarted): void {
  if (epoch !== state.epoch.epoch || state.status !== 'standby' || state.retired) return
  state.started[from] = true
  if (state.epoch.members.filter(member => state.started[member]).length < quorumSize(state.epoch)) return
  state.retired = true
  out.cancel('retry')
  out.note('retired', epoch)
}

/** To one who speaks of an epoch that is over. */
export function tellEpoch(state: VsrState, out: Out, to: number): void {
  const { epoch, vector } = state
  respond(state.outbox, out, to, { type: 'STARTEPOCH', epoch, vector })
}
