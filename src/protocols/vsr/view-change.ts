import { deferOwn, isSynced, respond } from '../outbox.js'
import { commitTo } from './apply.js'
import { keepsDisk, type VsrConfig } from './config.js'
import { adopt, writePlace } from './disk.js'
import { endOf, wholeLog } from './log.js'
import type { DoViewChange, StartView, StartViewChange } from './messages.js'
import { lead } from './primary.js'
import { acknowledge, follow, leave, resetViewTimer, setStatus } from './role.js'
import { isPrimary, type Out, primaryOf, quorumSize, termOf, type VsrState } from './state.js'
import { isCurrent, learn } from './vector.js'

/** The primary was silent for too long, or the view change took too long (4.2, 1). */
export function viewTimeout(config: VsrConfig, state: VsrState, out: Out): void {
  const { status, view } = state
  if (isPrimary(state) || (status !== 'normal' && status !== 'view-change')) return
  // While the disk has not even synced that this view change began, another would only lengthen the queue at the disk.
  if (status === 'view-change' && !isSynced(state.outbox)) resetViewTimer(config, out, false)
  else startViewChange(config, state, out, view + 1)
}

/** Advances the view, and tells everyone (4.2, 1). */
export function startViewChange(config: VsrConfig, state: VsrState, out: Out, view: number): void {
  leave(state, out)
  state.view = view
  setStatus(state, out, 'view-change')
  out.note('election-started', view)
  writePlace(config, state)
  resetViewTimer(config, out, true)
  out.every('retry', config.heartbeat)
  state.taking[state.self] = true
  tellAll(state, out)
  enough(config, state, out)
}

/** STARTVIEWCHANGE and DOVIEWCHANGE are repeated as long as the view change lasts. */
export function repeatViewChange(state: VsrState, out: Out): void {
  tellAll(state, out)
  if (state.did) sendLog(state, out)
}

function tellAll({ epoch, view, vector, self }: VsrState, out: Out): void {
  for (const peer of epoch.members) {
    if (peer !== self) out.send(peer, { type: 'STARTVIEWCHANGE', epoch: epoch.epoch, view, vector })
  }
}

export function onStartViewChange(
  config: VsrConfig,
  state: VsrState,
  out: Out,
  from: number,
  message: StartViewChange,
): void {
  if (!takesPart(config, state, out, from, message)) return
  if (state.status === 'view-change') enough(config, state, out)
}

/**
 * Someone takes part in the change to a view: so does this process, if that is later than its own (4.2, 1). Not while it
 * counts on its primary's lease (6.3). False when the message is passed over.
 */
function takesPart(
  config: VsrConfig,
  state: VsrState,
  out: Out,
  from: number,
  message: StartViewChange | DoViewChange,
): boolean {
  learn(state, message.vector)
  if (!isCurrent(state, from, message.vector) || message.view < state.view) return false
  if (message.view > state.view) {
    if (state.sticky) return false
    startViewChange(config, state, out, message.view)
  }
  if (state.status === 'view-change') state.taking[from] = true
  return true
}

/** With f others this process sends its log to the new primary (4.2, 2). Whoever sent that takes part as well. */
function enough(config: VsrConfig, state: VsrState, out: Out): void {
  const { taking, epoch } = state
  if (state.did || epoch.members.filter(member => taking[member]).length < quorumSize(epoch)) return
  state.did = true
  if (primaryOf(epoch, state.view) !== state.self) sendLog(state, out)
  else if (keepsDisk(config) && !isSynced(state.outbox))
    deferOwn(state.outbox, 'own-view', termOf(epoch, state.view), 0)
  else ownLogSent(config, state, out, termOf(epoch, state.view))
}

function logMessage(state: VsrState): DoViewChange {
  const { epoch, view, lastNormal, commit, vector } = state
  return { type: 'DOVIEWCHANGE', epoch: epoch.epoch, view, lastNormal, log: wholeLog(state), commit, vector }
}

function sendLog(state: VsrState, out: Out): void {
  const primary = primaryOf(state.epoch, state.view)
  if (primary !== state.self) respond(state.outbox, out, primary, logMessage(state))
}

/** The new primary's own log counts once its disk holds that it takes part. */
export function ownLogSent(config: VsrConfig, state: VsrState, out: Out, term: number): void {
  if (state.status !== 'view-change' || termOf(state.epoch, state.view) !== term) return
  state.logs[state.self] = logMessage(state)
  tryLead(config, state, out)
}

export function onDoViewChange(
  config: VsrConfig,
  state: VsrState,
  out: Out,
  from: number,
  message: DoViewChange,
): void {
  if (!takesPart(config, state, out, from, message) || primaryOf(state.epoch, state.view) !== state.self) return
  if (state.status === 'normal') {
    // It has missed the end of the view change.
    sendView(state, out, from)
    return
  }
  state.logs[from] = message
  enough(config, state, out)
  tryLead(config, state, out)
}

/** With f + 1 logs, its own among them, the best is the new one: last normal in the latest view, then longest (4.2, 3). */
function tryLead(config: VsrConfig, state: VsrState, out: Out): void {
  const { logs, epoch, self, view } = state
  const own = logs[self]
  if (state.status !== 'view-change' || own === null) return
  const sent = epoch.members.flatMap(member => logs[member] ?? [])
  if (sent.length < quorumSize(epoch)) return
  let best = own
  let commit = 0
  for (const message of sent) {
    if (isBetter(message, best)) best = message
    commit = Math.max(commit, message.commit)
  }
  if (best !== own) adopt(config, state, out, best.log, state.commit)
  lead(config, state, out, view)
  commitTo(config, state, out, commit)
  for (const peer of epoch.members) if (peer !== self) sendView(state, out, peer)
}

function isBetter(a: DoViewChange, b: DoViewChange): boolean {
  if (a.lastNormal !== b.lastNormal) return a.lastNormal > b.lastNormal
  return endOf(a.log) > endOf(b.log)
}

function sendView(state: VsrState, out: Out, to: number): void {
  const { epoch, view, commit } = state
  out.send(to, { type: 'STARTVIEW', epoch: epoch.epoch, view, log: wholeLog(state), commit })
}

/** The view has begun (4.2, 5): its log is the own one, and what is not yet committed is acknowledged. */
export function onStartView(config: VsrConfig, state: VsrState, out: Out, message: StartView): void {
  const { view, log, commit } = message
  if (view < state.view) return
  if (view === state.view && state.status === 'normal') {
    if (!isPrimary(state)) acknowledge(state, out, -1)
    return
  }
  if (!adopt(config, state, out, log, state.commit)) return
  follow(config, state, out, view)
  acknowledge(state, out, -1)
  commitTo(config, state, out, commit)
}
