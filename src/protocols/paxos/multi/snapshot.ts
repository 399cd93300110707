import type { Plain, Write } from '../../contract.js'
import type { MultiPaxosConfig } from './config.js'
import { countChosen } from './configuration.js'
import { forgetAcks } from './learner.js'
import { write } from './log.js'
import type { Snapshot } from './messages.js'
import type { MultiPaxosState, Out } from './state.js'

/** Captures the state after the last executed slot and drops the log up to it, but for `keepEntries` (Paxos Made Live, 5.5). */
export function takeSnapshot(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  const { executed, base, configurations, sessions } = state
  if (executed <= (state.snapshot?.index ?? 0)) return
  const snapshot: Snapshot = {
    index: executed,
    configurations: configurations.slice(),
    sessions: { open: sessions.open.slice() },
    machine: out.capture(),
  }
  keep(state, out, snapshot, Math.max(base, executed - (config.keepEntries ?? 0)), executed)
}

/** Takes another's snapshot for the own state. What was accepted behind it stays accepted. */
export function install(state: MultiPaxosState, out: Out, snapshot: Snapshot): void {
  const { index, configurations, sessions, machine } = snapshot
  if (index <= state.chosen) return
  forgetAcks(state, index)
  while (state.waiting.length > 0 && state.waiting[0].slot <= index) {
    const [{ request, read }] = state.waiting.splice(0, 1)
    out.reply(request, { kind: read ? 'redirect' : 'unknown', redirect: state.leader })
  }
  state.chosen = index
  state.executed = index
  state.configurations = configurations.slice()
  state.sessions = { open: sessions.open.slice() }
  out.restore(index, machine)
  keep(state, out, snapshot, index, index)
  countChosen(state)
  out.note('commit', index)
}

/** The snapshot, and the log behind `base`: together on disk or not at all. */
function keep(state: MultiPaxosState, out: Out, snapshot: Snapshot, base: number, index: number): void {
  state.log.splice(0, base - state.base)
  state.base = base
  state.snapshot = snapshot
  const writes: Write[] = [
    { kind: 'put', key: 'snapshot', value: snapshot as unknown as Plain },
    { kind: 'drop', before: base },
  ]
  write(state, out, writes)
  out.note('snapshot', index)
}
