import { assert } from './errors.js'
import { EventQueue, MAX_PRIORITY, MIN_PRIORITY } from './event-queue.js'
import { EventSlots } from './event-slots.js'
import type { PendingColumns } from './pending-columns.js'

/** A complete simulation kernel as JSON-safe data. Two equal histories give equal snapshots. */
export interface KernelSnapshot {
  version: 2
  now: number
  dispatched: number
  sequence: number
  /** The two lanes of the fingerprint. */
  lanes: [number, number]
  maxEvents: number
  maxPending: number
  pending: PendingColumns
  /** By slot; with `free` it keeps handles valid, and those still to be given out the same. */
  generations: number[]
  free: number[]
}

/** Reads the pending events of a snapshot back. Throws KernelAssertionError when they contradict each other. */
export function queueOf(snapshot: KernelSnapshot): EventQueue {
  const { pending, generations, free, sequence, now } = snapshot
  const count = pending.time.length
  assert(isInt32(snapshot.lanes[0]) && isInt32(snapshot.lanes[1]), 'a fingerprint of two 32-bit integers')
  assert(Number.isSafeInteger(sequence) && sequence >= 0, 'a sequence number')
  for (const column of Object.values(pending)) assert(column.length === count, 'columns of equal length')
  const queue = new EventQueue(snapshot.maxPending)
  queue.slots = EventSlots.restore(generations, free)
  const taken = new Uint8Array(generations.length)
  for (const slot of free) assert(taken[slot]++ === 0, 'a slot is free once')
  for (let i = 0; i < count; i++) {
    const slot = pending.slot[i]
    assert(taken[slot]++ === 0, 'a slot belongs to one event, or is free')
    assert(Number.isSafeInteger(pending.time[i]) && pending.time[i] >= now, 'no pending event before now')
    assert(pending.sequence[i] < sequence, 'sequence numbers below the next')
    assert(isInt32(pending.kind[i]) && isInt32(pending.target[i]), 'kind and target that are 32-bit integers')
    assert(Number.isFinite(pending.a[i]) && Number.isFinite(pending.b[i]), 'finite a and b')
    assert(pending.priority[i] >= MIN_PRIORITY && pending.priority[i] <= MAX_PRIORITY, 'a priority in range')
    queue.place(i, pending)
  }
  queue.registers[0] = now
  queue.registers[4] = sequence
  return queue
}

function isInt32(value: number): boolean {
  return (value | 0) === value
}
