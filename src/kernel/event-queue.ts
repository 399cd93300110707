import { assert, type KernelLimit, KernelLimitError } from './errors.js'
import { EventHeap } from './event-heap.js'
import { EventSlots, MAX_SLOTS } from './event-slots.js'
import type { EventView } from './event-view.js'
import { emptyColumns, type PendingColumns } from './pending-columns.js'

/** 2^53 µs is 285 years. */
const LAST_TIME = Number.MAX_SAFE_INTEGER
export const MAX_TIME = LAST_TIME
/** Priority and sequence share a number: order = priority x 2^44 + sequence. */
const SEQUENCES = 2 ** 44
export const MIN_PRIORITY = -128
export const MAX_PRIORITY = 127
/** Half of the slots, since as many cancelled entries as live ones may await their sweep. */
export const MAX_PENDING = MAX_SLOTS / 2 - 64
/** Cancelled entries that never matter. */
const FEW_CANCELLED = 64

/** A pending event's key, and where the rest of it is. */
export interface Entry {
  time: number
  /** Priority and sequence in one number. */
  order: number
  slot: number
}

/** The near heap takes no more while it holds this share of what the other does: it is worth its while only when small. */
const NEAR_SHARE = 8

/**
 * The pending events: two heaps of keys over slots of data.
 *
 * A handler that schedules one event fills the hole its own event has left, and needs no second heap. One that sends to
 * many has no hole for the rest: each message would rise past all the standing timers and, once handled, have one of them
 * sink again. Such entries go to a small heap of their own, `near`, and the lesser of the two tops is next. Where an
 * entry lies shows in nothing but speed: the order is that of the keys, and a restored queue begins with one heap.
 *
 * Cancelling marks a slot and leaves its entry in the heap, to be dropped when it comes up: keeping every slot
 * informed of its place in the heap, to remove it there, made the bare heap 12 % dearer with 10^2 pending and 1 to 4
 * % with 10^4. When the cancelled outnumber the live, one sweep drops them all, so a cancellation costs O(1) on
 * average and the queue never holds more than twice what is pending.
 */
export class EventQueue {
  heap = new EventHeap()
  near = new EventHeap()
  /** 1 when `next()` named the top of `near`. */
  #fromNear = 0
  slots = new EventSlots()
  /**
   * [0] is the clock; [1], [2], [3] are time, a and b of the event to insert; [4] is the
   * next sequence number. Doubles go through memory: as arguments, or in fields, V8 would
   * box them on its heap once for each event.
   */
  readonly registers = new Float64Array(5)
  /** The clock as two 32-bit words. */
  readonly clockWords = new Int32Array(this.registers.buffer, 0, 2)
  /** Pending events, the cancelled not counted, and those among them that do not keep a run alive. */
  pending = 0
  background = 0
  cancelled = 0
  readonly maxPending: number

  constructor(maxPending: number) {
    if (!(Number.isInteger(maxPending) && maxPending >= 1 && maxPending <= MAX_PENDING)) {
      throw new KernelLimitError('bad-option', `maxPending must be an integer from 1 to ${MAX_PENDING}`, {
        maxPending: String(maxPending),
      })
    }
    this.maxPending = maxPending
  }

  /** Inserts the event whose time, a and b stand in `registers`, and returns its slot. `background` is 0 or 1. */
  insert(kind: number, target: number, payload: unknown, priority: number, background: number): number {
    const { registers, heap, slots } = this
    const time = registers[1]
    const a = registers[2]
    const b = registers[3]
    const sequence = registers[4]
    const fits =
      time >= registers[0] &&
      time <= LAST_TIME &&
      Math.floor(time) === time &&
      (kind | 0) === kind &&
      (target | 0) === target &&
      // x - x is 0 for finite numbers only.
      a - a === 0 &&
      b - b === 0 &&
      this.pending < this.maxPending &&
      sequence < SEQUENCES
    if (!fits) throw this.#refusal(kind, target)
    heap.orders[0] = sequence
    if (priority !== 0) heap.orders[0] += priorityOrder(priority)
    heap.times[0] = time + 0
    const slot = slots.take()
    slots.fill(slot, kind, target, payload, background, registers)
    registers[4] = sequence + 1
    this.pending++
    this.background += background
    if (heap.hole === 1) heap.fillHoleWith(slot)
    else this.#push(slot)
    return slot
  }

  /** The slot of the next event, whose time is then `nextTime`, or -1 when none is pending. */
  next(): number {
    const slot = this.#top()
    return this.cancelled === 0 ? slot : this.#skipCancelled(slot)
  }

  /** Takes the event that `next()` has named off the queue into the view; its slot is free from then on. */
  remove(slot: number, view: EventView): void {
    this.pending--
    if (this.slots.takeOut(slot, view) === 1) this.background--
    this.#removeTop()
  }

  /** Time of the event that `next()` has named. */
  get nextTime(): number {
    return this.#fromNear === 1 ? this.near.topTime : this.heap.topTime
  }

  /** True when the event was pending, which it then no longer is. */
  cancel(handle: number): boolean {
    const { slots } = this
    const slot = slots.find(handle)
    if (slot < 0) return false
    this.pending--
    this.background -= slots.background(slot)
    slots.markCancelled(slot)
    this.cancelled++
    if (this.cancelled > FEW_CANCELLED && this.cancelled > this.pending) this.#sweep()
    return true
  }

  clone(): EventQueue {
    const copy = new EventQueue(this.maxPending)
    copy.heap = this.heap.clone()
    copy.near = this.near.clone()
    copy.slots = this.slots.clone()
    copy.registers.set(this.registers)
    copy.pending = this.pending
    copy.background = this.background
    copy.cancelled = this.cancelled
    return copy
  }

  /** Everything in the heaps, the cancelled too, in the order in which it would run. */
  entries(): Entry[] {
    const entries: Entry[] = []
    for (const heap of [this.heap, this.near]) {
      heap.forEach((time, order, slot) => {
        entries.push({ time, order, slot })
      })
    }
    return entries.sort((x, y) => x.time - y.time || x.order - y.order)
  }

  /** Puts these entries, of slots in use, in the place of all there are. */
  refill(entries: readonly Entry[]): void {
    this.heap = new EventHeap()
    this.near = new EventHeap()
    const { heap } = this
    for (const { time, order, slot } of entries) {
      heap.times[0] = time
      heap.orders[0] = order
      heap.insert(slot)
    }
  }

  /** The entries as a snapshot has them: the heap's own layout is nobody's business. */
  columns(): PendingColumns {
    const { slots } = this
    const columns = emptyColumns()
    for (const { time, order, slot } of this.entries()) {
      const priority = Math.floor(order / SEQUENCES)
      columns.time.push(time)
      columns.priority.push(priority)
      columns.sequence.push(order - priority * SEQUENCES)
      columns.slot.push(slot)
      slots.toColumns(slot, columns)
    }
    return columns
  }

  /** Puts row i of `columns()` back into its own slot; the sequence is set by the caller. */
  place(i: number, columns: PendingColumns): void {
    const { heap, slots } = this
    const slot = columns.slot[i]
    slots.fromColumns(slot, i, columns)
    if (columns.cancelled[i] === 1) {
      this.cancelled++
    } else {
      this.pending++
      this.background += slots.background(slot)
    }
    heap.times[0] = columns.time[i]
    heap.orders[0] = columns.priority[i] * SEQUENCES + columns.sequence[i]
    heap.insert(slot)
  }

  /** Why the event in `registers` is not taken. */
  #refusal(kind: number, target: number): KernelLimitError {
    const { registers, maxPending } = this
    const [now, time, a, b] = registers
    const refuse = (limit: KernelLimit, message: string, fields: Record<string, string | number>) =>
      new KernelLimitError(limit, message, fields)
    const at = { time: String(time), now }
    if (!Number.isInteger(time)) return refuse('time-not-integer', `an event at ${time} µs, which is not whole`, at)
    if (time < now) return refuse('time-in-past', `an event at ${time} µs lies before now, ${now} µs`, at)
    if (time > LAST_TIME) return refuse('max-time', `an event at ${time} µs lies beyond 2^53 µs (285 years)`, at)
    if ((kind | 0) !== kind || (target | 0) !== target) {
      const fields = { kind: String(kind), target: String(target) }
      return refuse('not-int32', 'kind and target must be 32-bit integers', fields)
    }
    if (!Number.isFinite(a) || !Number.isFinite(b)) {
      return refuse('not-finite', 'a and b must be finite numbers', { a: String(a), b: String(b) })
    }
    if (this.pending >= maxPending)
      return refuse('max-pending', `more than ${maxPending} events pending`, { maxPending, now })
    return refuse('max-sequence', 'more than 2^44 events scheduled', { maxSequence: SEQUENCES, now })
  }

  /** Inserts the key in the heap's registers where there is no hole to fill. */
  #push(slot: number): void {
    const { heap, near } = this
    if (heap.wouldRise() && near.size * NEAR_SHARE < heap.size) {
      near.times[0] = heap.times[0]
      near.orders[0] = heap.orders[0]
      near.insert(slot)
    } else {
      heap.insert(slot)
    }
  }

  #top(): number {
    this.#fromNear = 0
    return this.near.isBare ? this.heap.top() : this.#lesserTop()
  }

  #lesserTop(): number {
    const { heap, near } = this
    const slot = heap.top()
    const nearSlot = near.top()
    if (nearSlot < 0) return slot
    if (slot >= 0) {
      const time = heap.topTime
      const nearTime = near.topTime
      if (time < nearTime || (time === nearTime && heap.topOrder < near.topOrder)) return slot
    }
    this.#fromNear = 1
    return nearSlot
  }

  #removeTop(): void {
    if (this.#fromNear === 1) this.near.remove()
    else this.heap.remove()
  }

  /** Drops the cancelled entries at the top, the first of which is `top`; the slot of the next live one, or -1. */
  #skipCancelled(top: number): number {
    const { slots } = this
    let slot = top
    while (slot >= 0 && slots.isCancelled(slot)) {
      this.#removeTop()
      slots.release(slot)
      this.cancelled--
      slot = this.#top()
    }
    return slot
  }

  /** Drops every cancelled entry. Slots are freed in their own order, so that handles do not depend on the heap's layout. */
  #sweep(): void {
    const { slots } = this
    const dead: number[] = []
    const isLive = (slot: number) => {
      if (!slots.isCancelled(slot)) return true
      dead.push(slot)
      return false
    }
    this.heap.retain(isLive)
    this.near.retain(isLive)
    dead.sort((x, y) => x - y)
    for (const slot of dead) slots.release(slot)
    assert(dead.length === this.cancelled, 'cancelled entries are counted')
    this.cancelled = 0
  }
}

/** What a priority adds to the sequence number. */
function priorityOrder(priority: number): number {
  if (Number.isInteger(priority) && priority >= MIN_PRIORITY && priority <= MAX_PRIORITY) return priority * SEQUENCES
  const message = `a priority must be an integer from ${MIN_PRIORITY} to ${MAX_PRIORITY}`
  throw new KernelLimitError('priority-range', message, { priority: String(priority) })
}
