import { newSessions, openSession, type SessionEntry, type Sessions } from '../sessions.js'

/** Clients' sessions with their time-outs; part of what is replicated, and kept alike by all members. */
export interface ClientSessions extends Sessions {
  /** In the order in which they were opened. */
  timeouts: SessionTimeout[]
}

export interface SessionTimeout {
  readonly client: number
  /** Microseconds of silence after which the leader closes the session. */
  readonly timeout: number
}

/** A copy for snapshots that is never changed. */
export interface SessionsData {
  readonly open: readonly SessionEntry[]
  readonly timeouts: readonly SessionTimeout[]
}

export function noClientSessions(): ClientSessions {
  return { ...newSessions(), timeouts: [] }
}

export function copyOf({ open, timeouts }: SessionsData): ClientSessions {
  return { open: open.slice(), timeouts: timeouts.slice() }
}

export function isOpen({ timeouts }: ClientSessions, client: number): boolean {
  return timeouts.some(one => one.client === client)
}

/** Opens a session named by the index of its transaction; beyond `most` the one used longest ago goes. */
export function open(sessions: ClientSessions, index: number, timeout: number, most: number): number {
  openSession(sessions, index, most)
  sessions.timeouts.push({ client: index, timeout })
  if (sessions.timeouts.length > sessions.open.length) {
    sessions.timeouts = sessions.timeouts.filter(({ client }) => sessions.open.some(one => one.client === client))
  }
  return index
}

export function close(sessions: ClientSessions, closed: number): void {
  sessions.open = sessions.open.filter(({ client }) => client !== closed)
  sessions.timeouts = sessions.timeouts.filter(({ client }) => client !== closed)
}
