import type { RaftConfig } from './config.js'
import { appliedConfiguration, useLast } from './in-use.js'
import { lastIndex, termAt } from './log.js'
import type { Snapshot } from './messages.js'
import { answerReads } from './reads.js'
import { write } from './role.js'
import type { Out, RaftState } from './state.js'
import { snapshotWrites } from './writes.js'

/** Captures the state after the last applied entry and drops the log up to it, but for `keepEntries` (chapter 5). */
export function takeSnapshot(config: RaftConfig, state: RaftState, out: Out): void {
  const { lastApplied, base, sessions } = state
  if (lastApplied <= (state.snapshot?.index ?? 0)) return
  const snapshot: Snapshot = {
    index: lastApplied,
    term: termAt(state, lastApplied),
    configuration: appliedConfiguration(state),
    sessions: { open: sessions.open.slice() },
    machine: out.capture(),
  }
  dropLog(state, Math.max(base, lastApplied - (config.keepEntries ?? 0)))
  state.snapshot = snapshot
  write(state, out, snapshotWrites(snapshot, state.base, state.baseTerm))
  out.note('snapshot', lastApplied)
}

/** Entries up to `index`, which is in the log, leave it. */
export function dropLog(state: RaftState, index: number): void {
  if (index <= state.base) return
  const term = termAt(state, index)
  state.log.splice(0, index - state.base)
  state.base = index
  state.baseTerm = term
}

/** Takes another's snapshot for the own state and log; no entry of the log goes on from it. */
export function install(state: RaftState, out: Out, snapshot: Snapshot): void {
  const { index, term, configuration, sessions } = snapshot
  const { base } = state
  const writes = snapshotWrites(snapshot, index, term)
  const had = lastIndex(state) > base
  write(state, out, had ? [{ kind: 'append', from: base, entries: [] }, ...writes] : writes)
  state.log = []
  state.base = index
  state.baseTerm = term
  state.commitIndex = index
  state.snapshot = snapshot
  state.configurations = [{ index, configuration }]
  state.sessions = { open: sessions.open.slice() }
  useLast(state)
  if (state.byHand) return
  state.lastApplied = index
  out.restore(index, snapshot.machine)
  out.note('snapshot', index)
  out.note('commit', index)
  // What became of those requests the snapshot does not say.
  while (state.waiting.length > 0 && state.waiting[0].index <= index) {
    const [{ request }] = state.waiting.splice(0, 1)
    out.reply(request, { kind: 'unknown', redirect: state.leader })
  }
  answerReads(state, out)
}
