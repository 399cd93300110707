import { commitTo } from './apply.js'
import type { VsrConfig } from './config.js'
import { append } from './disk.js'
import { lastOp } from './log.js'
import type { Commit, Prepare } from './messages.js'
import { acknowledge, resetViewTimer, stick } from './role.js'
import { isPrimary, type Out, type VsrState } from './state.js'
import { requestState } from './state-transfer.js'

/** Operations are taken in their order alone (4.1): one before which others are missing waits until those are fetched. */
export function onPrepare(config: VsrConfig, state: VsrState, out: Out, from: number, message: Prepare): void {
  if (!hears(config, state, out, from, message.view)) return
  const { previous, entries, commit, reading } = message
  if (previous > lastOp(state)) {
    requestState(config, state, out, from, message.view)
    return
  }
  const news = entries.slice(lastOp(state) - previous)
  if (news.length > 0) append(config, state, news)
  acknowledge(state, out, reading)
  commitTo(config, state, out, commit)
}

export function onCommit(config: VsrConfig, state: VsrState, out: Out, from: number, message: Commit): void {
  if (!hears(config, state, out, from, message.view)) return
  const { commit, view, reading } = message
  if (commit > lastOp(state)) requestState(config, state, out, from, view)
  commitTo(config, state, out, commit)
  if (config.reads === 'lease') acknowledge(state, out, reading)
}

/** The primary of `view` was heard. False when this process is not its backup: of a later view it asks for the state. */
function hears(config: VsrConfig, state: VsrState, out: Out, from: number, view: number): boolean {
  if (view < state.view || (view === state.view && isPrimary(state))) return false
  if (view > state.view || state.status !== 'normal') {
    requestState(config, state, out, from, view)
    return false
  }
  resetViewTimer(config, out, false)
  stick(config, state, out)
  return true
}
