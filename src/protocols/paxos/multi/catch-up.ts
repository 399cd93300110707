import { defaultBatch, type MultiPaxosConfig } from './config.js'
import { isMember } from './configuration.js'
import { learnEntries } from './learner.js'
import { answer } from './log.js'
import { type Ask, type Learn, noEntries } from './messages.js'
import { resetElectionTimer } from './role.js'
import { install } from './snapshot.js'
import type { MultiPaxosState, Out } from './state.js'

/**
 * Asks whoever knows more for what this process is missing (the catch-up of Paxos Made Live). That says what it is not
 * missing as well, on which those who leave rely, and so it waits for the disk.
 */
export function askFor(state: MultiPaxosState, out: Out, of: number): void {
  answer(state, out, of, { type: 'ask', slot: state.chosen + 1 })
}

export function onAsk(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, from: number, { slot }: Ask): void {
  const peer = state.peers[from]
  peer.known = Math.max(peer.known, slot - 1)
  if (state.chosen >= slot) tellChosen(config, state, out, from, slot)
}

/** Tells those in force how much there is to know, and they ask for what they are missing. */
export function handOver(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  const [{ members, from }] = state.configurations
  for (const member of members) {
    if (state.peers[member].known < from - 1) tellChosen(config, state, out, member, state.chosen + 1)
  }
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

/**
 * What was told; while it brings something new and there is more, the next is asked for. If all that was told is how much
 * there is, the question also says that nothing is missing.
 */
export function onLearn(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  from: number,
  message: Learn,
): void {
  const before = state.chosen
  const belonged = isMember(state, state.self)
  if (message.snapshot !== null) install(state, out, message.snapshot)
  learnEntries(config, state, out, message.slot, message.entries)
  // Who is left out does not wait for a leader; now it does.
  if (!belonged && isMember(state, state.self)) resetElectionTimer(config, out)
  const more = state.chosen > before && state.chosen < message.chosen
  if (more || (message.entries.length === 0 && message.snapshot === null)) askFor(state, out, from)
}
