import type { Effects, Plain, Write } from '../contract.js'
import { persist } from '../outbox.js'
import type { Txn, ZabMessage } from './messages.js'
import type { Snapshot, ZabState } from './state.js'
import { compareZxids, noZxid, sameZxid, type Zxid } from './zxid.js'

type Out = Effects<ZabMessage>

/**
 * The history of a process: a snapshot of its beginning, and the transactions after it, of which those still stand in the log
 * that followers may need. Two histories that hold the same zxid are the same up to it, so an index says as much.
 */
export function lastIndex({ dropped, log }: ZabState): number {
  return dropped + log.length
}

export function lastZxid(state: ZabState): Zxid {
  return zxidAt(state, lastIndex(state)) ?? noZxid
}

/** Null where it is no longer known. */
export function zxidAt({ log, dropped, snapshotIndex, snapshotZxid }: ZabState, index: number): Zxid | null {
  if (index === 0) return noZxid
  if (index > dropped && index <= dropped + log.length) {
    const { epoch, counter } = log[index - 1 - dropped]
    return { epoch, counter }
  }
  return index === snapshotIndex ? snapshotZxid : null
}

/** Index of the last transaction in the log that is not after `zxid`; `dropped` where there is none. */
export function indexUpTo({ log, dropped }: ZabState, zxid: Zxid): number {
  let low = 0
  let high = log.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareZxids(log[middle], zxid) <= 0) low = middle + 1
    else high = middle
  }
  return dropped + low
}

/** Index of the transaction, 0 for the zxid before the first; -1 where this history is not known to hold it. */
export function indexOf(state: ZabState, zxid: Zxid): number {
  if (sameZxid(zxid, noZxid)) return 0
  const index = indexUpTo(state, zxid)
  const there = zxidAt(state, index)
  if (there !== null && sameZxid(there, zxid)) return index
  return sameZxid(state.snapshotZxid, zxid) ? state.snapshotIndex : -1
}

/** The transactions after `from` up to `to`. */
export function between({ log, dropped }: ZabState, from: number, to: number): readonly Txn[] {
  return log.slice(from - dropped, to - dropped)
}

export function append(state: ZabState, out: Out, txns: readonly Txn[]): void {
  const entries = txns as unknown as readonly Plain[]
  persist(state.outbox, out, [{ kind: 'append', from: lastIndex(state), entries }])
  state.log.push(...txns)
}

/** What stands after `index` is gone. */
export function cutAfter(state: ZabState, out: Out, index: number): void {
  if (index < lastIndex(state)) replaceAfter(state, out, index, [])
}

/** Keeps `snapshot`, and of the log the `keep` transactions before its end and all after it. */
export function keepSnapshot(state: ZabState, out: Out, snapshot: Snapshot, keep: number): void {
  const before = Math.max(state.dropped, snapshot.index - keep)
  const writes: Write[] = [putSnapshot(snapshot)]
  if (before > state.dropped) writes.push({ kind: 'drop', before })
  persist(state.outbox, out, writes)
  state.log.splice(0, before - state.dropped)
  state.dropped = before
  setSnapshot(state, snapshot)
}

/**
 * A snapshot and what follows it take the place of the whole history. All of it is synced or nothing: transactions acknowledged
 * before must not be gone while those that replace them are under way (ZOOKEEPER-3642).
 */
export function replaceHistory(state: ZabState, out: Out, snapshot: Snapshot, txns: readonly Txn[]): void {
  const { index } = snapshot
  persist(state.outbox, out, [
    putSnapshot(snapshot),
    { kind: 'append', from: state.dropped, entries: [] },
    { kind: 'drop', before: index },
    { kind: 'append', from: index, entries: txns as unknown as readonly Plain[] },
  ])
  state.log = txns.slice()
  state.dropped = index
  setSnapshot(state, snapshot)
}

/** What stands after `index` gives way to `txns`, at once. */
export function replaceAfter(state: ZabState, out: Out, index: number, txns: readonly Txn[]): void {
  persist(state.outbox, out, [{ kind: 'append', from: index, entries: txns as unknown as readonly Plain[] }])
  state.log.length = index - state.dropped
  state.log.push(...txns)
}

function putSnapshot(snapshot: Snapshot): Write {
  return { kind: 'put', key: 'snapshot', value: snapshot as unknown as Plain }
}

function setSnapshot(state: ZabState, { index, epoch, counter }: Snapshot): void {
  state.snapshotIndex = index
  state.snapshotZxid = { epoch, counter }
}
