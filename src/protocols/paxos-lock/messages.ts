/**
 * Every message says what its sender knows to be decided: epoch `decided` of the lock went to `holder` (0 and -1: nothing
 * yet). Ballots are those of the instance that decides the next epoch, `decided + 1`.
 */
interface Known {
  readonly decided: number
  readonly holder: number
}

export interface Heartbeat extends Known {
  readonly type: 'heartbeat'
}

/** A member that has just come up asks what it missed. */
export interface Ask extends Known {
  readonly type: 'ask'
}

/** The learners' message; also the answer to `ask` and to whoever is behind. */
export interface Learn extends Known {
  readonly type: 'learn'
}

/** Phase 1a. */
export interface Prepare extends Known {
  readonly type: 'prepare'
  readonly ballot: number
}

/** Phase 1b: with the highest-numbered proposal accepted so far, or ballot 0 for none. */
export interface Promised extends Known {
  readonly type: 'promise'
  readonly ballot: number
  readonly acceptedBallot: number
  readonly acceptedValue: number
}

/** Phase 2a: the value is the member that shall hold the lock. */
export interface Accept extends Known {
  readonly type: 'accept'
  readonly ballot: number
  readonly value: number
}

/** Phase 2b. */
export interface Accepted extends Known {
  readonly type: 'accepted'
  readonly ballot: number
}

/** "It is probably a good idea to abandon a proposal if some proposer has begun trying to issue a higher-numbered one" (section 2.2). */
export interface Refuse extends Known {
  readonly type: 'refuse'
  readonly ballot: number
  readonly promised: number
}

export type PaxosLockMessage = Heartbeat | Ask | Learn | Prepare | Promised | Accept | Accepted | Refuse

/** What a client hears. */
export type PaxosLockReply =
  | { readonly kind: 'granted'; readonly epoch: number }
  | { readonly kind: 'redirect'; readonly redirect: number }

export function describe(message: PaxosLockMessage): string {
  const epoch = `e${message.decided + 1}`
  switch (message.type) {
    case 'heartbeat':
    case 'ask':
    case 'learn':
      return `${message.type} e${message.decided} holder ${message.holder}`
    case 'prepare':
    case 'accepted':
      return `${message.type} ${epoch} b${message.ballot}`
    case 'promise':
      return message.acceptedBallot === 0
        ? `promise ${epoch} b${message.ballot} nothing accepted`
        : `promise ${epoch} b${message.ballot} accepted b${message.acceptedBallot}=${message.acceptedValue}`
    case 'accept':
      return `accept ${epoch} b${message.ballot}=${message.value}`
    case 'refuse':
      return `refuse ${epoch} b${message.ballot} promised b${message.promised}`
  }
}
