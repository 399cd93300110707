import { isLearner } from '../configuration.js'
import { isPaused, stateNames } from '../journal.js'
import { isFull } from '../progress.js'
import type { HandHost } from './hand-host.js'
import { hardState, softState } from './ready.js'
import type { BasicStatus, NodeStatus, ProgressStatus } from './words.js'

export function basicStatus(host: HandHost): BasicStatus {
  const { state } = host
  return {
    id: state.self,
    hardState: hardState(host),
    ...softState(host),
    applied: state.lastApplied,
    leadTransferee: Math.max(0, state.transfer),
  }
}

export function nodeStatus(host: HandHost): NodeStatus {
  const { state } = host
  const { voters, outgoing, learners, learnersNext, autoLeave } = state.configuration
  const config = { voters: [voters, outgoing] as const, learners, learnersNext, autoLeave }
  const ids = state.progress.map((_, id) => id).filter(id => state.progress[id].member)
  const progress = state.role === 'leader' ? ids.map(id => progressStatus(host, id)) : []
  return { ...basicStatus(host), config, progress }
}

function progressStatus({ state, core }: HandHost, id: number): ProgressStatus {
  const progress = state.progress[id]
  return {
    id,
    match: progress.match,
    next: progress.next,
    state: stateNames[progress.state],
    isLearner: isLearner(state.configuration, id),
    paused: isPaused(progress),
    pendingSnapshot: progress.pendingSnapshot,
    recentActive: progress.active,
    inflight: progress.inflight.length,
    inflightFull: isFull(core, progress),
  }
}
