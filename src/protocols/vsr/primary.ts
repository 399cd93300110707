import { committedIndex } from '../../quorum/index.js'
import type { Plain } from '../contract.js'
import { deferOwn } from '../outbox.js'
import { commitTo } from './apply.js'
import { defaultBatch, defaultWindow, keepsDisk, type VsrConfig } from './config.js'
import { append, writePlace } from './disk.js'
import { lastOp } from './log.js'
import { type Entry, type EntryKind, noEntries, type PrepareOk } from './messages.js'
import { follow, leave, setStatus } from './role.js'
import { isPrimary, type Out, primaryOf, quorumOf, termOf, type VsrState } from './state.js'
import { isCurrent, learn } from './vector.js'

/** Normal in `view`: its primary or a backup. */
export function becomeNormal(config: VsrConfig, state: VsrState, out: Out, view: number): void {
  if (primaryOf(state.epoch, view) === state.self) lead(config, state, out, view)
  else follow(config, state, out, view)
}

/**
 * Normal in a view that began without a view change. Its primary leads it only when its disk says so: if it came back
 * and did not know, it would lead it a second time and give the same numbers to others.
 */
export function comeTo(config: VsrConfig, state: VsrState, out: Out, view: number): void {
  if (!keepsDisk(config) || primaryOf(state.epoch, view) !== state.self) {
    becomeNormal(config, state, out, view)
    return
  }
  state.view = view
  state.lastNormal = view
  state.status = 'normal'
  writePlace(config, state)
  setStatus(state, out, 'transitioning')
  deferOwn(state.outbox, 'own-epoch', termOf(state.epoch, view), 0)
}

export function leadWhenSynced(config: VsrConfig, state: VsrState, out: Out, term: number): void {
  const { status, epoch, view } = state
  if (status === 'transitioning' && termOf(epoch, view) === term) lead(config, state, out, view)
}

/** The primary of `view`, with the log that the view begins with. */
export function lead(config: VsrConfig, state: VsrState, out: Out, view: number): void {
  leave(state, out)
  out.cancel('view')
  state.view = view
  state.lastNormal = view
  state.viewStart = lastOp(state)
  for (const progress of state.progress) {
    progress.match = 0
    progress.next = state.viewStart + 1
    progress.reading = -1
    progress.silent = 0
  }
  setStatus(state, out, 'normal')
  out.note('view', view)
  out.note('leader', state.self)
  writePlace(config, state)
  out.every('heartbeat', config.heartbeat)
  if (state.commit >= state.viewStart) out.note('serving', view)
  countOwn(config, state, out)
}

/** The primary's own log counts when it is on its disk. */
function countOwn(config: VsrConfig, state: VsrState, out: Out): void {
  const op = lastOp(state)
  if (keepsDisk(config)) deferOwn(state.outbox, 'own-log', termOf(state.epoch, state.view), op)
  else ownLogCounts(config, state, out, termOf(state.epoch, state.view), op)
}

export function ownLogCounts(config: VsrConfig, state: VsrState, out: Out, term: number, op: number): void {
  if (!isPrimary(state) || termOf(state.epoch, state.view) !== term) return
  const own = state.progress[state.self]
  own.match = Math.max(own.match, op)
  advance(config, state, out)
}

/** Gives an operation its number and sends it out (4.1). */
export function propose(
  config: VsrConfig,
  state: VsrState,
  out: Out,
  kind: EntryKind,
  command: Plain,
  client: number,
  sequence: number,
): void {
  const { epoch, view } = state
  const op = lastOp(state) + 1
  append(config, state, [{ epoch: epoch.epoch, view, op, kind, command, client, sequence }])
  for (const peer of epoch.members) if (peer !== state.self) sendNews(config, state, out, peer)
  countOwn(config, state, out)
}

/** What the backup is not known to have, as far as the window reaches. */
function sendNews(config: VsrConfig, state: VsrState, out: Out, peer: number): void {
  while (state.progress[peer].next <= lastOp(state) && sendPrepare(config, state, out, peer)) {}
}

/** One PREPARE with what comes next; false when the window is full. */
function sendPrepare(config: VsrConfig, state: VsrState, out: Out, peer: number): boolean {
  const { epoch, view, base, log, commit, viewStart } = state
  const progress = state.progress[peer]
  // What a checkpoint took from the log the backup asks for, when it finds the gap.
  if (progress.next <= base) progress.next = base + 1
  const previous = progress.next - 1
  const room = Math.max(progress.match, viewStart, base) + (config.window ?? defaultWindow) - previous
  const count = Math.min(lastOp(state) - previous, room, config.batch ?? defaultBatch)
  if (count <= 0 && previous < lastOp(state)) return false
  const entries: readonly Entry[] = count <= 0 ? noEntries : log.slice(previous - base, previous - base + count)
  const reading = readingOf(config, out)
  out.send(peer, { type: 'PREPARE', epoch: epoch.epoch, view, previous, entries, commit, reading })
  progress.next += entries.length
  return true
}

/** To whoever has everything a COMMIT (4.1); to the others once more what they have not acknowledged. */
export function heartbeat(config: VsrConfig, state: VsrState, out: Out): void {
  if (!isPrimary(state)) return
  const { epoch, view, commit, viewStart } = state
  for (const peer of epoch.members) {
    if (peer === state.self) continue
    const progress = state.progress[peer]
    if (config.reads === 'lease') progress.silent = Math.min(2, progress.silent + 1)
    if (progress.match === lastOp(state)) {
      out.send(peer, { type: 'COMMIT', epoch: epoch.epoch, view, commit, reading: readingOf(config, out) })
    } else {
      // What the view began with it has from STARTVIEW, or asks for.
      progress.next = Math.max(progress.match, viewStart) + 1
      sendPrepare(config, state, out, peer)
    }
  }
}

export function onPrepareOk(config: VsrConfig, state: VsrState, out: Out, from: number, message: PrepareOk): void {
  learn(state, message.vector)
  if (!isPrimary(state) || message.view !== state.view) return
  if (!isCurrent(state, from, message.vector)) return
  const progress = state.progress[from]
  if (config.reads === 'lease') {
    progress.silent = 0
    progress.reading = Math.max(progress.reading, message.reading)
  }
  if (message.op > progress.match) {
    progress.match = message.op
    progress.next = Math.max(progress.next, message.op + 1)
    advance(config, state, out)
    if (!isPrimary(state)) return
  }
  sendNews(config, state, out, from)
}

/** Committed is what a quorum has (4.1): the primary and f others. */
function advance(config: VsrConfig, state: VsrState, out: Out): void {
  commitTo(
    config,
    state,
    out,
    committedIndex(quorumOf(state.epoch), member => state.progress[member].match),
  )
}

function readingOf({ reads }: VsrConfig, out: Out): number {
  return reads === 'lease' ? out.clock() : 0
}
