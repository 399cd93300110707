import type { Plain, Reply } from '../contract.js'
import { openSession, remember, seen } from '../sessions.js'
import { defaultSessions, type VsrConfig } from './config.js'
import { takeCheckpoint } from './disk.js'
import { entryAt, lastOp, pendingChange } from './log.js'
import type { Change, Entry } from './messages.js'
import { isPrimary, type Out, type VsrState } from './state.js'

/** Carries out what is committed up to `op`, as far as the log goes, in order, and answers who waited for it (4.1). */
export function commitTo(config: VsrConfig, state: VsrState, out: Out, op: number): void {
  const target = Math.min(op, lastOp(state))
  if (target <= state.commit) return
  const began = isPrimary(state) && state.commit < state.viewStart && target >= state.viewStart
  while (state.commit < target) {
    const entry = entryAt(state, state.commit + 1)
    state.commit += 1
    const result = carryOut(config, state, out, entry)
    answer(state, out, entry, result)
  }
  out.note('commit', target)
  if (began) out.note('serving', state.view)
  const { checkpointEvery = 0 } = config
  // A change that ends its epoch stays in the log until that is done.
  if (pendingChange(state)?.op === target) return
  if (checkpointEvery > 0 && target - (state.checkpoint?.op ?? 0) >= checkpointEvery) takeCheckpoint(config, state, out)
}

/** What the state machine, or the protocol in its stead, says to an operation. */
function carryOut(config: VsrConfig, state: VsrState, out: Out, entry: Entry): Plain {
  const { op, kind, command, client, sequence } = entry
  if (kind === 'command') {
    if (client < 0) return out.apply(op, command)
    if (seen(state.sessions, { client, sequence }).kind === 'new') {
      const result = out.apply(op, command)
      remember(state.sessions, { client, sequence }, op, result)
      return result
    }
  }
  out.apply(op, null)
  if (kind === 'session') return openSession(state.sessions, op, config.sessions ?? defaultSessions)
  return kind === 'change' ? (command as unknown as Change).members : null
}

/** Only a primary has anybody waiting, and for entries of its own view. */
function answer(state: VsrState, out: Out, entry: Entry, result: Plain): void {
  const { waiting, reads } = state
  while (waiting.length > 0 && waiting[0].op <= entry.op) {
    const { request } = waiting[0]
    waiting.shift()
    out.reply(request, replyTo(state, entry, result))
  }
  while (reads.length > 0 && reads[0].op <= entry.op) {
    const { request, query } = reads[0]
    reads.shift()
    out.reply(request, { kind: 'done', index: 0, result: out.read(query) })
  }
}

/** A repeat is answered as the first time; of a session that was forgotten nobody knows what it has had. */
function replyTo({ sessions }: VsrState, { op, kind, client, sequence }: Entry, result: Plain): Reply {
  if (kind !== 'command' || client < 0) return { kind: 'done', index: op, result }
  const known = seen(sessions, { client, sequence })
  if (known.kind === 'repeat') return { kind: 'done', index: known.entry.index, result: known.entry.result }
  return { kind: 'refused', why: known.kind === 'stale' ? 'an earlier request of its session' : 'no such session' }
}
