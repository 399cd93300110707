import { commitTo } from './commit.js'
import type { RaftConfig } from './config.js'
import { isLearner, isVoter } from './configuration.js'
import { forgetFrom, noteChange } from './in-use.js'
import { hex, switched } from './journal.js'
import { lastIndex, lastPossible, lastTerm, termAt } from './log.js'
import { type Entry, makeMessage, noEntries, plainMessage, type RaftMessage } from './messages.js'
import { answer, hearLeader, write } from './role.js'
import { install } from './snapshot.js'
import type { Out, RaftState } from './state.js'
import { entriesWrite } from './writes.js'

/** Figure 2, AppendEntries RPC, receiver; the term is the present one. */
export function onApp(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  const { from, index, logTerm, entries, commit, context } = message
  hearLeader(config, state, out, from)
  const { self, currentTerm, commitIndex, base } = state
  if (index < commitIndex && config.ways === 'etcd') {
    answer(state, out, plainMessage('MsgAppResp', from, self, currentTerm, commitIndex, context))
    return
  }
  // What lies before the log is committed, and so the same in the leader's.
  if (index >= base && termAt(state, index) !== logTerm) {
    refuse(config, state, out, message)
    return
  }
  const last = index + entries.length
  if (entries.length > 0) {
    const known = firstUnknown(state, out, index, entries)
    if (known < entries.length) store(config, state, out, index + known, known === 0 ? entries : entries.slice(known))
  }
  commitTo(config, state, out, Math.min(commit, last))
  answer(state, out, plainMessage('MsgAppResp', from, self, currentTerm, last, context))
}

/** How many of `entries` are in the log already. A late message must not cut off what a newer one brought. */
function firstUnknown(state: RaftState, out: Out, index: number, entries: readonly Entry[]): number {
  const last = lastIndex(state)
  let known = Math.max(0, Math.min(entries.length, state.base - index))
  while (known < entries.length && index + known < last) {
    const own = termAt(state, index + known + 1)
    const { term } = entries[known]
    if (own !== term) {
      const terms = `[existing term: ${own}, conflicting term: ${term}]`
      out.journal?.info(`found conflict at index ${index + known + 1} ${terms}`)
      break
    }
    known += 1
  }
  return known
}

/** Cuts the log after `index` and appends, in memory and on disk. */
function store(config: RaftConfig, state: RaftState, out: Out, index: number, entries: readonly Entry[]): void {
  const { log } = state
  const kept = index - state.base
  write(state, out, [entriesWrite(index, entries)])
  if (log.length > kept) {
    log.length = kept
    if (config.configurationWhen !== 'applied' && forgetFrom(state, index + 1)) switched(out, state)
  }
  for (const entry of entries) log.push(entry)
  if (config.configurationWhen === 'applied') return
  for (const entry of entries) if (entry.kind === 'change' && noteChange(state, entry)) switched(out, state)
}

/** The logs do not agree: names the last place where they might (end of section 5.3). */
function refuse(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  const { from, index, logTerm, context } = message
  const { self, currentTerm } = state
  if (out.journal !== undefined) {
    const own = `[logterm: ${Math.max(0, termAt(state, index))}, index: ${index}]`
    out.journal.debug(`${hex(self)} ${own} rejected MsgApp [logterm: ${logTerm}, index: ${index}] from ${hex(from)}`)
  }
  const byOne = config.backtracking === 'by-one'
  const hint = byOne ? index - 1 : lastPossible(state, Math.min(index, lastIndex(state)), logTerm)
  const term = byOne ? 0 : Math.max(0, termAt(state, hint))
  answer(
    state,
    out,
    makeMessage('MsgAppResp', from, self, currentTerm, term, index, noEntries, 0, true, hint, context, null),
  )
}

export function onHeartbeat(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  const { from, commit, context } = message
  hearLeader(config, state, out, from)
  commitTo(config, state, out, commit)
  out.send(from, plainMessage('MsgHeartbeatResp', from, state.self, state.currentTerm, 0, context))
}

/** A snapshot takes the place of a log that is too far behind; of one that is not it tells what is committed. */
export function onSnap(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  const { from, snapshot } = message
  hearLeader(config, state, out, from)
  if (snapshot === null) return
  const { index, term } = snapshot
  const { self, currentTerm } = state
  const restored = index > state.commitIndex && restore(config, state, out, message)
  out.journal?.info(
    `${hex(self)} [commit: ${state.commitIndex}] ${restored ? 'restored' : 'ignored'} snapshot [index: ${index}, term: ${term}]`,
  )
  const match = restored ? lastIndex(state) : state.commitIndex
  answer(state, out, plainMessage('MsgAppResp', from, self, currentTerm, match, null))
}

function restore(config: RaftConfig, state: RaftState, out: Out, { snapshot }: RaftMessage): boolean {
  if (snapshot === null) return false
  const { index, term, configuration } = snapshot
  const { self } = state
  const isIn = isVoter(configuration, self) || isLearner(configuration, self)
  // One that was added since takes it: the entries that follow tell of it.
  if (!isIn && state.byHand) {
    out.journal?.warning(
      `${hex(self)} attempted to restore snapshot but it is not in the ConfState; should never happen`,
    )
    return false
  }
  const say = (what: string) => {
    const own = `[commit: ${state.commitIndex}, lastindex: ${lastIndex(state)}, lastterm: ${lastTerm(state)}]`
    out.journal?.info(`${hex(self)} ${own} ${what} snapshot [index: ${index}, term: ${term}]`)
  }
  if (termAt(state, index) === term) {
    say('fast-forwarded commit to')
    commitTo(config, state, out, index)
    return false
  }
  install(state, out, snapshot)
  switched(out, state)
  say('restored')
  return true
}
