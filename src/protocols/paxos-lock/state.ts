import type { Stored, Write } from '../contract.js'
import { newOutbox, type Outbox } from '../outbox.js'
import type { PaxosLockConfig } from './config.js'
import type { PaxosLockMessage } from './messages.js'

/** What an acceptor "must remember even if it fails and restarts" (section 2.5), and what it learned; in one write. */
export interface Durable {
  /** The highest epoch known to be decided, and who holds the lock by it; 0 and -1 before the first. */
  decided: number
  holder: number
  /** As acceptor of the instance for epoch `decided + 1`. */
  promised: number
  acceptedBallot: number
  acceptedValue: number
}

export interface PaxosLockState {
  self: number
  durable: Durable
  /** By peer: 1 while the failure detector suspects it. */
  suspected: number[]
  /** By peer: 1 once heard from since coming up; a majority of them makes `current` 1. */
  heard: number[]
  /** 1 once a majority has been heard from since coming up: a holder that was away learns first what happened meanwhile. */
  current: number
  /** As proposer: 0 idle, 1 collecting promises, 2 collecting acceptances, for `ballot`. */
  phase: number
  ballot: number
  /** By peer, in this phase: 1 agreed, 2 refused. A set: an answer that arrives twice counts once. */
  answers: number[]
  /** The highest-numbered proposal among the promises, then what is proposed. */
  bestBallot: number
  value: number
  /** Highest ballot heard of in this instance. */
  highest: number
  outbox: Outbox<PaxosLockMessage>
}

export function init(config: PaxosLockConfig, self: number, stored: Stored): PaxosLockState {
  const nothing: Durable = { decided: 0, holder: -1, promised: 0, acceptedBallot: 0, acceptedValue: -1 }
  const durable = { ...nothing, ...(stored.values['lock'] as unknown as Durable | undefined) }
  const none = () => Array.from({ length: config.members }, () => 0)
  return {
    self,
    durable,
    suspected: none(),
    heard: none(),
    current: 0,
    phase: 0,
    ballot: 0,
    answers: none(),
    bestBallot: 0,
    value: -1,
    highest: durable.promised,
    outbox: newOutbox(),
  }
}

export function lockWrites(state: PaxosLockState): Write[] {
  return [{ kind: 'put', key: 'lock', value: { ...state.durable } }]
}

export function majority(config: PaxosLockConfig, flags: readonly number[]): boolean {
  let count = 0
  for (let peer = 0; peer < flags.length; peer++) if (flags[peer] === 1) count += 1
  return 2 * count > config.members
}
