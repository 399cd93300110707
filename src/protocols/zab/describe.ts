import type { Packet, ZabMessage } from './messages.js'
import { zxidText } from './zxid.js'

/** One short line for traces. */
export function describe(message: ZabMessage): string {
  switch (message.type) {
    case 'notification': {
      const { state, leader, zxid, peerEpoch, round } = message
      return `${state} r${round} votes for ${leader} (epoch ${peerEpoch}, ${zxidText(zxid)})`
    }
    case 'told':
      return `told ${message.number}`
    case 'data':
      return `#${message.number} ${describePacket(message.body)}`
    case 'pong':
      return message.touched.length > 0 ? `pong touched ${message.touched.join(' ')}` : 'pong'
    case 'heard':
      return `heard #${message.heard}`
    default:
      return message.type
  }
}

function describePacket(body: Packet): string {
  switch (body.packet) {
    case 'FOLLOWERINFO':
      return `FOLLOWERINFO accepted ${body.acceptedEpoch}`
    case 'LEADERINFO':
    case 'NEWLEADER':
    case 'ACK-LD':
      return `${body.packet} epoch ${body.epoch}`
    case 'ACKEPOCH':
      return `ACKEPOCH ${body.currentEpoch < 0 ? 'uncounted' : `current ${body.currentEpoch}`} last ${zxidText(body.last)}`
    case 'DIFF':
    case 'TRUNC':
    case 'SNAP':
      return `${body.packet} at ${body.index} (${zxidText(body.zxid)})`
    case 'PROPOSAL':
    case 'INFORM': {
      const { index, txns } = body
      const last = txns.length > 1 ? ` to ${index + txns.length - 1} (${zxidText(txns[txns.length - 1])})` : ''
      return `${body.packet} ${index} (${zxidText(txns[0])})${last}`
    }
    case 'UPTODATE':
    case 'ACK':
    case 'COMMIT':
      return `${body.packet} ${body.index}`
    case 'REQUEST':
      return `REQUEST ${body.number} ${body.action.kind}`
    case 'ANSWER':
      return `ANSWER ${body.number} ${body.reply.kind}`
    case 'SYNC':
      return `SYNC ${body.number}`
  }
}
