import type { Effects } from '../contract.js'
import { persist, respond } from '../outbox.js'
import { accept as acceptanceOf, type Judgement, promise as promiseOf } from '../paxos/acceptor.js'
import type { Accept, PaxosLockMessage, Prepare } from './messages.js'
import { lockWrites, type PaxosLockState } from './state.js'

/** P1a: an acceptor answers a prepare only if it has not answered one with a higher number. */
export function onPrepare(state: PaxosLockState, out: Effects<PaxosLockMessage>, from: number, message: Prepare): void {
  const { durable } = state
  const { decided, holder, acceptedBallot, acceptedValue } = durable
  if (!promise(state, out, message.ballot)) {
    refuse(state, out, from, message.ballot)
    return
  }
  respond(state.outbox, out, from, {
    type: 'promise',
    decided,
    holder,
    ballot: message.ballot,
    acceptedBallot,
    acceptedValue,
  })
}

/** Promises to accept nothing below `ballot`; false if more was promised already. */
export function promise(state: PaxosLockState, out: Effects<PaxosLockMessage>, ballot: number): boolean {
  note(state, ballot)
  return written(state, out, promiseOf(state.durable, ballot))
}

/** P1: an acceptor accepts a proposal unless it has answered a prepare with a higher number. */
export function onAccept(state: PaxosLockState, out: Effects<PaxosLockMessage>, from: number, message: Accept): void {
  if (!accept(state, out, message.ballot, message.value)) {
    refuse(state, out, from, message.ballot)
    return
  }
  const { decided, holder } = state.durable
  respond(state.outbox, out, from, { type: 'accepted', decided, holder, ballot: message.ballot })
}

export function accept(state: PaxosLockState, out: Effects<PaxosLockMessage>, ballot: number, value: number): boolean {
  note(state, ballot)
  return written(state, out, acceptanceOf(state.durable, ballot, value))
}

function written(state: PaxosLockState, out: Effects<PaxosLockMessage>, judgement: Judgement): boolean {
  if (judgement === 'new') persist(state.outbox, out, lockWrites(state))
  return judgement !== 'refused'
}

function refuse(state: PaxosLockState, out: Effects<PaxosLockMessage>, to: number, ballot: number): void {
  const { decided, holder, promised } = state.durable
  respond(state.outbox, out, to, { type: 'refuse', decided, holder, ballot, promised })
}

function note(state: PaxosLockState, ballot: number): void {
  if (ballot > state.highest) state.highest = ballot
}
