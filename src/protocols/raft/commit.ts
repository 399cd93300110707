import type { Effects } from '../contract.js'
import { quorum, type RaftConfig } from './config.js'
import { termAt } from './log.js'
import type { RaftMessage } from './messages.js'
import type { RaftState } from './state.js'

/**
 * Figure 2, rules for leaders: commit N if a majority's matchIndex reaches it and its entry is of the current term
 * (section 5.4.2: never by counting replicas of an earlier term's entry).
 */
export function advanceCommit(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>): void {
  const needed = quorum(config.members)
  let best = state.commitIndex
  for (let peer = 0; peer < config.members; peer++) {
    const index = state.matchIndex[peer]
    if (index > best && countMatching(state.matchIndex, index) >= needed) best = index
  }
  if (best > state.commitIndex && termAt(state.log, best) === state.currentTerm) commitTo(state, out, best)
}

function countMatching(matchIndex: readonly number[], index: number): number {
  let count = 0
  for (let peer = 0; peer < matchIndex.length; peer++) if (matchIndex[peer] >= index) count += 1
  return count
}

/** Raises commitIndex, never lowers it, and applies in order; a leader answers the requests it was waiting with. */
export function commitTo(state: RaftState, out: Effects<RaftMessage>, index: number): void {
  if (index <= state.commitIndex) return
  const began = state.role === 'leader' && state.commitIndex < state.termStart && index >= state.termStart
  state.commitIndex = index
  out.note('commit', index)
  if (began) out.note('serving', state.currentTerm)
  let answered = 0
  while (state.lastApplied < index) {
    const entry = state.log[state.lastApplied]
    state.lastApplied += 1
    out.apply(state.lastApplied, entry.command)
    if (answered < state.waiting.length && state.waiting[answered].index === state.lastApplied) {
      const { request } = state.waiting[answered]
      out.reply(request, { kind: 'committed', index: state.lastApplied, term: entry.term })
      answered += 1
    }
  }
  if (answered > 0) state.waiting.splice(0, answered)
}
