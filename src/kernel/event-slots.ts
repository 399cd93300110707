import { assert } from './errors.js'
import type { EventView } from './event-view.js'
import type { PendingColumns } from './pending-columns.js'
import { copyPlain } from './plain.js'

/** A handle is generation x 2^24 + slot: 16.7 million slots, each used half a billion times and then retired. */
const SLOTS = 2 ** 24
export const MAX_SLOTS = SLOTS
const MAX_GENERATION = 2 ** 29 - 1

/** Flags of a slot's state. V8 folds a constant of this file but not an imported one, hence the methods below. */
const FREE = 0
const USED = 1
const BACKGROUND = 2
const WITH_PAYLOAD = 4

/**
 * A slot is 32 bytes, 8 words or 4 doubles, so that it lies in one cache line: kind, target, a (a double), b (a double),
 * generation, state. A free slot names the next free one in place of its kind.
 */
const KIND = 0
const TARGET = 1
const GENERATION = 6
const STATE = 7
const A = 1
const B = 2

const FIRST_CAPACITY = 64

/**
 * What is known of each pending event, by slot. Freed slots are used again, last freed first; the generation of a slot
 * grows with each use, so that no two events of a run ever have the same handle.
 */
export class EventSlots {
  doubles: Float64Array
  words: Int32Array
  payloads: unknown[]
  /** Slots in use or free: those below this number. */
  count = 0
  /** First free slot, or -1. A free slot names the next one in its KIND. */
  #free = -1

  constructor(capacity: number = FIRST_CAPACITY) {
    this.doubles = new Float64Array(4 * capacity)
    this.words = new Int32Array(this.doubles.buffer)
    this.payloads = new Array(capacity).fill(null)
  }

  /** Bytes of the arrays, a payload's reference counted as eight. */
  get bytes(): number {
    return this.doubles.byteLength + 8 * this.payloads.length
  }

  /** A slot to use, its generation already the new one. Throws KernelAssertionError when all 2^24 are used up. */
  take(): number {
    const slot = this.#free
    if (slot < 0) return this.#takeNew()
    const words = this.words
    const word = slot << 3
    this.#free = words[word | KIND]
    words[word | GENERATION]++
    return slot
  }

  #takeNew(): number {
    assert(this.count < SLOTS, 'slots are not used up')
    if (this.count === this.payloads.length) this.#grow()
    const slot = this.count++
    this.words[(slot << 3) | GENERATION] = 1
    return slot
  }

  /** Fills a slot; a and b stand in `registers[2]` and `registers[3]`, since doubles as arguments would be boxed. */
  fill(
    slot: number,
    kind: number,
    target: number,
    payload: unknown,
    background: number,
    registers: Float64Array,
  ): void {
    const word = slot << 3
    const double = slot << 2
    const { words, doubles } = this
    words[word | KIND] = kind
    words[word | TARGET] = target
    // + 0 makes -0 a 0: JSON would, and a restored run must not differ.
    doubles[double | A] = registers[2] + 0
    doubles[double | B] = registers[3] + 0
    if (payload === null) {
      words[word | STATE] = USED + BACKGROUND * background
    } else {
      this.payloads[slot] = payload
      words[word | STATE] = USED + WITH_PAYLOAD + BACKGROUND * background
    }
  }

  /** Shows all of a slot but its time, and gives it back. Returns 1 for a background event, 0 for another. */
  takeOut(slot: number, view: EventView): number {
    const word = slot << 3
    const double = slot << 2
    const { words, doubles } = this
    const state = words[word | STATE]
    view.kind = words[word | KIND]
    view.target = words[word | TARGET]
    view.a = doubles[double | A]
    view.b = doubles[double | B]
    if ((state & WITH_PAYLOAD) === 0) {
      view.payload = null
    } else {
      view.payload = this.payloads[slot]
      this.payloads[slot] = null
    }
    words[word | STATE] = FREE
    if (words[word | GENERATION] < MAX_GENERATION) {
      words[word | KIND] = this.#free
      this.#free = slot
    }
    return (state >> 1) & 1
  }

  /** Shows all of a slot but its time. */
  look(slot: number, view: EventView): void {
    view.kind = this.words[(slot << 3) | KIND]
    view.target = this.words[(slot << 3) | TARGET]
    view.a = this.doubles[(slot << 2) | A]
    view.b = this.doubles[(slot << 2) | B]
    view.payload = this.payloads[slot]
  }

  /** 1 for background, 0 for foreground. */
  background(slot: number): number {
    return (this.words[(slot << 3) | STATE] >> 1) & 1
  }

  /** Gives back a slot, and lets its payload go. */
  drop(slot: number): void {
    if ((this.words[(slot << 3) | STATE] & WITH_PAYLOAD) !== 0) this.payloads[slot] = null
    this.release(slot)
  }

  /** Gives back a slot that has no payload. */
  release(slot: number): void {
    const word = slot << 3
    const words = this.words
    words[word | STATE] = FREE
    if (words[word | GENERATION] >= MAX_GENERATION) return
    words[word | KIND] = this.#free
    this.#free = slot
  }

  handle(slot: number): number {
    return this.words[(slot << 3) | GENERATION] * SLOTS + slot
  }

  /** The slot of a pending event, or -1 when the handle's event has run, was cancelled or never was. */
  find(handle: number): number {
    const slot = handle & (SLOTS - 1)
    if (slot >= this.count || this.handle(slot) !== handle) return -1
    return this.words[(slot << 3) | STATE] === FREE ? -1 : slot
  }

  clone(): EventSlots {
    const copy = new EventSlots(0)
    copy.doubles = this.doubles.slice()
    copy.words = new Int32Array(copy.doubles.buffer)
    copy.payloads = this.payloads.slice()
    copy.count = this.count
    copy.#free = this.#free
    return copy
  }

  /** Appends what is known of a slot to the columns of a snapshot. */
  toColumns(slot: number, columns: PendingColumns): void {
    const word = slot << 3
    columns.kind.push(this.words[word | KIND])
    columns.target.push(this.words[word | TARGET])
    columns.a.push(this.doubles[(slot << 2) | A])
    columns.b.push(this.doubles[(slot << 2) | B])
    columns.background.push(this.background(slot))
    columns.payload.push(copyPlain(this.payloads[slot]))
  }

  /** The reverse, from row i. */
  fromColumns(slot: number, i: number, columns: PendingColumns): void {
    const registers = Float64Array.of(0, 0, columns.a[i], columns.b[i])
    this.fill(slot, columns.kind[i], columns.target[i], copyPlain(columns.payload[i]), columns.background[i], registers)
  }

  /** The generation of every slot that was ever used. */
  generations(): number[] {
    return Array.from({ length: this.count }, (_, slot) => this.words[(slot << 3) | GENERATION])
  }

  /** The free slots, next to be used first. */
  freeList(): number[] {
    const list: number[] = []
    for (let slot = this.#free; slot >= 0; slot = this.words[(slot << 3) | KIND]) list.push(slot)
    return list
  }

  /** Slots with these generations, none in use, `free` in the order in which they are to be used. */
  static restore(generations: readonly number[], free: readonly number[]): EventSlots {
    const slots = new EventSlots(Math.max(FIRST_CAPACITY, generations.length))
    slots.count = generations.length
    for (let slot = 0; slot < generations.length; slot++) {
      const generation = generations[slot]
      assert(Number.isInteger(generation) && generation >= 1 && generation <= MAX_GENERATION, 'a generation in range')
      slots.words[(slot << 3) | GENERATION] = generation
    }
    for (let i = free.length - 1; i >= 0; i--) {
      assert(Number.isInteger(free[i]) && free[i] >= 0 && free[i] < slots.count, 'a free slot in range')
      slots.words[(free[i] << 3) | KIND] = slots.#free
      slots.#free = free[i]
    }
    return slots
  }

  #grow(): void {
    const capacity = Math.min(SLOTS, 2 * this.payloads.length)
    const doubles = new Float64Array(4 * capacity)
    doubles.set(this.doubles)
    this.doubles = doubles
    this.words = new Int32Array(doubles.buffer)
    while (this.payloads.length < capacity) this.payloads.push(null)
  }
}
