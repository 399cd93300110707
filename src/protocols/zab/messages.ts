import type { Plain, Reply, Session } from '../contract.js'
import type { SessionsData } from './client-sessions.js'
import type { Zxid } from './zxid.js'

/** What a transaction does: changes the state machine, or opens or closes a client's session. */
export type Action =
  | { readonly kind: 'command'; readonly command: Plain; readonly session: Session | null }
  | { readonly kind: 'open'; readonly timeout: number }
  | { readonly kind: 'close'; readonly client: number }

/** Who asked: the member, in which of its lives, and by which number, so that it alone answers. */
export interface Origin {
  readonly member: number
  readonly life: number
  readonly number: number
}

/** A transaction, never changed once made; logs and messages share it. */
export interface Txn extends Zxid {
  readonly action: Action
  readonly origin: Origin
}

/** `ServerState` of ZooKeeper's `QuorumPeer`. */
export type Role = 'looking' | 'following' | 'observing' | 'leading'

/** Whom to follow, with that process's last transaction and epoch, as voted in a round. */
export interface Vote {
  readonly leader: number
  readonly zxid: Zxid
  readonly peerEpoch: number
  /** `electionEpoch`, the logical clock of the round. */
  readonly round: number
}

/** A vote told to another, with what its sender is doing. */
export interface Notification extends Vote {
  readonly type: 'notification'
  readonly state: Role
  /** By which a notification that was overtaken is known. */
  readonly life: number
  readonly number: number
}

/** What a learner and its leader say to each other, in order, by the names of `Leader.java`'s packets; ACK-LD is the paper's. */
export type Packet =
  /** Discovery: CEPOCH, NEWEPOCH and ACK-E of the paper. */
  | { readonly packet: 'FOLLOWERINFO'; readonly acceptedEpoch: number }
  | { readonly packet: 'LEADERINFO'; readonly epoch: number }
  /** `currentEpoch` -1: the epoch was accepted before, and this does not count. */
  | { readonly packet: 'ACKEPOCH'; readonly currentEpoch: number; readonly last: Zxid }
  /** Synchronisation: the learner's log agrees with the leader's up to `index`; what it has beyond goes. */
  | { readonly packet: 'DIFF' | 'TRUNC'; readonly index: number; readonly zxid: Zxid }
  | {
      readonly packet: 'SNAP'
      readonly index: number
      readonly zxid: Zxid
      readonly captured: Plain
      readonly sessions: SessionsData
    }
  | { readonly packet: 'NEWLEADER' | 'ACK-LD'; readonly epoch: number }
  /** All up to `index` is committed: COMMIT-LD of the paper. */
  | { readonly packet: 'UPTODATE'; readonly index: number }
  /** Broadcast. The first of `txns` has this index. */
  | { readonly packet: 'PROPOSAL' | 'INFORM'; readonly index: number; readonly txns: readonly Txn[] }
  | { readonly packet: 'ACK' | 'COMMIT'; readonly index: number }
  /** A client's request handed on, and what came of it when it never became a transaction. */
  | { readonly packet: 'REQUEST'; readonly number: number; readonly life: number; readonly action: Action }
  | { readonly packet: 'ANSWER'; readonly number: number; readonly reply: Reply }
  /** Asked for and, once all proposed before is committed, answered. */
  | { readonly packet: 'SYNC'; readonly number: number }

/** What names a connection: by its learner's number, and the one its leader gave when it accepted (0: not yet). */
export interface Ends {
  readonly link: number
  readonly grant: number
}

export type Segment = Ends &
  (
    | { readonly type: 'connect' | 'accept' | 'reset' }
    /** `heard`: the highest number up to which the sender has received everything. */
    | { readonly type: 'data'; readonly heard: number; readonly number: number; readonly body: Packet }
    | { readonly type: 'heard' | 'ping'; readonly heard: number }
    /** `touched`: sessions whose clients were heard of since the last one. */
    | { readonly type: 'pong'; readonly heard: number; readonly touched: readonly number[] }
  )

/** The notification with this number has arrived. */
export interface Told {
  readonly type: 'told'
  readonly life: number
  readonly number: number
}

export type ZabMessage = Notification | Told | Segment
