import { assert, KernelLimitError } from './errors.js'
import { EventHeap } from './event-heap.js'
import {
  A,
  B,
  BACKGROUND,
  CANCELLED,
  DOUBLES,
  EventSlots,
  KIND,
  MAX_SLOTS,
  STATE,
  TARGET,
  USED,
  WITH_PAYLOAD,
  WORDS,
} from './event-slots.js'
import { emptyColumns, type PendingColumns } from './pending-columns.js'
import { copyPlain } from './plain.js'

/** 2^53 µs is 285 years. */
export const MAX_TIME = Number.MAX_SAFE_INTEGER
/** Priority and sequence share a number: order = priority x 2^44 + sequence. */
const SEQUENCES = 2 ** 44
export const MIN_PRIORITY = -128
export const MAX_PRIORITY = 127
/** Registers of the queue. */
export const NOW = 0
export const AT = 1
export const AT_A = 2
export const AT_B = 3
/** Half of the slots, since as many cancelled entries as live ones may await their sweep. */
export const MAX_PENDING = MAX_SLOTS / 2 - 64
/** Cancelled entries that never matter. */
const FEW_CANCELLED = 64

/**
 * The pending events: a heap of keys over slots of data.
 *
 * Cancelling marks a slot and leaves its entry in the heap, to be dropped when it comes up: keeping every slot informed of
 * its place in the heap costs every move of every event a scattered write. When the cancelled outnumber the live, one
 * sweep drops them all, so a cancellation costs O(1) on average and the queue never holds more than twice what is pending.
 */
export class EventQueue {
  heap = new EventHeap()
  slots = new EventSlots()
  /**
   * The clock, and time, a and b of the event to insert. Doubles go through memory: as arguments, or in fields, V8 would
   * box them on its heap once for each event.
   */
  readonly registers = new Float64Array(4)
  /** The clock as two 32-bit words. */
  readonly clockWords = new Int32Array(this.registers.buffer, 0, 2)
  sequence = 0
  /** Pending events that keep a run alive, and those that do not. */
  foreground = 0
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

  /** Inserts the event whose time, a and b stand in `registers`, and returns its slot. `flags` is 0 or BACKGROUND. */
  insert(kind: number, target: number, payload: unknown, priority: number, flags: number): number {
    const { registers, heap, slots } = this
    const now = registers[NOW]
    const time = registers[AT]
    const a = registers[AT_A]
    const b = registers[AT_B]
    if (!(time >= now && time <= MAX_TIME && Math.floor(time) === time)) throw timeError(time, now)
    if ((kind | 0) !== kind || (target | 0) !== target) throw int32Error(kind, target)
    // x - x is 0 for finite numbers only.
    if (a - a !== 0 || b - b !== 0) throw finiteError(a, b)
    if (this.foreground + this.background >= this.maxPending) throw pendingError(this.maxPending, now)
    const order = priority === 0 ? this.sequence : this.#orderOf(priority)
    if (this.sequence >= SEQUENCES - 1) throw sequenceError(now)

    const slot = slots.take()
    if (slot < 0) throw pendingError(this.maxPending, now)
    const words = slots.words
    const word = slot * WORDS
    words[word + KIND] = kind
    words[word + TARGET] = target
    // + 0 makes -0 a 0: JSON would, and a restored run must not differ.
    slots.doubles[slot * DOUBLES + A] = a + 0
    slots.doubles[slot * DOUBLES + B] = b + 0
    let state = USED | flags
    if (payload !== null) {
      slots.payloads[slot] = payload
      state |= WITH_PAYLOAD
    }
    words[word + STATE] = state
    if (flags === 0) this.foreground++
    else this.background++
    this.sequence++
    heap.times[0] = time + 0
    heap.orders[0] = order
    heap.insert(slot)
    return slot
  }

  /** The slot of the next event, whose time stands at the heap's root, or -1 when none is pending. */
  next(): number {
    const { heap, slots } = this
    let slot = heap.top()
    while (this.cancelled > 0 && slot >= 0 && (slots.words[slot * WORDS + STATE] & CANCELLED) !== 0) {
      heap.remove()
      slots.release(slot)
      this.cancelled--
      slot = heap.top()
    }
    return slot
  }

  /** Takes the event that `next()` has named off the queue; its slot is free from then on. */
  remove(slot: number): void {
    const { slots } = this
    if ((slots.words[slot * WORDS + STATE] & BACKGROUND) === 0) this.foreground--
    else this.background--
    this.heap.remove()
    slots.release(slot)
  }

  /** True when the event was pending, which it then no longer is. */
  cancel(handle: number): boolean {
    const { slots } = this
    const slot = slots.find(handle)
    if (slot < 0) return false
    const word = slot * WORDS
    const state = slots.words[word + STATE]
    if ((state & BACKGROUND) === 0) this.foreground--
    else this.background--
    if ((state & WITH_PAYLOAD) !== 0) slots.payloads[slot] = null
    slots.words[word + STATE] = (state | CANCELLED) & ~WITH_PAYLOAD
    this.cancelled++
    if (this.cancelled > FEW_CANCELLED && this.cancelled > this.foreground + this.background) this.#sweep()
    return true
  }

  clone(): EventQueue {
    const copy = new EventQueue(this.maxPending)
    copy.heap = this.heap.clone()
    copy.slots = this.slots.clone()
    copy.registers.set(this.registers)
    copy.sequence = this.sequence
    copy.foreground = this.foreground
    copy.background = this.background
    copy.cancelled = this.cancelled
    return copy
  }

  /** Everything in the heap, in the order in which it would run: the heap's own layout is nobody's business. */
  columns(): PendingColumns {
    const { slots } = this
    const entries: [time: number, order: number, slot: number][] = []
    this.heap.forEach((time, order, slot) => {
      entries.push([time, order, slot])
    })
    entries.sort((x, y) => x[0] - y[0] || x[1] - y[1])
    const columns = emptyColumns()
    for (const [time, order, slot] of entries) {
      const priority = Math.floor(order / SEQUENCES)
      const state = slots.words[slot * WORDS + STATE]
      columns.time.push(time)
      columns.priority.push(priority)
      columns.sequence.push(order - priority * SEQUENCES)
      columns.slot.push(slot)
      columns.kind.push(slots.words[slot * WORDS + KIND])
      columns.target.push(slots.words[slot * WORDS + TARGET])
      columns.a.push(slots.doubles[slot * DOUBLES + A])
      columns.b.push(slots.doubles[slot * DOUBLES + B])
      columns.background.push((state & BACKGROUND) === 0 ? 0 : 1)
      columns.cancelled.push((state & CANCELLED) === 0 ? 0 : 1)
      columns.payload.push(copyPlain(slots.payloads[slot]))
    }
    return columns
  }

  /** Puts back row i of `columns()` into its own slot; the sequence is set by the caller. */
  place(i: number, columns: PendingColumns): void {
    const { heap, slots } = this
    const slot = columns.slot[i]
    const word = slot * WORDS
    const payload = copyPlain(columns.payload[i])
    const cancelled = columns.cancelled[i] === 1
    slots.words[word + KIND] = columns.kind[i]
    slots.words[word + TARGET] = columns.target[i]
    slots.doubles[slot * DOUBLES + A] = columns.a[i]
    slots.doubles[slot * DOUBLES + B] = columns.b[i]
    slots.payloads[slot] = payload
    slots.words[word + STATE] =
      USED |
      (columns.background[i] === 1 ? BACKGROUND : 0) |
      (cancelled ? CANCELLED : 0) |
      (payload === null ? 0 : WITH_PAYLOAD)
    if (cancelled) this.cancelled++
    else if (columns.background[i] === 1) this.background++
    else this.foreground++
    heap.times[0] = columns.time[i]
    heap.orders[0] = columns.priority[i] * SEQUENCES + columns.sequence[i]
    heap.insert(slot)
  }

  #orderOf(priority: number): number {
    if (!(Number.isInteger(priority) && priority >= MIN_PRIORITY && priority <= MAX_PRIORITY)) {
      throw new KernelLimitError(
        'priority-range',
        `a priority must be an integer from ${MIN_PRIORITY} to ${MAX_PRIORITY}`,
        { priority: String(priority) },
      )
    }
    return priority * SEQUENCES + this.sequence
  }

  /** Drops every cancelled entry. Slots are freed in their own order, so that handles do not depend on the heap's layout. */
  #sweep(): void {
    const { slots } = this
    const dead: number[] = []
    this.heap.retain(slot => {
      if ((slots.words[slot * WORDS + STATE] & CANCELLED) === 0) return true
      dead.push(slot)
      return false
    })
    dead.sort((x, y) => x - y)
    for (const slot of dead) slots.release(slot)
    assert(dead.length === this.cancelled, 'cancelled entries are counted')
    this.cancelled = 0
  }
}

function timeError(time: number, now: number): KernelLimitError {
  const fields = { time: String(time), now }
  if (!Number.isInteger(time)) {
    return new KernelLimitError('time-not-integer', `an event's time must be whole microseconds, not ${time}`, fields)
  }
  if (time < now)
    return new KernelLimitError('time-in-past', `an event at ${time} µs lies before now, ${now} µs`, fields)
  return new KernelLimitError('max-time', `an event at ${time} µs lies beyond 2^53 µs (285 years)`, fields)
}

function int32Error(kind: number, target: number): KernelLimitError {
  const fields = { kind: String(kind), target: String(target) }
  return new KernelLimitError('not-int32', 'kind and target must be 32-bit integers', fields)
}

function finiteError(a: number, b: number): KernelLimitError {
  return new KernelLimitError('not-finite', 'a and b must be finite numbers', { a: String(a), b: String(b) })
}

function pendingError(maxPending: number, now: number): KernelLimitError {
  return new KernelLimitError('max-pending', `more than ${maxPending} events pending`, { maxPending, now })
}

function sequenceError(now: number): KernelLimitError {
  return new KernelLimitError('max-sequence', 'more than 2^44 events scheduled', { maxSequence: SEQUENCES, now })
}
