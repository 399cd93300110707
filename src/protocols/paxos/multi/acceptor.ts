import { tellChosen } from './catch-up.js'
import { alphaOf, grantedLease, type MultiPaxosConfig } from './config.js'
import { isMember } from './configuration.js'
import { learnFrom } from './learner.js'
import { answer, entryAt, lastSlot, logWrite, putEntry, write } from './log.js'
import type { Accept, Prepare } from './messages.js'
import { holdsLease } from './reads.js'
import { hearLeader, resetElectionTimer, takeBallot } from './role.js'
import type { MultiPaxosState, Out } from './state.js'

/** Phase 1b for all slots at once (Lamport 2001, section 3). */
export function onPrepare(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  from: number,
  message: Prepare,
): void {
  const { ballot, slot } = message
  if (ballot > state.highest) state.highest = ballot
  if (ballot < state.promised) {
    refuse(state, out, from, ballot)
    return
  }
  // Who was removed and does not know it must not depose anyone; one who knows more than this process cannot be judged by it.
  if (state.chosen >= slot - 1 && !isMember(state, from)) {
    tellChosen(config, state, out, from, slot)
    return
  }
  if (ballot > state.promised) {
    if (isBound(config, state, out)) {
      // Someone stands or leads: a member that came back and may promise nothing yet must not outbid a leader it cannot hear.
      if (state.role === 'follower') resetElectionTimer(config, out)
      return
    }
    takeBallot(config, state, out, ballot)
    resetElectionTimer(config, out)
  }
  const { base, chosen, log, snapshot } = state
  const first = slot > base ? slot : (snapshot?.index ?? base) + 1
  answer(state, out, from, {
    type: 'promise',
    ballot,
    slot: first,
    entries: log.slice(first - base - 1),
    chosen,
    snapshot: slot > base ? null : snapshot,
  })
}

/** A lease binds: no promise to others while its leader may rely on it (Paxos Made Live, section 5.2). */
function isBound(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): boolean {
  if (grantedLease(config) === 0) return false
  return state.leased || (state.role === 'leader' && holdsLease(config, state, out))
}

/** Phase 2b: accepts what lies not too far beyond what it has, so that a gap stays short; the rest comes again. */
export function onAccept(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  from: number,
  message: Accept,
): void {
  const { ballot, slot, entries } = message
  if (ballot < state.promised) {
    refuse(state, out, from, ballot)
    return
  }
  hearLeader(config, state, out, ballot)
  const furthest = lastSlot(state) + 2 * alphaOf(config)
  const last = Math.min(slot + entries.length - 1, furthest)
  let first = 0
  for (let place = Math.max(slot, state.chosen + 1); place <= last; place++) {
    if (entryAt(state, place).ballot >= ballot) continue
    if (first === 0) first = Math.min(place, lastSlot(state) + 1)
    putEntry(state, place, entries[place - slot])
  }
  if (first > 0) write(state, out, [logWrite(state, first)])
  learnFrom(config, state, out, ballot, message.chosen)
  if (last >= slot) answer(state, out, from, { type: 'accepted', ballot, slot, last })
}

export function refuse(state: MultiPaxosState, out: Out, to: number, ballot: number): void {
  answer(state, out, to, { type: 'refuse', ballot, promised: state.promised })
}
