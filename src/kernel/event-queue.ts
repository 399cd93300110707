import { type KernelLimit, KernelLimitError } from './errors.js'
import { EventSlots, MAX_SLOTS } from './event-slots.js'
import { EventTree } from './event-tree.js'
import type { EventView } from './event-view.js'
import { emptyColumns, type PendingColumns } from './pending-columns.js'

/** 2^53 µs is 285 years. */
const LAST_TIME = Number.MAX_SAFE_INTEGER
export const MAX_TIME = LAST_TIME
/** Priority and sequence share a number: order = priority x 2^44 + sequence. */
const SEQUENCES = 2 ** 44
export const MIN_PRIORITY = -128
export const MAX_PRIORITY = 127
/** Half of the slots; the other half is for those that retire when their generations are used up. */
export const MAX_PENDING = MAX_SLOTS / 2 - 64

/** A pending event's key, and where the rest of it is. */
export interface Entry {
  time: number
  /** Priority and sequence in one number. */
  order: number
  slot: number
}

/** The pending events: a tree of keys over slots of data. A cancelled event leaves both at once. */
export class EventQueue {
  /**
   * [0] is the clock; [1], [2], [3] are time, a and b of the event to insert; [4] is the next sequence number; [5] the
   * handle of the event last inserted; [6] the time of the event that `next()` has named; [7] and [8] are the tree's.
   */
  readonly registers = new Float64Array(9)
  tree = new EventTree(this.registers)
  slots = new EventSlots()
  /** The clock as two 32-bit words. */
  readonly clockWords = new Int32Array(this.registers.buffer, 0, 2)
  /** Pending events, and those among them that do not keep a run alive. */
  pending = 0
  background = 0
  readonly maxPending: number

  constructor(maxPending: number) {
    if (!(Number.isInteger(maxPending) && maxPending >= 1 && maxPending <= MAX_PENDING)) {
      throw new KernelLimitError('bad-option', `maxPending must be an integer from 1 to ${MAX_PENDING}`, {
        maxPending: String(maxPending),
      })
    }
    this.maxPending = maxPending
  }

  /**
   * Inserts the event whose time, a and b stand in `registers`, and leaves its handle there. `background` is 0 or 1.
   *
   * With its refusals it is too long for V8 to inline (460 bytes of bytecode), and is meant to be: what calls it is then
   * short enough to be inlined wherever a handler schedules, and no double is boxed on the way.
   */
  insert(kind: number, target: number, payload: unknown, priority: number, background: number): void {
    const { registers, slots, tree } = this
    const now = registers[0]
    const time = registers[1]
    const a = registers[2]
    const b = registers[3]
    const sequence = registers[4]
    const fits =
      time >= now &&
      time <= LAST_TIME &&
      Math.floor(time) === time &&
      (kind | 0) === kind &&
      (target | 0) === target &&
      // x - x is 0 for finite numbers only.
      a - a === 0 &&
      b - b === 0 &&
      this.pending < this.maxPending &&
      sequence < SEQUENCES
    if (!fits) {
      const at = { time: String(time), now }
      if (!Number.isInteger(time)) throw refusal('time-not-integer', `an event at ${time} µs, which is not whole`, at)
      if (time < now) throw refusal('time-in-past', `an event at ${time} µs lies before now, ${now} µs`, at)
      if (time > LAST_TIME) throw refusal('max-time', `an event at ${time} µs lies beyond 2^53 µs (285 years)`, at)
      if ((kind | 0) !== kind || (target | 0) !== target) {
        const fields = { kind: String(kind), target: String(target) }
        throw refusal('not-int32', 'kind and target must be 32-bit integers', fields)
      }
      if (!Number.isFinite(a) || !Number.isFinite(b)) {
        throw refusal('not-finite', 'a and b must be finite numbers', { a: String(a), b: String(b) })
      }
      const { maxPending } = this
      if (this.pending >= maxPending) {
        throw refusal('max-pending', `more than ${maxPending} events pending`, { maxPending, now })
      }
      throw refusal('max-sequence', 'more than 2^44 events scheduled', { maxSequence: SEQUENCES, now })
    }
    registers[7] = priority === 0 ? sequence : sequence + priorityOrder(priority)
    const slot = slots.take()
    slots.fill(slot, kind, target, payload, background, registers)
    registers[4] = sequence + 1
    registers[5] = slots.handle(slot)
    this.pending++
    this.background += background
    tree.insert(slot)
  }

  /** The slot of the next event, whose time is then in the registers, or -1 when none is pending. */
  next(): number {
    return this.tree.top()
  }

  /** Takes the event that `next()` has named off the queue into the view; its slot is free from then on. */
  remove(slot: number, view: EventView): void {
    this.pending--
    if (this.slots.takeOut(slot, view) === 1) this.background--
    this.tree.remove()
  }

  /** True when the event was pending, which it then no longer is. */
  cancel(handle: number): boolean {
    const { slots } = this
    const slot = slots.find(handle)
    if (slot < 0) return false
    this.pending--
    this.background -= slots.background(slot)
    slots.drop(slot)
    this.tree.delete(slot)
    return true
  }

  clone(): EventQueue {
    const copy = new EventQueue(this.maxPending)
    copy.slots = this.slots.clone()
    copy.registers.set(this.registers)
    copy.tree = this.tree.clone(copy.registers)
    copy.pending = this.pending
    copy.background = this.background
    return copy
  }

  /** The keys of all pending events, in the order in which they would run. */
  entries(): Entry[] {
    const entries: Entry[] = []
    this.tree.forEach((time, order, slot) => {
      entries.push({ time, order, slot })
    })
    return entries.sort((x, y) => x.time - y.time || x.order - y.order)
  }

  /** Gives pending events new keys. */
  rekey(entries: readonly Entry[]): void {
    const { tree, registers } = this
    for (const { slot } of entries) tree.delete(slot)
    for (const { time, order, slot } of entries) {
      registers[1] = time
      registers[7] = order
      tree.insert(slot)
    }
  }

  /** The entries as a snapshot has them: the tree's own layout is nobody's business. */
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
    const { tree, slots, registers } = this
    const slot = columns.slot[i]
    slots.fromColumns(slot, i, columns)
    this.pending++
    this.background += slots.background(slot)
    registers[1] = columns.time[i]
    registers[7] = columns.priority[i] * SEQUENCES + columns.sequence[i]
    tree.insert(slot)
  }
}

function refusal(limit: KernelLimit, message: string, fields: Record<string, number | string>): KernelLimitError {
  return new KernelLimitError(limit, message, fields)
}

/** What a priority adds to the sequence number. */
function priorityOrder(priority: number): number {
  if (Number.isInteger(priority) && priority >= MIN_PRIORITY && priority <= MAX_PRIORITY) return priority * SEQUENCES
  const message = `a priority must be an integer from ${MIN_PRIORITY} to ${MAX_PRIORITY}`
  throw new KernelLimitError('priority-range', message, { priority: String(priority) })
}
