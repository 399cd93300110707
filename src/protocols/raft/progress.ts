import type { RaftConfig } from './config.js'
import { defaultWindow } from './config.js'
import { newProgress, type Progress } from './state.js'

// Flow control to one follower, with the rules of etcd's `tracker.Progress` and `Inflights`.

/** A process of which nothing is known but that the log ends before `next`. */
export function resetProgress(progress: Progress, next: number): void {
  const { member, handed, handedBefore } = progress
  Object.assign(progress, newProgress(), { member, handed, handedBefore, next })
}

export function isFull(config: RaftConfig, progress: Progress): boolean {
  if (progress.next - 1 - progress.match >= (config.window ?? defaultWindow)) return true
  const { inflightMessages = 0, inflightBytes = 0 } = config
  return (
    (inflightMessages > 0 && progress.inflight.length >= inflightMessages) ||
    (inflightBytes > 0 && progress.inflightBytes >= inflightBytes)
  )
}

export function countsInflight({ inflightMessages = 0, inflightBytes = 0 }: RaftConfig): boolean {
  return inflightMessages > 0 || inflightBytes > 0
}

export function addInflight(progress: Progress, last: number, size: number): void {
  progress.inflight.push(last)
  progress.inflightSizes.push(size)
  progress.inflightBytes += size
}

/** The follower has everything up to `index`. */
export function freeInflight(progress: Progress, index: number): void {
  const { inflight, inflightSizes } = progress
  let done = 0
  while (done < inflight.length && inflight[done] <= index) {
    progress.inflightBytes -= inflightSizes[done]
    done += 1
  }
  if (done === 0) return
  inflight.splice(0, done)
  inflightSizes.splice(0, done)
}

function become(progress: Progress, state: Progress['state']): void {
  progress.paused = false
  progress.pendingSnapshot = 0
  progress.state = state
  if (progress.inflight.length > 0) {
    progress.inflight = []
    progress.inflightSizes = []
    progress.inflightBytes = 0
  }
}

/** Looks for the last shared entry from what is known to be shared, or was in the snapshot sent. */
export function becomeProbe(progress: Progress): void {
  const { state, pendingSnapshot } = progress
  become(progress, 'probe')
  progress.next = state === 'snapshot' ? Math.max(progress.match, pendingSnapshot) + 1 : progress.match + 1
  progress.sentCommit = Math.min(progress.sentCommit, progress.next - 1)
}

export function becomeReplicate(progress: Progress): void {
  become(progress, 'replicate')
  progress.next = progress.match + 1
}

export function becomeSnapshot(progress: Progress, index: number): void {
  become(progress, 'snapshot')
  progress.pendingSnapshot = index
  progress.next = index + 1
  progress.sentCommit = index
}

/** An acknowledgement; false when it says nothing new. */
export function acknowledged(progress: Progress, index: number): boolean {
  if (index <= progress.match) return false
  progress.match = index
  if (progress.next <= index) progress.next = index + 1
  progress.paused = false
  return true
}

/**
 * A refusal of the message after `refused`, with the place the follower suggests; false when it is late and says nothing.
 * It never moves `match`.
 */
export function refused(progress: Progress, index: number, suggested: number): boolean {
  if (progress.state === 'replicate') {
    if (index <= progress.match) return false
    progress.next = progress.match + 1
    progress.sentCommit = Math.min(progress.sentCommit, progress.next - 1)
    return true
  }
  if (progress.next - 1 !== index) return false
  progress.next = Math.max(Math.min(index, suggested + 1), progress.match + 1)
  progress.sentCommit = Math.min(progress.sentCommit, progress.next - 1)
  progress.paused = false
  return true
}

/** Whether an AppendEntries without entries could tell the follower of a later commit. */
export function canBumpCommit({ sentCommit, next }: Progress, commit: number): boolean {
  return commit > sentCommit && sentCommit < next - 1
}
