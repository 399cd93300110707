import { isQuorum } from '../../../quorum/index.js'
import { deferOwn } from '../../outbox.js'
import { nextBallot } from '../ballot.js'
import { handOver } from './catch-up.js'
import { isWitness, type MultiPaxosConfig } from './config.js'
import { configurationOf, isHandedOver, isMember, peersOf } from './configuration.js'
import { lead } from './leader.js'
import { learnEntries } from './learner.js'
import { entryAt, lastSlot, write } from './log.js'
import { type Entry, noEntry, type Promised, type Refuse } from './messages.js'
import { goOn } from './progress.js'
import { resetElectionTimer, setRole, yieldTo } from './role.js'
import { install } from './snapshot.js'
import { bit, hasBit, type MultiPaxosState, newPeer, type Out } from './state.js'

/**
 * Nobody was heard for an election timeout: who is a member begins a ballot. One that was left out lets those in force know
 * that they are, until a quorum of them does: there may be nobody else to tell them. A witness has nothing to lead with.
 */
export function electionTimeout(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  if (state.role === 'leader' || isWitness(config, state.self)) return
  const belongs = isMember(state, state.self)
  if (!belongs && isHandedOver(state)) return
  resetElectionTimer(config, out)
  if (!belongs) handOver(config, state, out)
  else if (!state.leased) stand(config, state, out)
}

/** Phase 1a, as soon as the ballot is on disk. */
function stand(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  const ballot = nextBallot(Math.max(state.highest, state.promised), state.self, config.members)
  if (state.role === 'candidate') out.cancel('retry')
  state.leader = -1
  state.promised = ballot
  state.ballot = ballot
  state.promisedBy = 0
  state.inherited = []
  state.inheritedBase = state.chosen
  for (const peer of state.peers) Object.assign(peer, newPeer(), { known: peer.known })
  setRole(state, out, 'candidate')
  out.note('election-started', ballot)
  state.dirty = true
  write(state, out, [])
  deferOwn(state.outbox, 'own-promise', ballot, 0)
}

/** The ballot is on disk and is never used again: now others may hear of it (Lamport 2001, section 2.5). */
export function ownPromiseSynced(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, ballot: number): void {
  if (state.role !== 'candidate' || state.ballot !== ballot) return
  for (let slot = state.chosen + 1; slot <= lastSlot(state); slot++) inherit(state, slot, entryAt(state, slot))
  state.promisedBy |= bit(state.self)
  out.every('retry', config.heartbeat)
  requestPromises(config, state, out)
  leadIfPromised(config, state, out)
}

/** Phase 1a, and again to those who have not answered. */
export function requestPromises(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  if (state.role !== 'candidate') return
  if (!isMember(state, state.self)) {
    yieldTo(config, state, out, -1)
    return
  }
  const { ballot, chosen, promisedBy } = state
  for (const peer of peersOf(config, state)) {
    if (!hasBit(promisedBy, peer)) out.send(peer, { type: 'prepare', ballot, slot: chosen + 1 })
  }
}

/** A promise; a leader takes those that come late too, since a new configuration asks for them. */
export function onPromise(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  from: number,
  message: Promised,
): void {
  const { ballot, slot, entries, chosen, snapshot } = message
  if (state.role === 'follower' || ballot !== state.ballot) return
  state.peers[from].silent = 0
  state.peers[from].known = Math.max(state.peers[from].known, chosen)
  if (snapshot !== null) install(state, out, snapshot)
  // Chosen means chosen, whatever the ballot; of the rest it has to be the highest.
  learnEntries(config, state, out, slot, entries.slice(0, Math.max(0, chosen - slot + 1)))
  for (let place = Math.max(chosen + 1, slot); place < slot + entries.length; place++)
    inherit(state, place, entries[place - slot])
  state.promisedBy |= bit(from)
  if (state.role === 'leader') goOn(config, state, out)
  else leadIfPromised(config, state, out)
}

/** P2c, slot by slot: of what a quorum has accepted, the value of the highest ballot. */
function inherit(state: MultiPaxosState, slot: number, entry: Entry): void {
  const first = state.role === 'leader' ? state.next : state.chosen + 1
  if (slot < first || entry.ballot === 0) return
  if (state.inherited.length === 0) state.inheritedBase = first - 1
  const { inherited, inheritedBase } = state
  while (inherited.length < slot - inheritedBase) inherited.push(noEntry)
  const place = slot - inheritedBase - 1
  if (entry.ballot > inherited[place].ballot) inherited[place] = entry
}

function leadIfPromised(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  if (!isMember(state, state.self)) {
    yieldTo(config, state, out, -1)
    return
  }
  const { prepare } = configurationOf(state, state.chosen + 1)
  if (isQuorum(prepare, member => hasBit(state.promisedBy, member))) lead(config, state, out)
}

/**
 * Someone has promised a higher ballot. Whoever has one under way yields and stands again, above it, after an election
 * timeout, whose random length ends a duel (Lamport 2001, section 2.4).
 */
export function onRefuse(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  { ballot, promised }: Refuse,
): void {
  if (promised > state.highest) state.highest = promised
  if (state.role !== 'follower' && ballot === state.ballot && promised > ballot) yieldTo(config, state, out, -1)
}
