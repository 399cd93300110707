import { voteResult } from '../../../quorum/index.js'
import { deferOwn } from '../../outbox.js'
import { nextBallot } from '../ballot.js'
import { accepts, promises } from './acceptor.js'
import { quorumsOf, type SinglePaxosConfig } from './config.js'
import { learn } from './learner.js'
import type { Accepted, Promised, Refuse } from './messages.js'
import { type Out, type SinglePaxosState, tellAll } from './state.js'

/** Phase 1a. The number is used only once it is on this member's own disk, so that it is never used again. */
export function attempt(config: SinglePaxosConfig, state: SinglePaxosState, out: Out): void {
  const own = state.waiting.find(({ kind }) => kind === 'request')
  if (state.phase !== 0 || state.decided || own === undefined) return
  const { acceptedBallot, acceptedValue } = state.memory
  state.phase = 1
  state.ballot = nextBallot(Math.max(state.highest, state.memory.promised), state.self, config.members)
  state.answers.fill(0)
  state.bestBallot = acceptedBallot
  state.value = acceptedBallot > 0 ? acceptedValue : own.value
  out.note('election-started', state.ballot)
  promises(state, out, state.ballot)
  deferOwn(state.outbox, 'own-promise', state.ballot, 1)
  out.after('patience', { kind: 'constant', value: config.patience })
}

/** The ballot is on disk: now the others may hear of it. */
export function ownPromiseSynced(config: SinglePaxosConfig, state: SinglePaxosState, out: Out, ballot: number): void {
  if (state.phase !== 1 || state.ballot !== ballot) return
  state.answers[state.self] = 1
  tellAll(config, state, out, { type: 'prepare', ballot })
  proposeIfPromised(config, state, out)
}

export function onPromise(
  config: SinglePaxosConfig,
  state: SinglePaxosState,
  out: Out,
  from: number,
  { ballot, acceptedBallot, acceptedValue }: Promised,
): void {
  if (state.phase !== 1 || ballot !== state.ballot) return
  state.answers[from] = 1
  if (acceptedBallot > state.bestBallot) {
    state.bestBallot = acceptedBallot
    state.value = acceptedValue
  }
  proposeIfPromised(config, state, out)
}

/** Phase 2a with P2c: the value of the highest-numbered proposal that a quorum reports, or its own if it reports none. */
function proposeIfPromised(config: SinglePaxosConfig, state: SinglePaxosState, out: Out): void {
  if (voteResult(quorumsOf(config).prepare, member => state.answers[member]) !== 'won') return
  const { ballot, value } = state
  state.phase = 2
  state.answers.fill(0)
  if (accepts(state, out, ballot, value)) deferOwn(state.outbox, 'own-acceptance', ballot, 1)
  tellAll(config, state, out, { type: 'accept', ballot, value })
}

export function ownAcceptanceSynced(
  config: SinglePaxosConfig,
  state: SinglePaxosState,
  out: Out,
  ballot: number,
): void {
  if (state.phase === 2 && state.ballot === ballot) countAcceptance(config, state, out, state.self)
}

export function onAccepted(
  config: SinglePaxosConfig,
  state: SinglePaxosState,
  out: Out,
  from: number,
  { ballot }: Accepted,
): void {
  if (state.phase === 2 && ballot === state.ballot) countAcceptance(config, state, out, from)
}

/** The proposer is the distinguished learner of its proposal (section 2.3), and tells the others. */
function countAcceptance(config: SinglePaxosConfig, state: SinglePaxosState, out: Out, from: number): void {
  state.answers[from] = 1
  if (voteResult(quorumsOf(config).accept, member => state.answers[member]) !== 'won') return
  const { value } = state
  learn(state, out, value)
  tellAll(config, state, out, { type: 'learn', value })
}

/** One refusal alone does not end a ballot: the others may still decide it. Without a quorum left it is given up. */
export function onRefuse(
  config: SinglePaxosConfig,
  state: SinglePaxosState,
  out: Out,
  from: number,
  { ballot, promised }: Refuse,
): void {
  if (promised > state.highest) state.highest = promised
  if (state.phase === 0 || ballot !== state.ballot) return
  if (state.answers[from] === 0) state.answers[from] = -1
  const { prepare, accept } = quorumsOf(config)
  const result = voteResult(state.phase === 1 ? prepare : accept, member => state.answers[member])
  if (result === 'lost') giveUp(config, state, out)
}

/** Tries again after a back-off of random length, by which a duel of proposers ends (section 2.4). */
export function giveUp(config: SinglePaxosConfig, state: SinglePaxosState, out: Out): void {
  state.phase = 0
  out.cancel('patience')
  out.after('backoff', config.backoff)
}
