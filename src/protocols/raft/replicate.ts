import { defaultBatch, defaultWindow, patientRounds, type RaftConfig } from './config.js'
import { hex, progressText } from './journal.js'
import { lastIndex, termAt } from './log.js'
import { type Entry, makeMessage, noEntries } from './messages.js'
import { addInflight, becomeSnapshot, countsInflight, isFull } from './progress.js'
import { contextOf } from './rounds.js'
import type { Out, Progress, RaftState } from './state.js'

/** To everyone, whether there is news or not. */
export function broadcast(config: RaftConfig, state: RaftState, out: Out): void {
  for (const peer of state.peers) maybeSend(config, state, out, peer, true)
}

/** The news to everyone. */
export function replicate(config: RaftConfig, state: RaftState, out: Out): void {
  if (config.ways === 'etcd') broadcast(config, state, out)
  else for (const peer of state.peers) sendNews(config, state, out, peer)
}

/** What the follower is not known to have, as far as the window reaches; while probing, one message at a time. */
export function sendNews(config: RaftConfig, state: RaftState, out: Out, peer: number): void {
  while (state.progress[peer].next <= lastIndex(state) && maybeSend(config, state, out, peer, false)) {}
}

/**
 * One AppendEntries with what comes next, or a snapshot where the log no longer has it. False when nothing was sent: the
 * flow is paused, or there is nothing to send and `ifEmpty` does not ask for an empty one.
 */
export function maybeSend(config: RaftConfig, state: RaftState, out: Out, to: number, ifEmpty: boolean): boolean {
  const progress = state.progress[to]
  if (progress.paused || progress.state === 'snapshot') return false
  const previous = progress.next - 1
  const previousTerm = termAt(state, previous)
  if (previousTerm === -1) return maybeSendSnapshot(config, state, out, to, progress)
  const entries = nextEntries(config, state, progress)
  if (entries.length === 0 && !ifEmpty) return false
  const context = contextOf(config, state, out)
  const { self, currentTerm, commitIndex } = state
  out.send(
    to,
    makeMessage('MsgApp', to, self, currentTerm, previousTerm, previous, entries, commitIndex, false, 0, context, null),
  )
  sent(config, progress, entries)
  progress.sentCommit = commitIndex
  return true
}

/** In a full window only empty messages go out, which find out what became of those under way, or where the logs agree. */
function nextEntries(config: RaftConfig, state: RaftState, progress: Progress): readonly Entry[] {
  const { log, base } = state
  const from = progress.next - base - 1
  if (from >= log.length || (progress.state === 'replicate' && isFull(config, progress))) return noEntries
  const room = progress.match + (config.window ?? defaultWindow) - base
  const end = Math.min(log.length, from + (config.batch ?? defaultBatch), room)
  const { batchBytes = 0 } = config
  if (end <= from) return noEntries
  if (end === from + 1) return [log[from]]
  return log.slice(from, batchBytes === 0 ? end : fitting(log, from, end, batchBytes))
}

/** The end of those that have so many bytes together; one in any case. */
function fitting(log: readonly Entry[], from: number, end: number, bytes: number): number {
  let size = log[from].size
  let place = from + 1
  while (place < end && size + log[place].size <= bytes) {
    size += log[place].size
    place += 1
  }
  return place
}

function sent(config: RaftConfig, progress: Progress, entries: readonly Entry[]): void {
  if (progress.state !== 'replicate') {
    progress.paused = entries.length > 0 || config.ways !== 'etcd'
    return
  }
  if (entries.length > 0) {
    progress.next += entries.length
    if (countsInflight(config)) {
      let size = 0
      for (const entry of entries) size += entry.size
      addInflight(progress, progress.next - 1, size)
    }
  }
  progress.paused = isFull(config, progress)
}

/** To one that was heard lately, since a snapshot is long. */
function maybeSendSnapshot(config: RaftConfig, state: RaftState, out: Out, to: number, progress: Progress): boolean {
  const { self, currentTerm, snapshot, base, commitIndex, configuration } = state
  const name = hex(to)
  const recent = config.ways === 'etcd' ? progress.active : progress.silent < patientRounds(config)
  if (!recent || snapshot === null) {
    if (!recent) out.journal?.debug(`ignore sending snapshot to ${name} since it is not recently active`)
    return false
  }
  const text = () => progressText(progress, configuration, to, isFull(config, progress))
  out.journal?.debug(
    `${hex(self)} [firstindex: ${base + 1}, commit: ${commitIndex}] sent snapshot[index: ${snapshot.index}, term: ${snapshot.term}] to ${name} [${text()}]`,
  )
  becomeSnapshot(progress, snapshot.index)
  progress.waited = 0
  out.journal?.debug(`${hex(self)} paused sending replication messages to ${name} [${text()}]`)
  out.send(to, makeMessage('MsgSnap', to, self, currentTerm, 0, 0, noEntries, 0, false, 0, null, snapshot))
  return true
}

/** A heartbeat to one follower: an AppendEntries, which repeats what may be lost, or where there is none a bare one. */
export function sendBeat(config: RaftConfig, state: RaftState, out: Out, to: number): void {
  const progress = state.progress[to]
  if (config.heartbeats !== 'separate') {
    progress.paused = false
    if (maybeSend(config, state, out, to, true) && progress.state !== 'snapshot') return
  }
  sendHeartbeat(config, state, out, to)
}

/** Its commit index never goes beyond what the follower is known to have: nothing checks that the logs agree. */
function sendHeartbeat(config: RaftConfig, state: RaftState, out: Out, to: number): void {
  const progress = state.progress[to]
  const commit = Math.min(progress.match, state.commitIndex)
  const context = contextOf(config, state, out)
  const { self, currentTerm } = state
  out.send(to, makeMessage('MsgHeartbeat', to, self, currentTerm, 0, 0, noEntries, commit, false, 0, context, null))
  progress.sentCommit = commit
}
