import type { Entry, MessageType, Plain, RaftMessage } from '../../src/protocols/index.js'

/** A message as it would be, but for the fields given. */
export function message(type: MessageType, fields: Partial<RaftMessage> = {}): RaftMessage {
  return {
    type,
    to: 0,
    from: 1,
    term: 0,
    logTerm: 0,
    index: 0,
    entries: [],
    commit: 0,
    reject: false,
    rejectHint: 0,
    context: null,
    snapshot: null,
    ...fields,
  }
}

/** An entry with a command, or with `null` a leader's first. */
export function entry(term: number, index: number, command: Plain): Entry {
  return { term, index, kind: command === null ? 'empty' : 'command', command, client: -1, sequence: 0, size: 0 }
}
