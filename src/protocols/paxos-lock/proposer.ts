import type { Effects } from '../contract.js'
import { deferOwn } from '../outbox.js'
import { nextBallot } from '../paxos/ballot.js'
import { accept, promise } from './acceptor.js'
import type { PaxosLockConfig } from './config.js'
import { learn, tellAll } from './learner.js'
import type { Accepted, PaxosLockMessage, Promised, Refuse } from './messages.js'
import { majority, type PaxosLockState } from './state.js'

/** True while this member sees reason to propose itself: nobody has held the lock yet, or its holder is suspected. */
function hasReason(state: PaxosLockState): boolean {
  const { holder } = state.durable
  return holder === -1 || state.suspected[holder] === 1
}

/** Begins after a back-off, so that of several members with the same reason one is likely to be first and alone. */
export function planAttempt(config: PaxosLockConfig, state: PaxosLockState, out: Effects<PaxosLockMessage>): void {
  if (state.phase === 0 && hasReason(state)) out.after('propose', config.backoff)
}

/** Phase 1a. The number is used only once it is on this member's own disk, so that it is never used again. */
export function attempt(config: PaxosLockConfig, state: PaxosLockState, out: Effects<PaxosLockMessage>): void {
  if (state.phase !== 0 || !hasReason(state)) return
  const { durable } = state
  state.phase = 1
  state.ballot = nextBallot(Math.max(state.highest, durable.promised), state.self, config.members)
  state.answers.fill(0)
  state.bestBallot = durable.acceptedBallot
  state.value = durable.acceptedBallot > 0 ? durable.acceptedValue : state.self
  out.note('propose', durable.decided + 1)
  promise(state, out, state.ballot)
  deferOwn(state.outbox, 'own-promise', state.ballot, durable.decided)
  out.after('patience', { kind: 'constant', value: config.patience })
}

export function ownPromiseSynced(
  config: PaxosLockConfig,
  state: PaxosLockState,
  out: Effects<PaxosLockMessage>,
  ballot: number,
  decidedThen: number,
): void {
  if (state.phase !== 1 || state.ballot !== ballot || state.durable.decided !== decidedThen) return
  const { decided, holder } = state.durable
  state.answers[state.self] = 1
  tellAll(config, state, out, { type: 'prepare', decided, holder, ballot })
  proposeIfPromised(config, state, out)
}

export function onPromise(
  config: PaxosLockConfig,
  state: PaxosLockState,
  out: Effects<PaxosLockMessage>,
  from: number,
  message: Promised,
): void {
  if (state.phase !== 1 || message.ballot !== state.ballot) return
  state.answers[from] = 1
  if (message.acceptedBallot > state.bestBallot) {
    state.bestBallot = message.acceptedBallot
    state.value = message.acceptedValue
  }
  proposeIfPromised(config, state, out)
}

/** Phase 2a with P2c: the value of the highest-numbered proposal that a majority reports, or its own if it reports none. */
function proposeIfPromised(config: PaxosLockConfig, state: PaxosLockState, out: Effects<PaxosLockMessage>): void {
  if (!majority(config, state.answers)) return
  const { decided, holder } = state.durable
  const { ballot, value } = state
  state.phase = 2
  state.answers.fill(0)
  if (accept(state, out, ballot, value)) deferOwn(state.outbox, 'own-acceptance', ballot, decided)
  tellAll(config, state, out, { type: 'accept', decided, holder, ballot, value })
}

export function ownAcceptanceSynced(
  config: PaxosLockConfig,
  state: PaxosLockState,
  out: Effects<PaxosLockMessage>,
  ballot: number,
  decidedThen: number,
): void {
  if (state.phase !== 2 || state.ballot !== ballot || state.durable.decided !== decidedThen) return
  countAcceptance(config, state, out, state.self)
}

export function onAccepted(
  config: PaxosLockConfig,
  state: PaxosLockState,
  out: Effects<PaxosLockMessage>,
  from: number,
  message: Accepted,
): void {
  if (state.phase === 2 && message.ballot === state.ballot) countAcceptance(config, state, out, from)
}

/** The proposer is the distinguished learner of its proposal (section 2.3). */
function countAcceptance(
  config: PaxosLockConfig,
  state: PaxosLockState,
  out: Effects<PaxosLockMessage>,
  from: number,
): void {
  state.answers[from] = 1
  if (!majority(config, state.answers)) return
  const decided = state.durable.decided + 1
  const { value } = state
  learn(state, out, decided, value)
  planAttempt(config, state, out)
  tellAll(config, state, out, { type: 'learn', decided, holder: value })
}

export function onRefuse(
  config: PaxosLockConfig,
  state: PaxosLockState,
  out: Effects<PaxosLockMessage>,
  from: number,
  message: Refuse,
): void {
  if (message.promised > state.highest) state.highest = message.promised
  if (state.phase === 0 || message.ballot !== state.ballot) return
  if (state.answers[from] === 0) state.answers[from] = 2
  if (isHopeless(config, state.answers)) giveUp(config, state, out)
}

/** Too many have refused for a majority to be left. One refusal alone does not end a ballot: the others may still decide it. */
function isHopeless(config: PaxosLockConfig, answers: readonly number[]): boolean {
  let refused = 0
  for (let peer = 0; peer < config.members; peer++) if (answers[peer] === 2) refused += 1
  return 2 * (config.members - refused) <= config.members
}

export function giveUp(config: PaxosLockConfig, state: PaxosLockState, out: Effects<PaxosLockMessage>): void {
  state.phase = 0
  out.cancel('patience')
  planAttempt(config, state, out)
}
