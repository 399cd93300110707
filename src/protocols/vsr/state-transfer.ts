import { commitTo } from './apply.js'
import type { VsrConfig } from './config.js'
import { adopt } from './disk.js'
import { endOf, lastOp, logAfter, logUpTo } from './log.js'
import type { GetState, NewState } from './messages.js'
import { comeTo } from './primary.js'
import { acknowledge, endAsking } from './role.js'
import { isMember, isPrimary, type Out, type VsrState } from './state.js'

/**
 * Asks for what is missing in `view` (5.2): in its own view what comes after its log; of a later view what comes after the
 * last operation it knows to be committed, since what stands beyond may be of the past. That stays as it is until the
 * answer comes. The paper cuts it off before it asks, and so a process could take part in a view change without
 * operations it had acknowledged.
 */
export function requestState(config: VsrConfig, state: VsrState, out: Out, to: number, view: number): void {
  if (state.asking) return
  state.asking = true
  out.after('asking', { kind: 'constant', value: config.heartbeat })
  out.note('state-transfer', view)
  sendRequest(state, out, to, view)
}

/** Asks without waiting for what was asked before. */
export function sendRequest(state: VsrState, out: Out, to: number, view: number): void {
  const { status, epoch, commit } = state
  const op = status === 'normal' && view === state.view ? lastOp(state) : commit
  out.send(to, { type: 'GETSTATE', epoch: epoch.epoch, view, op })
}

/**
 * Whoever is normal in that view or a later one answers. What an epoch began with is committed, and anyone may give that who
 * has it: in a view change too, or one of those the epoch goes on without.
 */
export function onGetState(state: VsrState, out: Out, from: number, { view, op }: GetState): void {
  const { status, epoch, commit } = state
  if (op > lastOp(state)) return
  if (status === 'normal' && view <= state.view) {
    const log = logAfter(state, op)
    out.send(from, { type: 'NEWSTATE', epoch: epoch.epoch, view: state.view, log, commit })
  } else if (view === 0 && op < epoch.start && commit >= epoch.start) {
    const log = logUpTo(logAfter(state, op), epoch.start)
    out.send(from, { type: 'NEWSTATE', epoch: epoch.epoch, view: 0, log, commit: epoch.start })
  }
}

export function onNewState(config: VsrConfig, state: VsrState, out: Out, message: NewState): void {
  const { view, log, commit } = message
  const { status } = state
  if (!isMember(state) || view < state.view) return
  if (status === 'normal' && view === state.view) {
    // Late ones may know less than what has come in the meantime.
    if (isPrimary(state) || endOf(log) <= lastOp(state)) return
    if (!adopt(config, state, out, log, lastOp(state))) return
    endAsking(state, out)
  } else if (status === 'normal' || status === 'view-change' || status === 'transitioning') {
    if (!adopt(config, state, out, log, state.commit)) return
    comeTo(config, state, out, view)
  } else return
  if (state.status === 'normal' && !isPrimary(state)) acknowledge(state, out, -1)
  commitTo(config, state, out, commit)
}
