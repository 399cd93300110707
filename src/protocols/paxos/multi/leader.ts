import { isQuorum } from '../../../quorum/index.js'
import type { Plain } from '../../contract.js'
import { deferOwn } from '../../outbox.js'
import { alphaOf, defaultBacklog, defaultBatch, isWitness, type MultiPaxosConfig } from './config.js'
import { configurationOf, keepersOf } from './configuration.js'
import { beat } from './heartbeat.js'
import { logWrite, putEntry, write } from './log.js'
import { type Accepted, type Entry, inBallot, makeEntry } from './messages.js'
import { goOn } from './progress.js'
import { setRole } from './role.js'
import { bit, hasBit, type MultiPaxosState, type Out, type Proposal } from './state.js'

/** Phase 1 is done for all slots: what a quorum may have accepted is proposed again, and after it what clients ask for. */
export function lead(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  const { configurations, chosen } = state
  out.cancel('retry')
  out.cancel('election')
  state.leader = state.self
  state.next = chosen + 1
  if (state.inheritedBase + state.inherited.length <= chosen) state.inherited = []
  state.acks = []
  state.barrier = 0
  state.served = false
  // Changes that are chosen and not yet in force, by whomever they were proposed.
  state.fillTo = configurations[configurations.length - 1].from - 1
  state.round = 0
  setRole(state, out, 'leader')
  out.note('leader', state.self)
  out.every('heartbeat', config.heartbeat)
  goOn(config, state, out)
  beat(config, state, out)
}

/**
 * Phase 2a for as many slots as may be proposed now: α beyond what is executed (Lamport 2001, section 3), and only where a
 * quorum of the slot's own configuration has promised this ballot.
 */
export function proposeMore(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  const first = state.next
  const entries: Entry[] = []
  while (state.next <= state.executed + alphaOf(config) && mayPropose(state, state.next)) {
    const entry = nextEntry(config, state, out, state.next)
    if (entry === null) break
    putEntry(state, state.next, entry)
    entries.push(entry)
    state.acks.push(0)
    state.next += 1
  }
  if (entries.length === 0) return
  write(state, out, [logWrite(state, first)])
  deferOwn(state.outbox, 'own-accepted', state.ballot, state.next - 1)
  for (const peer of keepersOf(config, state)) sendAccepts(config, state, out, peer, first, entries)
}

function mayPropose(state: MultiPaxosState, slot: number): boolean {
  return isQuorum(configurationOf(state, slot).prepare, member => hasBit(state.promisedBy, member))
}

/**
 * What comes at `slot`: what was inherited; a no-op in a gap, so that what is chosen behind it can be executed (section 3); a
 * no-op as a barrier behind all that; no-ops until a new configuration is in force; then what clients wait for.
 */
function nextEntry(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, slot: number): Entry | null {
  const { inherited, inheritedBase, ballot } = state
  if (slot - inheritedBase <= inherited.length) {
    const entry = inherited[slot - inheritedBase - 1]
    if (slot - inheritedBase === inherited.length) state.inherited = []
    if (entry.kind === 'change') state.fillTo = Math.max(state.fillTo, slot + alphaOf(config) - 1)
    if (entry.ballot > 0) return inBallot(entry, ballot)
    out.note('no-op', slot)
    return makeEntry(ballot, 'no-op', null, null)
  }
  if (state.barrier === 0) state.barrier = slot
  else if (slot > state.fillTo) {
    const proposal = state.queue.shift()
    return proposal === undefined ? null : entryOf(config, state, proposal, slot)
  }
  return makeEntry(ballot, 'no-op', null, null)
}

function entryOf(config: MultiPaxosConfig, state: MultiPaxosState, proposal: Proposal, slot: number): Entry {
  const { ballot } = state
  const { request, kind, command, client, sequence, read } = proposal
  if (kind === 'change') {
    state.changeSlot = slot
    state.changeRequest = request
    state.fillTo = slot + alphaOf(config) - 1
  } else {
    state.waiting.push({ slot, ballot, request, read, query: read ? command : null })
  }
  return { ballot, kind, command: read ? null : command, client, sequence }
}

/** Phase 2a to one peer, in messages of one batch each. */
function sendAccepts(
  config: MultiPaxosConfig,
  { ballot, chosen }: MultiPaxosState,
  out: Out,
  to: number,
  slot: number,
  entries: readonly Entry[],
): void {
  const { batch = defaultBatch } = config
  for (let from = 0; from < entries.length; from += batch) {
    const some = entries.length <= batch ? entries : entries.slice(from, from + batch)
    out.send(to, { type: 'accept', ballot, slot: slot + from, entries: some, chosen })
  }
}

/** What of the slots from `slot` to `last` a peer has not accepted is sent again, one message of it. */
export function sendAgain(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  to: number,
  slot: number,
  last: number,
): void {
  if (isWitness(config, to)) return
  const { acks, base, log, ballot, chosen } = state
  let from = Math.max(slot, chosen + 1)
  while (from <= last && hasBit(acks[from - chosen - 1], to)) from += 1
  if (from > last) return
  const end = Math.min(last, from + (config.batch ?? defaultBatch) - 1)
  out.send(to, { type: 'accept', ballot, slot: from, entries: log.slice(from - base - 1, end - base), chosen })
}

/** Phase 2b. A set: an acceptance that arrives twice counts once. */
export function onAccepted(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  from: number,
  message: Accepted,
): void {
  const { ballot, slot, last } = message
  if (state.role !== 'leader' || ballot !== state.ballot) return
  countAccepted(state, from, slot, last)
  goOn(config, state, out)
}

/** The leader's own acceptances up to `slot` are on its disk: counted like another's. */
export function ownAcceptedSynced(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  ballot: number,
  slot: number,
): void {
  if (state.role !== 'leader' || ballot !== state.ballot) return
  countAccepted(state, state.self, 0, slot)
  goOn(config, state, out)
}

export function countAccepted(
  { acks, chosen, next }: MultiPaxosState,
  member: number,
  slot: number,
  last: number,
): void {
  const end = Math.min(last, next - 1)
  for (let place = Math.max(slot, chosen + 1); place <= end; place++) acks[place - chosen - 1] |= bit(member)
}

/** A client's request takes its place in the queue, or is turned away when there is too much under way. */
export function enqueue(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, proposal: Proposal): void {
  const { next, chosen, queue } = state
  if (next - 1 - chosen + queue.length >= (config.backlog ?? defaultBacklog)) {
    out.reply(proposal.request, { kind: 'busy' } as Plain)
    return
  }
  queue.push(proposal)
  goOn(config, state, out)
}
