import { defaultBatch, type MultiPaxosConfig } from './config.js'
import { learnEntries } from './learner.js'
import { type Ask, type Learn, noEntries } from './messages.js'
import { install } from './snapshot.js'
import type { MultiPaxosState, Out } from './state.js'

/** Asks whoever knows more for what this process is missing (Paxos Made Live, 5.1: catch-up). */
export function askFor(state: MultiPaxosState, out: Out, of: number): void {
  out.send(of, { type: 'ask', slot: state.chosen + 1 })
}

export function onAsk(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, from: number, { slot }: Ask): void {
  if (state.chosen >= slot) tellChosen(config, state, out, from, slot)
}

/** Chosen entries from `slot` on, a batch at most; a snapshot where the log no longer has them. */
export function tellChosen(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, to: number, slot: number): void {
  const { base, log, chosen, snapshot } = state
  if (slot <= base) {
    out.send(to, { type: 'learn', slot, entries: noEntries, chosen, snapshot })
    return
  }
  const last = Math.min(chosen, slot + (config.batch ?? defaultBatch) - 1)
  out.send(to, { type: 'learn', slot, entries: log.slice(slot - base - 1, last - base), chosen, snapshot: null })
}

/** What was told; while it brings something new and there is more, the next is asked for. */
export function onLearn(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  from: number,
  message: Learn,
): void {
  const before = state.chosen
  if (message.snapshot !== null) install(state, out, message.snapshot)
  learnEntries(config, state, out, message.slot, message.entries)
  if (state.chosen > before && state.chosen < message.chosen) askFor(state, out, from)
}
