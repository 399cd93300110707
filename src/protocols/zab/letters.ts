import type { Effects } from '../contract.js'
import { defaultRetransmission, type ZabConfig } from './config.js'
import type { Notification, ZabMessage } from './messages.js'
import type { ZabState } from './state.js'

type Out = Effects<ZabMessage>

/**
 * Votes on their way, as `QuorumCnxManager` carries them over TCP: for each peer the last one alone is kept, it is sent
 * until it has arrived, and once more when a peer is heard again after it was given up (`lastMessageSent`). Were votes
 * lost like datagrams, a process that hears others often enough would never repeat its own.
 */
export interface Letter {
  readonly notification: Notification
  /** Times it was repeated; then the peer is given up until it is heard. */
  repeats: number
}

const mostRepeats = 6

/** Tells a peer how this process votes, or voted. */
export function tell(config: ZabConfig, state: ZabState, out: Out, to: number): void {
  const { election, role, life } = state
  const { leader, zxid, peerEpoch, round } = election.vote
  election.told += 1
  const notification: Notification = {
    type: 'notification',
    state: role,
    leader,
    zxid,
    peerEpoch,
    round,
    life,
    number: election.told,
  }
  const letter: Letter = { notification, repeats: 0 }
  election.letters[to] = letter
  deliver(config, letter, out, to)
}

/** False when this one, or a later one, was taken in before. Its sender hears that it has arrived in any case. */
export function isNews(config: ZabConfig, state: ZabState, out: Out, from: number, told: Notification): boolean {
  const { life, number } = told
  out.send(from, { type: 'told', life, number })
  const letter = state.election.letters[from]
  if (letter !== null && letter.repeats >= mostRepeats) {
    letter.repeats = 0
    deliver(config, letter, out, from)
  }
  const last = state.election.last[from]
  if (last.life === life && number <= last.number) return false
  last.life = life
  last.number = number
  return true
}

export function arrived(state: ZabState, out: Out, at: number, life: number, number: number): void {
  const { letters } = state.election
  const notification = letters[at]?.notification
  if (notification?.life !== life || notification.number !== number) return
  letters[at] = null
  out.cancel(letterTimer(at))
}

export function repeatLetter(config: ZabConfig, state: ZabState, out: Out, to: number): void {
  const letter = state.election.letters[to] ?? null
  if (letter === null || letter.repeats >= mostRepeats) return
  letter.repeats += 1
  deliver(config, letter, out, to)
}

/** Letters that go out again without being asked for. */
export function underWay({ election }: ZabState): number {
  return election.letters.filter(letter => letter !== null && letter.repeats < mostRepeats).length
}

export function letterTimer(peer: number): string {
  return `letter-${peer}`
}

function deliver(config: ZabConfig, { notification, repeats }: Letter, out: Out, to: number): void {
  out.send(to, notification)
  const value = (config.retransmission ?? defaultRetransmission) * (1 << repeats)
  if (repeats < mostRepeats) out.after(letterTimer(to), { kind: 'constant', value })
  else out.cancel(letterTimer(to))
}
