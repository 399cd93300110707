import { isQuorum } from '../../../quorum/index.js'
import { refuse } from './acceptor.js'
import { askFor } from './catch-up.js'
import { grantedLease, isWitness, type MultiPaxosConfig, patientRounds } from './config.js'
import { configurationOf, peersOf } from './configuration.js'
import { countAccepted, sendAgain } from './leader.js'
import { learnFrom } from './learner.js'
import { answer, entryAt } from './log.js'
import type { Heard, Heartbeat } from './messages.js'
import { goOn } from './progress.js'
import { hearLeader, yieldTo } from './role.js'
import { hasBit, type MultiPaxosState, type Out } from './state.js'

/** The cadence: a leader that hears from no quorum of phase 2 can choose nothing, and steps down if it is told to look. */
export function heartbeat(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  if (state.role !== 'leader') return
  const patience = patientRounds(config)
  for (const member of peersOf(config, state)) {
    const peer = state.peers[member]
    if (peer.silent < patience) peer.silent += 1
  }
  if (config.checkQuorum === true) {
    const { accept } = configurationOf(state, state.chosen + 1)
    if (!isQuorum(accept, member => member === state.self || state.peers[member].silent < patience)) {
      out.note('stepped-down', 'no quorum')
      yieldTo(config, state, out, -1)
      return
    }
  }
  beat(config, state, out)
}

/** A heartbeat to everyone; to those who have not promised this ballot yet a prepare. */
export function beat(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  const { ballot, chosen, promisedBy, round } = state
  const reading = grantedLease(config) > 0 ? out.clock() : -1
  const beating: Heartbeat = { type: 'heartbeat', ballot, chosen, last: state.next - 1, round, reading }
  for (const peer of peersOf(config, state)) {
    out.send(peer, hasBit(promisedBy, peer) ? beating : { type: 'prepare', ballot, slot: chosen + 1 })
  }
}

export function onHeartbeat(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  from: number,
  message: Heartbeat,
): void {
  const { ballot, chosen, last, round, reading } = message
  if (ballot < state.promised) {
    refuse(state, out, from, ballot)
    return
  }
  hearLeader(config, state, out, ballot)
  if (grantedLease(config) > 0) {
    state.leased = true
    out.again('lease')
  }
  learnFrom(config, state, out, ballot, chosen)
  if (isWitness(config, state.self)) state.told = { chosen: Math.max(state.told.chosen, chosen), last }
  else if (state.chosen < chosen) askFor(state, out, from)
  let matched = state.chosen
  while (matched < last && entryAt(state, matched + 1).ballot === ballot) matched += 1
  answer(state, out, from, { type: 'heard', ballot, chosen: state.chosen, matched, last, round, reading })
}

/** What was sent before that heartbeat and is still missing was lost. */
export function onHeard(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  from: number,
  message: Heard,
): void {
  const { ballot, chosen, matched, last, round, reading } = message
  if (state.role !== 'leader' || ballot !== state.ballot) return
  const peer = state.peers[from]
  peer.silent = 0
  peer.known = Math.max(peer.known, chosen)
  peer.round = Math.max(peer.round, round)
  peer.reading = Math.max(peer.reading, reading)
  countAccepted(state, from, chosen + 1, matched)
  goOn(config, state, out)
  if (state.role === 'leader') sendAgain(config, state, out, from, matched + 1, last)
}
