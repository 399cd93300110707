import type { Entry } from './messages.js'
import type { RaftState } from './state.js'

export function lastIndex(state: RaftState): number {
  return state.base + state.log.length
}

/** Term of the entry at `index`; -1 where it is not known, dropped or not there yet. */
export function termAt(state: RaftState, index: number): number {
  const place = index - state.base
  if (place === 0) return state.baseTerm
  return place > 0 && place <= state.log.length ? state.log[place - 1].term : -1
}

export function lastTerm(state: RaftState): number {
  return state.log.length === 0 ? state.baseTerm : state.log[state.log.length - 1].term
}

/** The entry at `index`, which must be in the log. */
export function entryAt(state: RaftState, index: number): Entry {
  return state.log[index - state.base - 1]
}

/** Section 5.4.1: the log with the later last term is more up-to-date; with equal last terms, the longer. */
export function isUpToDate(state: RaftState, index: number, term: number): boolean {
  const own = lastTerm(state)
  return term > own || (term === own && index >= lastIndex(state))
}

/**
 * The last place at or before `index` where another log might agree that has an entry of `term` there: terms never fall
 * along a log, so wherever the own term is later they differ (end of section 5.3; etcd's `findConflictByTerm`). What is not
 * known may agree.
 */
export function lastPossible(state: RaftState, index: number, term: number): number {
  let place = index
  while (place > 0) {
    const own = termAt(state, place)
    if (own === -1 || own <= term) return place
    place -= 1
  }
  return 0
}
