import type { Plain } from '../../contract.js'

/** Phase 1a. */
export interface Prepare {
  readonly type: 'prepare'
  readonly ballot: number
}

/** Phase 1b: with the highest-numbered proposal accepted so far, or ballot 0 for none. */
export interface Promised {
  readonly type: 'promise'
  readonly ballot: number
  readonly acceptedBallot: number
  readonly acceptedValue: Plain
}

/** Phase 2a. */
export interface Accept {
  readonly type: 'accept'
  readonly ballot: number
  readonly value: Plain
}

/** Phase 2b. */
export interface Accepted {
  readonly type: 'accepted'
  readonly ballot: number
}

/** "It is probably a good idea to abandon a proposal if some proposer has begun trying to issue a higher-numbered one" (section 2.2). */
export interface Refuse {
  readonly type: 'refuse'
  readonly ballot: number
  readonly promised: number
}

/** The value that was chosen (section 2.3). */
export interface Learn {
  readonly type: 'learn'
  readonly value: Plain
}

/** "If a learner needs to know whether a value has been chosen", it can ask (section 2.3): here those who may have learned it. */
export interface Ask {
  readonly type: 'ask'
}

export type SinglePaxosMessage = Prepare | Promised | Accept | Accepted | Refuse | Learn | Ask

export function describe(message: SinglePaxosMessage): string {
  switch (message.type) {
    case 'ask':
      return 'ask'
    case 'learn':
      return `learn ${JSON.stringify(message.value)}`
    case 'prepare':
    case 'accepted':
      return `${message.type} b${message.ballot}`
    case 'promise':
      return message.acceptedBallot === 0
        ? `promise b${message.ballot} nothing accepted`
        : `promise b${message.ballot} accepted b${message.acceptedBallot}=${JSON.stringify(message.acceptedValue)}`
    case 'accept':
      return `accept b${message.ballot}=${JSON.stringify(message.value)}`
    case 'refuse':
      return `refuse b${message.ballot} promised b${message.promised}`
  }
}
