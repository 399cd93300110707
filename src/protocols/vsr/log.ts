import type { Entry, LogPart } from './messages.js'
import type { VsrState } from './state.js'

export function lastOp(state: VsrState): number {
  return state.base + state.log.length
}

/** The entry of `op`, which must be in the log. */
export function entryAt(state: VsrState, op: number): Entry {
  return state.log[op - state.base - 1]
}

/** What comes after `op`; where the log no longer has all of it, the whole log with the checkpoint before it (5.2). */
export function logAfter(state: VsrState, op: number): LogPart {
  const { base, log } = state
  return op >= base ? { base: op, entries: log.slice(op - base), checkpoint: null } : wholeLog(state)
}

export function wholeLog({ base, log, checkpoint }: VsrState): LogPart {
  return { base, entries: log.slice(), checkpoint: base === 0 ? null : checkpoint }
}

/** A part without what comes after `op`; one whose checkpoint is later is left as it is. */
export function logUpTo(part: LogPart, op: number): LogPart {
  const { base, entries, checkpoint } = part
  if (checkpoint !== null && checkpoint.op > op) return part
  return { base, entries: entries.slice(0, Math.max(0, op - base)), checkpoint }
}

/** The last operation of a part. */
export function endOf({ base, entries, checkpoint }: LogPart): number {
  return Math.max(base + entries.length, checkpoint?.op ?? 0)
}

/** Whether two entries are the same: a view's primary gives each number once. */
export function isSame(a: Entry, b: Entry): boolean {
  return a.op === b.op && a.view === b.view && a.epoch === b.epoch
}

/** The change of configuration at the end of the log, by which its epoch ends; null: there is none. */
export function pendingChange(state: VsrState): Entry | null {
  const { log, epoch } = state
  const last = log.length === 0 ? null : log[log.length - 1]
  return last !== null && last.kind === 'change' && last.epoch === epoch.epoch ? last : null
}
