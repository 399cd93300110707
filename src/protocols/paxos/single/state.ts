import type { Effects, Plain, Stored, Write } from '../../contract.js'
import { newOutbox, type Outbox } from '../../outbox.js'
import type { AcceptorMemory } from '../acceptor.js'
import { isWitness, type SinglePaxosConfig } from './config.js'
import type { SinglePaxosMessage } from './messages.js'

export type Out = Effects<SinglePaxosMessage>

/** A client that waits for the decision: with a command of its own, or with a question. */
export interface Waiting {
  readonly kind: 'request' | 'read'
  readonly id: number
  readonly value: Plain
}

export interface SinglePaxosState {
  self: number
  /** Persistent, like the two below. */
  memory: AcceptorMemory<Plain>
  decided: boolean
  decision: Plain
  /** As proposer: 0 idle, 1 collecting promises, 2 collecting acceptances, for `ballot`. */
  phase: 0 | 1 | 2
  ballot: number
  /** By member, in this phase: 1 agreed, -1 refused, 0 not heard. A set: an answer that arrives twice counts once. */
  answers: (1 | 0 | -1)[]
  /** The highest-numbered proposal among the promises, then what is proposed. */
  bestBallot: number
  value: Plain
  /** Highest ballot heard of. */
  highest: number
  /** In the order in which they came. */
  waiting: Waiting[]
  outbox: Outbox<SinglePaxosMessage>
}

interface OnDisk {
  readonly acceptor?: { readonly promised: number; readonly acceptedBallot: number; readonly acceptedValue: Plain }
  readonly decision?: { readonly value: Plain }
}

export function init(config: SinglePaxosConfig, self: number, stored: Stored): SinglePaxosState {
  const { acceptor, decision } = stored.values as unknown as OnDisk
  const memory = { promised: 0, acceptedBallot: 0, acceptedValue: null, ...acceptor }
  return {
    self,
    memory,
    decided: decision !== undefined,
    decision: decision?.value ?? null,
    phase: 0,
    ballot: 0,
    answers: Array.from({ length: config.members }, () => 0),
    bestBallot: 0,
    value: null,
    highest: memory.promised,
    waiting: [],
    outbox: newOutbox(),
  }
}

/** Promise and acceptance in one write: neither is ever newer on disk than the other. */
export function acceptorWrites({ memory }: SinglePaxosState): Write[] {
  return [{ kind: 'put', key: 'acceptor', value: { ...memory } }]
}

export function decisionWrites(value: Plain): Write[] {
  return [{ kind: 'put', key: 'decision', value: { value } }]
}

/** Whatever is no question of phase 1 holds a value, or asks for one: it passes over witnesses. */
export function tellAll(
  config: SinglePaxosConfig,
  state: SinglePaxosState,
  out: Out,
  message: SinglePaxosMessage,
): void {
  for (let member = 0; member < config.members; member++) {
    if (member === state.self || (message.type !== 'prepare' && isWitness(config, member))) continue
    out.send(member, message)
  }
}
