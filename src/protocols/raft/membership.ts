import type { Plain } from '../contract.js'
import { advanceCommit } from './commit.js'
import type { RaftConfig } from './config.js'
import { type Configuration, type ConfigurationChange, changed, isVoter, leaveJoint } from './configuration.js'
import { addConfiguration, settleConfigurations } from './in-use.js'
import { switched } from './journal.js'
import { append } from './leader.js'
import { lastIndex } from './log.js'
import { resetProgress } from './progress.js'
import { broadcast, maybeSend, replicate } from './replicate.js'
import { becomeFollower } from './role.js'
import type { Out, RaftState } from './state.js'
import { endTransfer } from './transfer.js'

/** A configuration comes to use, with the entry at `index`; who is new to it is looked for from the end of the log. */
export function switchTo(state: RaftState, out: Out, index: number, next: Configuration): void {
  const before = state.progress.map(({ member }) => member)
  addConfiguration(state, index, next)
  for (const [id, progress] of state.progress.entries()) {
    if (!progress.member || before[id]) continue
    resetProgress(progress, Math.max(lastIndex(state), 1))
    progress.active = true
  }
  switched(out, state)
}

/**
 * Why a leader cannot make this change now, or the configuration it leads to. One at a time (4.1), and none before an
 * entry of the leader's own term is committed: else two leaders could each make one whose quorums do not meet
 * (Ongaro's note to raft-dev, 2015).
 */
export function judgeChange(config: RaftConfig, state: RaftState, change: ConfigurationChange): Configuration | string {
  const done = config.configurationWhen === 'applied' ? state.lastApplied : state.commitIndex
  if (state.changeIndex > done) return 'another change is under way'
  if (state.commitIndex < state.termStart) return 'nothing of this term is committed yet'
  return changed(state.configuration, change)
}

/** A leader appends a change that was judged to be right; used at once, or when it is applied. */
export function appendChange(
  config: RaftConfig,
  state: RaftState,
  out: Out,
  change: ConfigurationChange,
  next: Configuration,
): number {
  append(state, out, 'change', change as unknown as Plain, -1, 0, 0)
  const index = lastIndex(state)
  if (config.configurationWhen === 'applied') state.changeIndex = index
  else switchTo(state, out, index, next)
  if (state.transfer !== -1 && !isVoter(next, state.transfer)) endTransfer(state, out)
  replicate(config, state, out)
  return index
}

/**
 * What a leader does when the last change is committed: it leaves a joint configuration that is left by itself (4.3), and
 * steps down when it is no voter any more (4.2.2).
 */
export function afterCommit(config: RaftConfig, state: RaftState, out: Out): void {
  if (state.role !== 'leader' || state.changeIndex > state.commitIndex) return
  const { configuration, self, currentTerm, commitIndex, termStart } = state
  if (configuration.autoLeave && commitIndex >= termStart && state.transfer === -1) {
    const next = changed(configuration, leaveJoint)
    if (typeof next !== 'string') appendChange(config, state, out, leaveJoint, next)
  } else if (config.stepDownOnRemoval !== false && !isVoter(configuration, self)) {
    out.note('stepped-down', 'removed')
    becomeFollower(config, state, out, currentTerm, -1)
  }
}

/** The application has applied a change (etcd's `switchToConfig`): the new quorum may have committed more already. */
export function useApplied(config: RaftConfig, state: RaftState, out: Out, index: number, next: Configuration): void {
  const { changeIndex } = state
  switchTo(state, out, index, next)
  state.changeIndex = changeIndex
  settleConfigurations(state)
  if (state.role !== 'leader') return
  if (!isVoter(next, state.self)) {
    if (config.stepDownOnRemoval !== false) becomeFollower(config, state, out, state.currentTerm, -1)
    return
  }
  if (advanceCommit(config, state, out)) broadcast(config, state, out)
  else for (const peer of state.peers) maybeSend(config, state, out, peer, false)
  if (state.transfer !== -1 && !isVoter(next, state.transfer)) endTransfer(state, out)
}
