import { advanceCommit } from './commit.js'
import type { RaftConfig } from './config.js'
import { hex, progressText } from './journal.js'
import { lastIndex, lastPossible } from './log.js'
import type { RaftMessage } from './messages.js'
import { acknowledged, becomeProbe, becomeReplicate, canBumpCommit, freeInflight, isFull, refused } from './progress.js'
import { confirmReads } from './reads.js'
import { broadcast, maybeSend, sendNews } from './replicate.js'
import { noteContext } from './rounds.js'
import type { Out, Progress, RaftState } from './state.js'
import { tellToStand } from './transfer.js'

/** A follower's answer to an AppendEntries or a snapshot. */
export function onAppResp(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  const { from } = message
  if (state.role !== 'leader') return
  const progress = state.progress[from]
  if (!progress.member) {
    out.journal?.debug(`${hex(state.self)} no progress available for ${hex(from)}`)
    return
  }
  progress.active = true
  progress.silent = 0
  if (message.context !== null) {
    noteContext(progress, message.context)
    confirmReads(config, state, out)
  }
  if (message.reject) onRefusal(config, state, out, progress, message)
  else onMatch(config, state, out, from, progress, message.index)
}

/** The leader's own entries are on its disk: counted like a follower's acknowledgement. */
export function ownEntriesSynced(config: RaftConfig, state: RaftState, out: Out, term: number, index: number): void {
  if (state.role !== 'leader' || state.currentTerm !== term) return
  const own = state.progress[state.self]
  if (own.member) onMatch(config, state, out, state.self, own, index)
}

function onMatch(
  config: RaftConfig,
  state: RaftState,
  out: Out,
  from: number,
  progress: Progress,
  index: number,
): void {
  const news = acknowledged(progress, index)
  if (!news && !(progress.match === index && progress.state === 'probe')) return
  if (progress.state === 'replicate') {
    if (progress.inflight.length > 0) freeInflight(progress, index)
  } else if (progress.state === 'probe') {
    becomeReplicate(progress)
  } else if (progress.match >= state.base) {
    const text = progressText(progress, state.configuration, from, isFull(config, progress))
    const what = 'recovered from needing snapshot, resumed sending replication messages'
    out.journal?.debug(`${hex(state.self)} ${what} to ${hex(from)} [${text}]`)
    // Whatever snapshot it was that arrived: the log goes on from there.
    becomeProbe(progress)
    becomeReplicate(progress)
  }
  const atOnce = config.commitNews === 'at-once'
  if (news && advanceCommit(config, state, out)) {
    if (state.role !== 'leader') return
    if (atOnce) broadcast(config, state, out)
  } else if (atOnce && from !== state.self && canBumpCommit(progress, state.commitIndex)) {
    maybeSend(config, state, out, from, true)
  }
  if (from === state.self) return
  sendNews(config, state, out, from)
  if (from === state.transfer && progress.match === lastIndex(state)) {
    out.journal?.info(`${hex(state.self)} sent MsgTimeoutNow to ${hex(from)} after received MsgAppResp`)
    tellToStand(state, out, from)
  }
}

/** Section 5.3: decrement nextIndex and try again; with the follower's hint, past a whole term in conflict at a time. */
function onRefusal(
  config: RaftConfig,
  state: RaftState,
  out: Out,
  progress: Progress,
  { from, index, rejectHint, logTerm }: RaftMessage,
): void {
  const { journal } = out
  const name = hex(state.self)
  journal?.debug(
    `${name} received MsgAppResp(rejected, hint: (index ${rejectHint}, term ${logTerm})) from ${hex(from)} for index ${index}`,
  )
  let suggested = index - 1
  if (config.backtracking !== 'by-one') {
    suggested = logTerm > 0 ? lastPossible(state, rejectHint, logTerm) : rejectHint
  }
  if (!refused(progress, index, suggested)) return
  if (journal !== undefined) {
    const text = progressText(progress, state.configuration, from, isFull(config, progress))
    journal.debug(`${name} decreased progress of ${hex(from)} to [${text}]`)
  }
  if (progress.state === 'replicate') becomeProbe(progress)
  maybeSend(config, state, out, from, true)
}

/** The follower lives, and what it is missing may be sent. */
export function onHeartbeatResp(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  const { from, context } = message
  if (state.role !== 'leader') return
  const progress = state.progress[from]
  if (!progress.member) {
    out.journal?.debug(`${hex(state.self)} no progress available for ${hex(from)}`)
    return
  }
  progress.active = true
  progress.silent = 0
  progress.paused = false
  if (progress.match < lastIndex(state) || progress.state === 'probe') maybeSend(config, state, out, from, true)
  if (context === null) return
  noteContext(progress, context)
  confirmReads(config, state, out)
}
