import type { Effects } from '../contract.js'
import { newChannel, receive, sameEnds, say, silence } from './channel.js'
import type { ZabConfig } from './config.js'
import type { Ends, Packet, Segment, ZabMessage } from './messages.js'
import type { Leading, Learner, ZabState } from './state.js'
import { noZxid } from './zxid.js'

type Out = Effects<ZabMessage>

/**
 * A learner asks for a connection. It is granted under a number that only the learner's next segment can bring back, so
 * that an old request which comes late ends no connection that stands (TCP's three-way handshake, RFC 9293 section 3.5).
 */
export function onConnect(state: ZabState, out: Out, from: number, { link }: Ends): void {
  const { leading } = state
  if (leading === null) {
    out.send(from, { type: 'reset', link, grant: 0 })
    return
  }
  const standing = leading.learners[from]?.channel ?? null
  const pending = leading.grants[from]
  let ends: Ends
  if (standing !== null && standing.link === link) ends = standing
  else if (pending !== null && pending.link === link) ends = pending
  else {
    state.links += 1
    ends = { link, grant: numberOfLink(state) }
    leading.grants[from] = ends
  }
  out.send(from, { type: 'accept', link, grant: ends.grant })
}

/** The learner at the other end of the connection this segment belongs to; null where there is no such connection. */
export function learnerOf(leading: Leading, out: Out, from: number, segment: Segment): Learner | null {
  const granted = leading.grants[from]
  if (granted !== null && sameEnds(granted, segment)) {
    drop(leading, out, from)
    leading.grants[from] = null
    const channel = newChannel(granted)
    leading.learners[from] = { channel, stage: 'connected', last: noZxid, offered: 0, silent: 0, behind: 0 }
  }
  const learner = leading.learners[from]
  return learner !== null && sameEnds(learner.channel, segment) ? learner : null
}

export function packetsOf(config: ZabConfig, learner: Learner, out: Out, from: number, segment: Segment): Packet[] {
  const packets = receive(config, learner.channel, out, from, segment)
  // As a socket's time-out, which mere acknowledgements of TCP do not put off.
  if (packets.length > 0 || segment.type === 'pong') learner.silent = 0
  return packets
}

export function sayTo(config: ZabConfig, leading: Leading, out: Out, peer: number, body: Packet): void {
  const learner = leading.learners[peer]
  if (learner !== null) say(config, learner.channel, out, peer, body)
}

/** Ends the connection, and tells the learner. */
export function drop(leading: Leading, out: Out, peer: number): void {
  const learner = leading.learners[peer]
  if (learner === null) return
  const { link, grant } = learner.channel
  out.send(peer, { type: 'reset', link, grant })
  forget(leading, out, peer)
}

/** The learner says that a connection has ended; that may be one that was granted to an old request of its. */
export function ended(leading: Leading, out: Out, from: number, ends: Ends): void {
  const granted = leading.grants[from]
  if (granted !== null && sameEnds(granted, ends)) leading.grants[from] = null
  const learner = leading.learners[from]
  if (learner !== null && sameEnds(learner.channel, ends)) forget(leading, out, from)
}

function forget(leading: Leading, out: Out, peer: number): void {
  leading.learners[peer] = null
  leading.syncs = leading.syncs.filter(sync => sync.peer !== peer)
  silence(out, peer)
}

/** Different for all connections of all lives, as far as the draw of `life` goes. */
export function numberOfLink({ life, links }: ZabState): number {
  return life * 2 ** 20 + (links % 2 ** 20)
}
