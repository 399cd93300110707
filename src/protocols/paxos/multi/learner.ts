import type { Plain, Reply } from '../../contract.js'
import { openSession, remember, seen } from '../../sessions.js'
import { defaultSessions, type MultiPaxosConfig } from './config.js'
import { addConfiguration, type Change, settleConfigurations } from './configuration.js'
import { entryAt, logWrite, putEntry, write } from './log.js'
import { type Entry, inBallot } from './messages.js'
import { takeSnapshot } from './snapshot.js'
import type { MultiPaxosState, Out } from './state.js'

/**
 * The leader of `ballot` says that all slots up to `chosen` are. What was accepted here in its own ballot is what it proposed,
 * and so what is chosen; of anything older that is not known.
 */
export function learnFrom(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  ballot: number,
  chosen: number,
): void {
  let slot = state.chosen
  while (slot < chosen && entryAt(state, slot + 1).ballot === ballot) slot += 1
  choose(config, state, out, slot)
}

/**
 * Entries that are chosen, from `slot` on. They replace what was accepted here, in no lower ballot: to report a chosen value
 * in any ballot is safe, since no higher one can hold another (P2).
 */
export function learnEntries(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  slot: number,
  entries: readonly Entry[],
): void {
  if (slot > state.chosen + 1) return
  let first = 0
  const last = slot + entries.length - 1
  for (let place = state.chosen + 1; place <= last; place++) {
    const own = entryAt(state, place)
    const entry = entries[place - slot]
    if (own.ballot === entry.ballot) continue
    putEntry(state, place, inBallot(entry, Math.max(own.ballot, entry.ballot)))
    if (first === 0) first = place
  }
  if (first > 0) write(state, out, [logWrite(state, first)], Math.max(state.chosen, last))
  choose(config, state, out, last)
}

/** All slots up to `slot` are chosen and stand in the log: they are executed in order (Lamport 2001, section 3). */
export function choose(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, slot: number): void {
  if (slot <= state.chosen) return
  forgetAcks(state, slot)
  state.chosen = slot
  out.note('commit', slot)
  execute(config, state, out)
}

/** What was counted for slots that are chosen is of no more use; a leader that learned of them from others goes on behind. */
export function forgetAcks(state: MultiPaxosState, chosen: number): void {
  if (state.role !== 'leader') return
  if (state.next <= chosen) {
    state.next = chosen + 1
    state.acks = []
  } else {
    state.acks.splice(0, chosen - state.chosen)
  }
}

export function execute(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  while (state.executed < state.chosen) {
    const slot = state.executed + 1
    const entry = entryAt(state, slot)
    state.executed = slot
    const result = executeOne(config, state, out, slot, entry)
    if (state.waiting.length > 0 && state.waiting[0].slot === slot) answerWaiting(state, out, slot, entry, result)
  }
  settleConfigurations(state)
  const { snapshotEvery = 0 } = config
  if (snapshotEvery > 0 && state.executed - (state.snapshot?.index ?? 0) >= snapshotEvery) {
    takeSnapshot(config, state, out)
  }
}

/** What the state machine, or the protocol in its stead, says to an entry. */
function executeOne(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, slot: number, entry: Entry): Plain {
  const { kind, command, client, sequence } = entry
  if (kind === 'command') {
    if (client < 0) return out.apply(slot, command)
    if (seen(state.sessions, { client, sequence }).kind === 'new') {
      const result = out.apply(slot, command)
      remember(state.sessions, { client, sequence }, slot, result)
      return result
    }
  }
  out.apply(slot, null)
  if (kind === 'session') return openSession(state.sessions, slot, config.sessions ?? defaultSessions)
  if (kind !== 'change') return null
  const change = command as unknown as Change
  addConfiguration(config, state, slot, change)
  out.note('configuration', change.members)
  return change.members
}

function answerWaiting(state: MultiPaxosState, out: Out, slot: number, entry: Entry, result: Plain): void {
  const { leader } = state
  const [{ request, ballot, read, query }] = state.waiting.splice(0, 1)
  const own = entry.ballot === ballot
  if (!read) out.reply(request, own ? replyTo(state, slot, entry, result) : { kind: 'unknown', redirect: leader })
  else
    out.reply(
      request,
      own ? { kind: 'done', index: 0, result: out.read(query) } : { kind: 'redirect', redirect: leader },
    )
}

/** A repeat is answered as the first time; a session that was forgotten is told so, since nobody knows what it has had. */
function replyTo(state: MultiPaxosState, slot: number, { kind, client, sequence }: Entry, result: Plain): Reply {
  if (kind !== 'command' || client < 0) return { kind: 'done', index: slot, result }
  const known = seen(state.sessions, { client, sequence })
  if (known.kind === 'repeat') return { kind: 'done', index: known.entry.index, result: known.entry.result }
  return { kind: 'refused', why: known.kind === 'stale' ? 'an earlier request of its session' : 'no such session' }
}
