import { assert } from './errors.js'

/** A handle is generation x 2^24 + slot: 16.7 million slots, each used half a billion times and then retired. */
export const MAX_SLOTS = 2 ** 24
const SLOT_MASK = MAX_SLOTS - 1
const MAX_GENERATION = 2 ** 29 - 1

export const FREE = 0
export const USED = 1
export const BACKGROUND = 2
export const CANCELLED = 4
export const WITH_PAYLOAD = 8

/** Words (int32) of a slot, and where a and b (float64) stand in it: 32 bytes, so that a slot is one cache line at most. */
export const WORDS = 8
export const KIND = 0
export const TARGET = 1
export const A_WORD = 2
export const B_WORD = 4
export const GENERATION = 6
export const STATE = 7
export const DOUBLES = 4
export const A = 1
export const B = 2

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
    this.doubles = new Float64Array(capacity * DOUBLES)
    this.words = new Int32Array(this.doubles.buffer)
    this.payloads = new Array(capacity).fill(null)
  }

  /** Bytes of the arrays, a payload's reference counted as eight. */
  get bytes(): number {
    return this.doubles.byteLength + 8 * this.payloads.length
  }

  /** A slot to use, or -1 when all 2^24 are. Its generation is already the new one. */
  take(): number {
    let slot = this.#free
    if (slot < 0) {
      if (this.count === MAX_SLOTS) return -1
      if (this.count === this.payloads.length) this.#grow()
      slot = this.count++
    } else {
      this.#free = this.words[slot * WORDS + KIND]
    }
    this.words[slot * WORDS + GENERATION]++
    return slot
  }

  /** Gives a slot back. */
  release(slot: number): void {
    const word = slot * WORDS
    const words = this.words
    if ((words[word + STATE] & WITH_PAYLOAD) !== 0) this.payloads[slot] = null
    words[word + STATE] = FREE
    if (words[word + GENERATION] >= MAX_GENERATION) return
    words[word + KIND] = this.#free
    this.#free = slot
  }

  handle(slot: number): number {
    return this.words[slot * WORDS + GENERATION] * MAX_SLOTS + slot
  }

  /** The slot of a pending event, or -1 when the handle's event has run, was cancelled or never was. */
  find(handle: number): number {
    const slot = handle & SLOT_MASK
    if (slot >= this.count || this.handle(slot) !== handle) return -1
    return (this.words[slot * WORDS + STATE] & (USED | CANCELLED)) === USED ? slot : -1
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

  /** The generation of every slot that was ever used. */
  generations(): number[] {
    return Array.from({ length: this.count }, (_, slot) => this.words[slot * WORDS + GENERATION])
  }

  /** The free slots, next to be used first. */
  freeList(): number[] {
    const list: number[] = []
    for (let slot = this.#free; slot >= 0; slot = this.words[slot * WORDS + KIND]) list.push(slot)
    return list
  }

  /** Slots with these generations, none in use, `free` in the order in which they are to be used. */
  static restore(generations: readonly number[], free: readonly number[]): EventSlots {
    const slots = new EventSlots(Math.max(FIRST_CAPACITY, generations.length))
    slots.count = generations.length
    for (let slot = 0; slot < generations.length; slot++) {
      const generation = generations[slot]
      assert(Number.isInteger(generation) && generation >= 1 && generation <= MAX_GENERATION, 'a generation in range')
      slots.words[slot * WORDS + GENERATION] = generation
    }
    for (let i = free.length - 1; i >= 0; i--) {
      assert(Number.isInteger(free[i]) && free[i] >= 0 && free[i] < slots.count, 'a free slot in range')
      slots.words[free[i] * WORDS + KIND] = slots.#free
      slots.#free = free[i]
    }
    return slots
  }

  #grow(): void {
    const capacity = Math.min(MAX_SLOTS, 2 * this.payloads.length)
    const doubles = new Float64Array(capacity * DOUBLES)
    doubles.set(this.doubles)
    this.doubles = doubles
    this.words = new Int32Array(doubles.buffer)
    while (this.payloads.length < capacity) this.payloads.push(null)
  }
}
