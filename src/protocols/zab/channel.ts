import type { Effects } from '../contract.js'
import { defaultDelayedAcknowledgement, defaultRetransmission, type ZabConfig } from './config.js'
import type { Ends, Packet, Segment, ZabMessage } from './messages.js'

type Out = Effects<ZabMessage>

/**
 * One end of a connection as TCP gives it: what is said arrives in order, once, or the connection breaks (DSN 2011, section
 * II asks for FIFO channels). Nothing is sent for its own sake while nothing is said: acknowledgements ride on packets,
 * on pings and on their answers, and alone only when nothing else goes that way for a while.
 */
export interface Channel {
  link: number
  grant: number
  /** Number of the last packet sent, and those the other end has not acknowledged. */
  sent: number
  unheard: Parcel[]
  /** All up to this number was received; what came ahead of its turn. */
  heard: number
  held: Parcel[]
  /** Something was received that is not yet acknowledged. */
  owes: boolean
  /** Times the oldest unacknowledged packet was repeated. */
  repeats: number
}

export interface Parcel {
  readonly number: number
  readonly body: Packet
}

/** Packets held ahead of their turn, and repeated at once, at most. */
const mostHeld = 256
const mostRepeated = 16
/** The wait before a repeat doubles so often at most. */
const mostDoublings = 6

export function newChannel({ link, grant }: Ends): Channel {
  return { link, grant, sent: 0, unheard: [], heard: 0, held: [], owes: false, repeats: 0 }
}

export function sameEnds(a: Ends, b: Ends): boolean {
  return a.link === b.link && a.grant === b.grant
}

/** Says a packet to the other end, `to`. */
export function say(config: ZabConfig, channel: Channel, out: Out, to: number, body: Packet): void {
  channel.sent += 1
  const parcel: Parcel = { number: channel.sent, body }
  channel.unheard.push(parcel)
  if (channel.unheard.length === 1) armRepeat(config, channel, out, to)
  sendParcel(channel, out, to, parcel)
}

/** Sends a ping, its answer or a mere acknowledgement: not numbered, never repeated. */
export function sendLoose(
  channel: Channel,
  out: Out,
  to: number,
  loose: { readonly type: 'ping' | 'heard' } | { readonly type: 'pong'; readonly touched: readonly number[] },
): void {
  const { link, grant, heard } = channel
  settleDebt(channel, out, to)
  out.send(to, { ...loose, link, grant, heard })
}

/** Takes in a segment of this connection; the packets whose turn has come. */
export function receive(config: ZabConfig, channel: Channel, out: Out, from: number, segment: Segment): Packet[] {
  if (!('heard' in segment)) return []
  acknowledged(config, channel, out, from, segment.heard)
  if (segment.type !== 'data') return []
  const { number, body } = segment
  if (number <= channel.heard) {
    // It was repeated because its acknowledgement did not arrive.
    sendLoose(channel, out, from, { type: 'heard' })
    return []
  }
  if (number > channel.heard + 1) {
    hold(channel, { number, body })
    return []
  }
  channel.heard = number
  const turn: Packet[] = [body]
  while (channel.held.length > 0 && channel.held[0].number === channel.heard + 1) {
    channel.heard += 1
    turn.push((channel.held.shift() as Parcel).body)
  }
  if (!channel.owes) {
    channel.owes = true
    const value = config.delayedAcknowledgement ?? defaultDelayedAcknowledgement
    out.after(acknowledgeTimer(from), { kind: 'constant', value })
  }
  return turn
}

/** Nothing came back for a while: the oldest unacknowledged packets go again, and the next wait is twice as long. */
export function repeat(config: ZabConfig, channel: Channel, out: Out, to: number): void {
  if (channel.unheard.length === 0) return
  channel.repeats += 1
  armRepeat(config, channel, out, to)
  for (let i = 0; i < Math.min(mostRepeated, channel.unheard.length); i++) {
    sendParcel(channel, out, to, channel.unheard[i])
  }
}

/** No timer of a connection with `peer` is left. */
export function silence(out: Out, peer: number): void {
  out.cancel(repeatTimer(peer))
  out.cancel(acknowledgeTimer(peer))
}

export function repeatTimer(peer: number): string {
  return `repeat-${peer}`
}

export function acknowledgeTimer(peer: number): string {
  return `acknowledge-${peer}`
}

function sendParcel(channel: Channel, out: Out, to: number, { number, body }: Parcel): void {
  const { link, grant, heard } = channel
  settleDebt(channel, out, to)
  out.send(to, { type: 'data', link, grant, heard, number, body })
}

function settleDebt(channel: Channel, out: Out, to: number): void {
  if (!channel.owes) return
  channel.owes = false
  out.cancel(acknowledgeTimer(to))
}

function acknowledged(config: ZabConfig, channel: Channel, out: Out, from: number, heard: number): void {
  const { unheard } = channel
  let done = 0
  while (done < unheard.length && unheard[done].number <= heard) done += 1
  if (done === 0) return
  unheard.splice(0, done)
  channel.repeats = 0
  if (unheard.length === 0) out.cancel(repeatTimer(from))
  else armRepeat(config, channel, out, from)
}

function hold(channel: Channel, parcel: Parcel): void {
  const { held } = channel
  let place = held.length
  while (place > 0 && held[place - 1].number > parcel.number) place -= 1
  const known = place > 0 && held[place - 1].number === parcel.number
  if (!known && held.length < mostHeld) held.splice(place, 0, parcel)
}

function armRepeat(config: ZabConfig, channel: Channel, out: Out, to: number): void {
  const first = config.retransmission ?? defaultRetransmission
  const value = first * (1 << Math.min(channel.repeats, mostDoublings))
  out.after(repeatTimer(to), { kind: 'constant', value })
}
