import type { Plain } from '../contract.js'

/** A log entry, never changed once made; logs and messages share it. A leader's first entry of a term has the command null. */
export interface Entry {
  readonly term: number
  readonly command: Plain
  readonly [key: string]: Plain
}

/** RequestVote RPC; the candidate is the sender. */
export interface RequestVote {
  readonly type: 'request-vote'
  readonly term: number
  readonly lastLogIndex: number
  readonly lastLogTerm: number
}

export interface Vote {
  readonly type: 'vote'
  readonly term: number
  readonly granted: boolean
}

/** AppendEntries RPC; the leader is the sender. A heartbeat has no entries. */
export interface AppendEntries {
  readonly type: 'append'
  readonly term: number
  readonly prevLogIndex: number
  readonly prevLogTerm: number
  readonly entries: readonly Entry[]
  readonly leaderCommit: number
}

export interface Appended {
  readonly type: 'appended'
  readonly term: number
  readonly success: boolean
  /** On success the last index known to equal the leader's; else the prevLogIndex refused, by which a late refusal is known. */
  readonly index: number
  /** On refusal the term of the entry in conflict, or 0 if the log is too short (end of section 5.3). */
  readonly conflictTerm: number
  /** On refusal the first index of `conflictTerm`, or one past the end of the log. */
  readonly conflictIndex: number
}

export type RaftMessage = RequestVote | Vote | AppendEntries | Appended

/** What a client hears; `committed` after the entry was applied here, `unknown` when leadership was lost before that. */
export type RaftReply =
  | { readonly kind: 'committed'; readonly index: number; readonly term: number }
  | { readonly kind: 'redirect'; readonly redirect: number }
  | { readonly kind: 'unknown'; readonly redirect: number }
  | { readonly kind: 'busy' }

export function describe(message: RaftMessage): string {
  switch (message.type) {
    case 'request-vote':
      return `request-vote t${message.term} last ${message.lastLogIndex}/${message.lastLogTerm}`
    case 'vote':
      return `vote t${message.term} ${message.granted ? 'granted' : 'refused'}`
    case 'append': {
      const entries = message.entries.length > 0 ? ` +${message.entries.length}` : ''
      return `append t${message.term} prev ${message.prevLogIndex}/${message.prevLogTerm}${entries} commit ${message.leaderCommit}`
    }
    case 'appended':
      return message.success
        ? `appended t${message.term} match ${message.index}`
        : `appended t${message.term} refused ${message.index} conflict ${message.conflictIndex}/${message.conflictTerm}`
  }
}
