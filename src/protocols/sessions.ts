import type { Plain, Session } from './contract.js'

/**
 * Sessions of clients, by which a request that was sent again is carried out once (Ongaro's thesis, section 6.3). They
 * are part of the replicated state: members that applied the same entries hold the same sessions, and forget the same.
 */
export interface Sessions {
  /** The one that was used longest ago stands first. */
  open: SessionEntry[]
}

export interface SessionEntry {
  readonly client: number
  /** Of the last request carried out, and what the state machine said to it; 0 before the first. */
  readonly sequence: number
  readonly index: number
  readonly result: Plain
}

/**
 * What a request's session says of it: `new`, to be carried out; `repeat`, carried out before, with its answer; `stale`,
 * one that the client has had an answer to; `unknown`, a session that is not open or was forgotten.
 */
export type Seen =
  | { readonly kind: 'new' | 'stale' | 'unknown' }
  | { readonly kind: 'repeat'; readonly entry: SessionEntry }

export function newSessions(): Sessions {
  return { open: [] }
}

/** Opens a session, named by the index of the entry that opens it. Beyond `most` the one used longest ago is forgotten. */
export function openSession(sessions: Sessions, index: number, most: number): number {
  sessions.open.push({ client: index, sequence: 0, index, result: null })
  while (sessions.open.length > most) sessions.open.shift()
  return index
}

export function seen(sessions: Sessions, { client, sequence }: Session): Seen {
  const entry = sessions.open.find(one => one.client === client)
  if (entry === undefined) return { kind: 'unknown' }
  if (sequence > entry.sequence) return { kind: 'new' }
  return sequence === entry.sequence && sequence > 0 ? { kind: 'repeat', entry } : { kind: 'stale' }
}

/** Remembers the answer to a request that was carried out. Does nothing for a session that is not open. */
export function remember(sessions: Sessions, { client, sequence }: Session, index: number, result: Plain): void {
  const place = sessions.open.findIndex(one => one.client === client)
  if (place < 0) return
  sessions.open.splice(place, 1)
  sessions.open.push({ client, sequence, index, result })
}
