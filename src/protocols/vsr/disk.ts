import type { Plain, Write } from '../contract.js'
import { keepsDisk, type VsrConfig } from './config.js'
import { endOf, isSame, lastOp } from './log.js'
import type { Checkpoint, Entry, LogPart } from './messages.js'
import type { Out, Place, VsrState } from './state.js'

// What goes to the disk, where it is kept, and the changes of the log that go with it.

/** The one bit of a process that keeps nothing: whoever sets a member up writes it, and never again. */
export function writeInstalled(state: VsrState): void {
  gather(state, [{ kind: 'put', key: 'installed', value: true }])
}

/**
 * What one step writes is synced together or lost together: a log of a view without that view would be taken for one of
 * an earlier view. Whatever waits for the disk in this step waits for all of it.
 */
function gather(state: VsrState, writes: readonly Write[]): void {
  if (state.writes.length === 0) state.outbox.written += 1
  for (const one of writes) state.writes.push(one)
}

/** At the end of a step. */
export function flush(state: VsrState, out: Out): void {
  if (state.writes.length === 0) return
  out.persist(state.outbox.written, state.writes)
  state.writes = []
}

/** Where this process is: before it says so to anybody (4.3, and 5.2 of Oki & Liskov 1988 for the view). */
export function writePlace(config: VsrConfig, state: VsrState): void {
  const { status, epoch, view, lastNormal } = state
  const place: Place = { status, epoch, view, lastNormal }
  write(config, state, [{ kind: 'put', key: 'place', value: place as unknown as Plain }])
}

function write(config: VsrConfig, state: VsrState, writes: readonly Write[]): void {
  if (keepsDisk(config)) gather(state, writes)
}

/** Entries that go on from the end of the log. */
export function append(config: VsrConfig, state: VsrState, entries: readonly Entry[]): void {
  const from = lastOp(state)
  for (const entry of entries) state.log.push(entry)
  write(config, state, [{ kind: 'append', from, entries }])
}

/**
 * Takes another's log for the own, whose entries up to `trusted` are known to be the same; what differs beyond is
 * replaced, and what is beyond the other's end is gone. False when the part does not reach down to what is known.
 */
export function adopt(config: VsrConfig, state: VsrState, out: Out, part: LogPart, trusted: number): boolean {
  if (part.base > trusted) {
    if (part.checkpoint === null) return false
    if (part.checkpoint.op > state.commit) install(config, state, out, part.checkpoint)
  }
  const { base, log } = state
  let place = Math.max(part.base, base)
  const end = endOf(part)
  while (place < lastOp(state) && place < end && isSame(log[place - base], part.entries[place - part.base])) place += 1
  if (place < end || place < lastOp(state)) {
    log.length = place - base
    append(config, state, part.entries.slice(place - part.base))
  }
  return true
}

function install(config: VsrConfig, state: VsrState, out: Out, checkpoint: Checkpoint): void {
  const { op, sessions, machine } = checkpoint
  const emptied: Write[] = lastOp(state) > state.base ? [{ kind: 'append', from: state.base, entries: [] }] : []
  state.log = []
  state.base = op
  state.checkpoint = checkpoint
  state.commit = op
  state.sessions = { open: sessions.open.slice() }
  write(config, state, [...emptied, ...checkpointWrites(checkpoint, op)])
  out.restore(op, machine)
  out.note('checkpoint', op)
  out.note('commit', op)
}

/** Captures the state after the last operation carried out, and drops the log up to it but for what is to be kept (5.1). */
export function takeCheckpoint(config: VsrConfig, state: VsrState, out: Out): void {
  const { commit, base, sessions } = state
  if (commit <= (state.checkpoint?.op ?? 0)) return
  const checkpoint: Checkpoint = { op: commit, sessions: { open: sessions.open.slice() }, machine: out.capture() }
  const kept = Math.max(base, commit - (config.keepEntries ?? 0))
  state.log.splice(0, kept - base)
  state.base = kept
  state.checkpoint = checkpoint
  write(config, state, checkpointWrites(checkpoint, kept))
  out.note('checkpoint', commit)
}

function checkpointWrites(checkpoint: Checkpoint, before: number): Write[] {
  return [
    { kind: 'put', key: 'checkpoint', value: checkpoint as unknown as Plain },
    { kind: 'drop', before },
  ]
}
