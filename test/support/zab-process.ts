import {
  type Stored,
  type ZabConfig,
  type ZabMessage,
  type ZabState,
  zab,
  zooKeeperTimes,
} from '../../src/protocols/index.js'
import type { Notification, Packet, Role, Txn } from '../../src/protocols/zab/messages.js'
import { type Asked, ProtocolProcess } from './protocol-process.js'

export type ZabProcess = ProtocolProcess<ZabConfig, ZabState, ZabMessage>
type Zxid = { readonly epoch: number; readonly counter: number }

/** The zxid written `epoch.counter`. */
export function zxid(text: string): Zxid {
  const [epoch, counter] = text.split('.').map(Number)
  return { epoch, counter }
}

/** The transaction `epoch.counter`, whose command is its name. */
export function txn(text: string): Txn {
  const origin = { member: -1, life: 0, number: 0 }
  return { ...zxid(text), action: { kind: 'command', command: text, session: null }, origin }
}

export function txns(text: string): Txn[] {
  return text === '' ? [] : text.split(' ').map(txn)
}

/** A disk with these transactions. */
export function zabDisk(acceptedEpoch: number, currentEpoch: number, log = ''): Stored {
  return { values: { acceptedEpoch, currentEpoch }, dropped: 0, log: txns(log) as unknown as Stored['log'] }
}

export function zabConfig(more: Partial<ZabConfig> = {}): ZabConfig {
  return { members: 3, ...zooKeeperTimes, ...more }
}

export function zabProcess(self: number, disk: Stored, more: Partial<ZabConfig> = {}): ZabProcess {
  return new ProtocolProcess(zab, zabConfig(more), self, disk)
}

let told = 0

/** What a process says of its vote: for `leader`, whose history ends at `zxid` in `peerEpoch`. */
export function vote(
  leader: number,
  peerEpoch: number,
  last: string,
  { round = 1, state = 'looking' }: { round?: number; state?: Role } = {},
): Notification {
  told += 1
  return { type: 'notification', state, leader, zxid: zxid(last), peerEpoch, round, life: 1, number: told }
}

/** Votes sent, by receiver: whom for, and in which round. */
export function votesIn({ sent }: Asked<ZabMessage>): { to: number; leader: number; round: number; state: Role }[] {
  return sent.flatMap(({ to, message }) =>
    message.type === 'notification' ? [{ to, leader: message.leader, round: message.round, state: message.state }] : [],
  )
}

/** Packets sent to `to`. */
export function packetsIn({ sent }: Asked<ZabMessage>, to: number): Packet[] {
  return sent.flatMap(({ to: receiver, message }) => (receiver === to && message.type === 'data' ? [message.body] : []))
}

export function kindsIn(asked: Asked<ZabMessage>, to: number): string[] {
  return packetsIn(asked, to).map(({ packet }) => packet)
}

/** Both: what was asked at once, and after the disk had synced. */
function andSync(process: ZabProcess, asked: Asked<ZabMessage>): Asked<ZabMessage> {
  const later = process.sync()
  const all = { ...asked }
  for (const key of Object.keys(all) as (keyof Asked<ZabMessage>)[]) {
    Object.assign(all, { [key]: [...asked[key], ...later[key]] })
  }
  return all
}

/** One end of a connection, in the place of the peer at its other end. */
export class Peer {
  readonly process: ZabProcess
  readonly self: number
  readonly link: number
  grant = 0
  private number = 0
  private heard = 0

  constructor(process: ZabProcess, self: number, link: number) {
    this.process = process
    this.self = self
    this.link = link
  }

  /** Says packets; what the process asked, without waiting for its disk. */
  say(...bodies: readonly Packet[]): Asked<ZabMessage> {
    let last: Asked<ZabMessage> | null = null
    for (const body of bodies) {
      this.number += 1
      const { link, grant, heard, number } = this
      const asked = this.process.hear(this.self, { type: 'data', link, grant, heard, number, body })
      if (last === null) last = asked
      else for (const key of Object.keys(asked) as (keyof typeof asked)[]) (last[key] as unknown[]).push(...asked[key])
    }
    if (last === null) throw new Error('nothing to say')
    this.listen(last)
    return last
  }

  /** Says packets and lets the disk sync. */
  tell(...bodies: readonly Packet[]): Asked<ZabMessage> {
    const asked = andSync(this.process, this.say(...bodies))
    this.listen(asked)
    return asked
  }

  /** Connects to a process that leads. */
  connect(): Asked<ZabMessage> {
    const { process, self, link } = this
    const asked = process.hear(self, { type: 'connect', link, grant: 0 })
    for (const { message } of asked.sent) if (message.type === 'accept') this.grant = message.grant
    return asked
  }

  private listen({ sent }: Asked<ZabMessage>): void {
    for (const { to, message } of sent) {
      if (to === this.self && message.type === 'data') this.heard = Math.max(this.heard, message.number)
    }
  }
}

/** Process 0 of three, which has found that 2 is to lead; it is connected and has told its accepted epoch. */
export function newFollower(disk: Stored, more: Partial<ZabConfig> = {}): { process: ZabProcess; leader: Peer } {
  const process = zabProcess(0, disk, more)
  process.hear(2, vote(2, 99, '99.1'))
  process.fire('finalize')
  const leader = new Peer(process, 2, 1)
  leader.grant = 7
  process.hear(2, { type: 'accept', link: leader.link, grant: leader.grant })
  return { process, leader }
}

/** A follower in this epoch, which was synchronised by an empty DIFF and is up to date. */
export function follower(epoch: number, log = ''): { process: ZabProcess; leader: Peer } {
  const { process, leader } = newFollower(zabDisk(epoch - 1, epoch - 1, log))
  const index = txns(log).length
  const last = index === 0 ? zxid('0.0') : zxid(log.split(' ')[index - 1])
  leader.tell({ packet: 'LEADERINFO', epoch })
  leader.tell({ packet: 'DIFF', index, zxid: last }, { packet: 'NEWLEADER', epoch })
  leader.tell({ packet: 'UPTODATE', index })
  return { process, leader }
}

/** Process 2 of three (or the last of more), which all have voted for; nobody is connected yet. */
export function newLeader(disk: Stored, more: Partial<ZabConfig> = {}): { process: ZabProcess; peers: Peer[] } {
  const { members } = zabConfig(more)
  const process = zabProcess(members - 1, disk, more)
  const { leader, zxid: last, peerEpoch } = process.state.election.vote
  const text = `${last.epoch}.${last.counter}`
  for (let peer = 0; peer < members - 1; peer++) process.hear(peer, vote(leader, peerEpoch, text))
  process.fire('finalize')
  const peers = Array.from({ length: members - 1 }, (_, peer) => new Peer(process, peer, 100 + peer))
  return { process, peers }
}

/** A leader of three that follower 0 has brought to broadcasting, with an empty DIFF. */
export function leader(log = '', more: Partial<ZabConfig> = {}): { process: ZabProcess; peers: Peer[] } {
  const { process, peers } = newLeader(zabDisk(1, 1, log), more)
  join(peers[0], 1, log === '' ? '0.0' : (log.split(' ').at(-1) as string))
  return { process, peers }
}

/** A follower connects, accepts the epoch and acknowledges the history. */
export function join(peer: Peer, acceptedEpoch: number, last: string, currentEpoch = acceptedEpoch): Asked<ZabMessage> {
  peer.connect()
  peer.tell({ packet: 'FOLLOWERINFO', acceptedEpoch })
  peer.tell({ packet: 'ACKEPOCH', currentEpoch, last: zxid(last) })
  return peer.tell({ packet: 'ACK-LD', epoch: peer.process.status.term })
}
