import type { Write } from '../contract.js'
import type { Entry } from './messages.js'
import type { RaftState } from './state.js'

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
