import type { Plain } from '../../contract.js'
import { persist, respond } from '../../outbox.js'
import { accept, type Judgement, promise } from '../acceptor.js'
import type { Accept, Prepare } from './messages.js'
import { acceptorWrites, type Out, type SinglePaxosState } from './state.js'

/** Phase 1b: the promise goes out when it is on disk, with what was accepted before. */
export function onPrepare(state: SinglePaxosState, out: Out, from: number, { ballot }: Prepare): void {
  if (!promises(state, out, ballot)) {
    refuse(state, out, from, ballot)
    return
  }
  const { acceptedBallot, acceptedValue } = state.memory
  respond(state.outbox, out, from, { type: 'promise', ballot, acceptedBallot, acceptedValue })
}

/** Phase 2b. */
export function onAccept(state: SinglePaxosState, out: Out, from: number, { ballot, value }: Accept): void {
  if (accepts(state, out, ballot, value)) respond(state.outbox, out, from, { type: 'accepted', ballot })
  else refuse(state, out, from, ballot)
}

/** False if more was promised already. */
export function promises(state: SinglePaxosState, out: Out, ballot: number): boolean {
  const judgement = promise(state.memory, ballot)
  if (judgement === 'new') out.note('promise', ballot)
  return written(state, out, ballot, judgement)
}

export function accepts(state: SinglePaxosState, out: Out, ballot: number, value: Plain): boolean {
  return written(state, out, ballot, accept(state.memory, ballot, value))
}

function written(state: SinglePaxosState, out: Out, ballot: number, judgement: Judgement): boolean {
  if (ballot > state.highest) state.highest = ballot
  if (judgement === 'new') persist(state.outbox, out, acceptorWrites(state))
  return judgement !== 'refused'
}

/** Tells what is in the way, so that the next attempt goes above it. */
function refuse(state: SinglePaxosState, out: Out, to: number, ballot: number): void {
  respond(state.outbox, out, to, { type: 'refuse', ballot, promised: state.memory.promised })
}
