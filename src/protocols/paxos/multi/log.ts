import type { Plain, Write } from '../../contract.js'
import { persist, respond } from '../../outbox.js'
import { type Entry, type MultiPaxosMessage, noEntry } from './messages.js'
import type { MultiPaxosState, Out } from './state.js'

export function lastSlot({ base, log }: MultiPaxosState): number {
  return base + log.length
}

/** What was accepted at a slot behind `base`; ballot 0 where nothing was. */
export function entryAt({ base, log }: MultiPaxosState, slot: number): Entry {
  return log[slot - base - 1] ?? noEntry
}

/** Accepts at a slot behind `base`, beyond the end too: slots in between stay empty, since any order will do. */
export function putEntry(state: MultiPaxosState, slot: number, entry: Entry): void {
  const { log, base } = state
  while (log.length < slot - base - 1) log.push(noEntry)
  log[slot - base - 1] = entry
}

/** The log from `slot` on, in place of what the disk has there. */
export function logWrite({ log, base }: MultiPaxosState, slot: number): Write {
  return { kind: 'append', from: slot - 1, entries: log.slice(slot - base - 1) as unknown as readonly Plain[] }
}

/**
 * Writes to the log or the snapshot. The promise goes with them where it is new; and what is known to be chosen, which needs
 * no sync to be true and spares asking for it after a restart.
 */
export function write(state: MultiPaxosState, out: Out, writes: readonly Write[], chosen = state.chosen): void {
  const known: Write[] = [{ kind: 'put', key: 'chosen', value: chosen }]
  if (state.dirty) known.push({ kind: 'put', key: 'promised', value: state.promised })
  state.dirty = false
  persist(state.outbox, out, [...known, ...writes])
}

/** An answer that may rest on anything written so far: it waits for the disk. */
export function answer(state: MultiPaxosState, out: Out, to: number, message: MultiPaxosMessage): void {
  if (state.dirty) write(state, out, [])
  respond(state.outbox, out, to, message)
}
