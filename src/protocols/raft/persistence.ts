import type { Effects, Write } from '../contract.js'
import type { Entry, RaftMessage } from './messages.js'
import type { Deferred, RaftState } from './state.js'

/**
 * Replies that wait for the disk at most. Those beyond are dropped as the network might drop them, so that a stalled
 * disk cannot grow the state; the sender asks again.
 */
const maxDeferred = 256

/** Figure 2, "updated on stable storage before responding to RPCs": the term and the vote, always together. */
export function voteWrites(state: RaftState): Write[] {
  return [
    { kind: 'put', key: 'currentTerm', value: state.currentTerm },
    { kind: 'put', key: 'votedFor', value: state.votedFor },
  ]
}

export function entriesWrite(from: number, entries: readonly Entry[]): Write {
  return { kind: 'append', from, entries }
}

export function persist(state: RaftState, out: Effects<RaftMessage>, writes: readonly Write[]): void {
  state.written += 1
  out.persist(state.written, writes)
}

/** Sends a reply as soon as everything written so far is synced: it may rest on any of it, the term at least. */
export function respond(state: RaftState, out: Effects<RaftMessage>, to: number, message: RaftMessage): void {
  if (state.synced === state.written) out.send(to, message)
  else if (state.deferred.length < maxDeferred) defer(state, 'send', to, 0, message)
}

/** Puts off the counting of the process's own vote or acknowledgement until the last write is synced. */
export function deferOwn(state: RaftState, kind: 'own-vote' | 'own-entries', index: number): void {
  defer(state, kind, -1, index, null)
}

function defer(state: RaftState, kind: Deferred['kind'], to: number, index: number, message: RaftMessage | null): void {
  state.deferred.push({ token: state.written, kind, to, term: state.currentTerm, index, message })
}
