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
  /** Number of the last packet said, and those the other end has not acknowledged. */
  sent: number
  unheard: Parcel[]
  /** Number of the packet that goes out next: it may wait for its turn, or go again. */
  next: number
  /** So many packets may be under way. */
  window: number
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

/**
 * Packets held ahead of their turn, and so under way, at most (RFC 9293, 3.8.6); and repeated at once. After a loss the window
 * grows again by what is acknowledged (slow start, RFC 5681, 3.1), so that the rest follows at the pace of the answers and not at
 * that of the timer.
 */
const mostHeld = 256
const mostRepeated = 16
/** The wait before a repeat doubles so often at most. */
const mostDoublings = 6

export function newChannel({ link, grant }: Ends): Channel {
  return { link, grant, sent: 0, unheard: [], next: 1, window: mostHeld, heard: 0, held: [], owes: false, repeats: 0 }
}

export function sameEnds(a: Ends, b: Ends): boolean {
  return a.link === b.link && a.grant === b.grant
}

/** Says a packet to the other end, `to`. */
export function say(config: ZabConfig, channel: Channel, out: Out, to: number, body: Packet): void {
  channel.sent += 1
  channel.unheard.push({ number: channel.sent, body })
  if (channel.unheard.length === 1) armRepeat(config, channel, out, to)
  sendOn(channel, out, to)
}

/** Sends what the window lets out. */
function sendOn(channel: Channel, out: Out, to: number): void {
  const { unheard } = channel
  if (unheard.length === 0) return
  const first = unheard[0].number
  const last = Math.min(channel.sent, first + channel.window - 1)
  for (; channel.next <= last; channel.next++) sendParcel(channel, out, to, unheard[channel.next - first])
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
  channel.window = mostRepeated
  channel.next = channel.unheard[0].number
  sendOn(channel, out, to)
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
  channel.next = Math.max(channel.next, heard + 1)
  channel.window = Math.min(mostHeld, channel.window + done)
  if (unheard.length === 0) {
    out.cancel(repeatTimer(from))
    return
  }
  armRepeat(config, channel, out, from)
  sendOn(channel, out, from)
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
