import { applyCommitted } from './apply.js'
import type { RaftConfig } from './config.js'
import { settleConfigurations } from './in-use.js'
import { termAt } from './log.js'
import { afterCommit } from './membership.js'
import { startReads } from './reads.js'
import type { Out, Progress, RaftState } from './state.js'

/**
 * Figure 2, rules for leaders: commit N if a majority's matchIndex reaches it and its entry is of the current term
 * (section 5.4.2: never by counting replicas of an earlier term's entry). Of a joint configuration a majority of each
 * half has to (4.3). True when the commit index moved.
 */
export function advanceCommit(config: RaftConfig, state: RaftState, out: Out): boolean {
  const { voters, outgoing } = state.configuration
  let best = reached(voters, state.progress)
  if (outgoing.length > 0) best = Math.min(best, reached(outgoing, state.progress))
  if (best <= state.commitIndex || termAt(state, best) !== state.currentTerm) return false
  commitTo(config, state, out, best)
  return true
}

/** Kept between calls and of no meaning then. */
const ranked: number[] = []

/** The highest index that a majority of `voters` has reached. */
function reached(voters: readonly number[], progress: readonly Progress[]): number {
  for (let i = 0; i < voters.length; i++) {
    const { match } = progress[voters[i]]
    let place = i
    while (place > 0 && ranked[place - 1] < match) {
      ranked[place] = ranked[place - 1]
      place -= 1
    }
    ranked[place] = match
  }
  return ranked[voters.length >> 1]
}

/** Raises commitIndex, never lowers it, and applies in order, unless the host does. */
export function commitTo(config: RaftConfig, state: RaftState, out: Out, index: number): void {
  if (index <= state.commitIndex) return
  const began = state.role === 'leader' && state.commitIndex < state.termStart && index >= state.termStart
  state.commitIndex = index
  out.note('commit', index)
  if (began) out.note('serving', state.currentTerm)
  if (!state.byHand) {
    applyCommitted(config, state, out)
    if (state.configurations.length > 1) settleConfigurations(state)
    afterCommit(config, state, out)
  }
  if (began && state.role === 'leader') startReads(config, state, out)
}
