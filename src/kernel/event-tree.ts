/** Keys count µs from `base` up to this one, 18 minutes; later times share a key with all in the same 17 seconds. */
const NEAR = 2 ** 30
const FAR_SCALE = 1 / 2 ** 24
/** The key of a leaf without an event; no time has it. */
const EMPTY = 2 ** 31 - 1
/** Times are told apart by a new base only when the clock has left the old one this far behind. */
const STALE = 2 ** 29
/** Where the key of the root is. A node is two words, key and slot; its children are four nodes in a row, or four leaves. */
const ROOT = 6
const FIRST_CAPACITY = 64
/** Registers: the clock, time and order to insert, the time of the least entry, and the one that keys count from. */
const CLOCK = 0
const TIME = 1
const NEXT = 6
const ORDER = 7
const BASE = 8

/**
 * A 4-ary winner tree of (time, order, slot): slot s is leaf s, and each node holds the least of its four children, so the
 * root holds the least of all (Knuth, TAOCP 3, 5.4.1). Orders are unique, so the order is total. No entry may be
 * earlier than the clock.
 *
 * What makes it fast is that nothing about a replay, in which a leaf's new entry is held against the winners beside its
 * path, is a surprise: the path follows from the slot, so that all of it is fetched from memory at once, and neither its
 * length nor the choice of the least is a branch. A heap waits at every level for the comparison before, and guesses
 * wrongly where to stop: it held 10^2, 10^4 and 10^6 events at 35, 70 and 300 ns an event where this takes 23, 33 and 170.
 *
 * For the choice to be a few operations on integers, nodes compare keys of 31 bits: an entry's distance from a base
 * near the clock. Where two keys are equal, the exact times and orders decide.
 *
 * `remove` leaves the leaf as it is, its winners too: the event just taken usually schedules another, which gets its slot,
 * and one replay then does for both. Until then the entry still wins wherever it did, which hides nothing later.
 */
export class EventTree {
  /** Time and order by slot, at 2 x slot; time +Infinity where there is no entry. */
  #exact = new Float64Array(0)
  /** Nodes, from the root on, then the keys of the leaves. */
  #keys = new Int32Array(0)
  /** Where in `#keys` the parents of the leaves begin, and the leaves. */
  #parents = 0
  #leaves = 0
  /**
   * [0] is the clock, [1] and [7] are time and order to insert, [6] is the time of the entry that `top()` has named, [8] is
   * our own, and the others whose the array is. Doubles go through memory: as arguments, results or fields, V8 would box
   * them on its heap once for each event.
   */
  readonly registers: Float64Array
  /** The slot of the removed entry that is still in the tree, or -1. */
  #removed = -1
  /** Entries with equal keys and unequal times that met since keys count from this base. */
  #blurred = 0

  constructor(registers: Float64Array = new Float64Array(9)) {
    this.registers = registers
    this.#clear(FIRST_CAPACITY)
  }

  /** Bytes of the arrays. */
  get bytes(): number {
    return this.#exact.byteLength + this.#keys.byteLength
  }

  /** Inserts `slot`, which has no entry, at the time and order in the registers. */
  insert(slot: number): void {
    if (2 * slot >= this.#exact.length) this.#grow(slot)
    const { registers } = this
    const exact = this.#exact
    // + 0 makes -0 a 0: JSON would, and a restored run must not differ.
    const time = registers[TIME] + 0
    exact[2 * slot] = time
    exact[2 * slot + 1] = registers[ORDER]
    const distance = time - registers[BASE]
    const key = distance < NEAR ? distance | 0 : farKey(distance)
    if (slot === this.#removed) {
      this.#removed = -1
      this.#replay(slot, key)
    } else {
      this.#lift(slot, key)
    }
  }

  /** The slot of the least entry, whose time is then in the registers, or -1 when there is none. */
  top(): number {
    if (this.#removed >= 0) this.#settle()
    const slot = this.#keys[ROOT + 1]
    this.registers[NEXT] = this.#exact[2 * slot]
    return this.#keys[ROOT] === EMPTY ? -1 : slot
  }

  /** Removes the least entry, at whose time the clock then is. Only after `top()` has said there is one. */
  remove(): void {
    const slot = this.#keys[ROOT + 1]
    this.registers[CLOCK] = this.registers[NEXT]
    if (this.#blurred > this.#exact.length) this.#rebase()
    this.#removed = slot
  }

  /** Takes back the entry of a slot that has one. */
  delete(slot: number): void {
    const keys = this.#keys
    this.#exact[2 * slot] = Number.POSITIVE_INFINITY
    if (keys[this.#parents + ((slot >> 2) << 1) + 1] === slot) this.#replay(slot, EMPTY)
    else keys[this.#leaves + slot] = EMPTY
  }

  /** Visits every entry, in the order of slots. */
  forEach(visit: (time: number, order: number, slot: number) => void): void {
    const exact = this.#exact
    for (let slot = 0; 2 * slot < exact.length; slot++) {
      if (exact[2 * slot] === Number.POSITIVE_INFINITY || slot === this.#removed) continue
      visit(exact[2 * slot], exact[2 * slot + 1], slot)
    }
  }

  /** A copy that uses these registers, themselves a copy. */
  clone(registers: Float64Array): EventTree {
    const copy = new EventTree(registers)
    copy.#exact = this.#exact.slice()
    copy.#keys = this.#keys.slice()
    copy.#parents = this.#parents
    copy.#leaves = this.#leaves
    copy.#removed = this.#removed
    copy.#blurred = this.#blurred
    return copy
  }

  /** Takes a removed entry out of the tree. */
  #settle(): void {
    const slot = this.#removed
    this.#removed = -1
    this.#exact[2 * slot] = Number.POSITIVE_INFINITY
    this.#replay(slot, EMPTY)
  }

  /** Gives a leaf a key, and all nodes above it their winners. */
  #replay(slot: number, key: number): void {
    const keys = this.#keys
    let least = key
    let winner = slot
    {
      const leaf = this.#leaves + slot
      keys[leaf] = least
      const k1 = keys[leaf ^ 1]
      const k2 = keys[leaf ^ 2]
      const k3 = keys[leaf ^ 3]
      // The sign of a difference is a mask that chooses; `at` is what to flip in the own index for the winner's.
      const d12 = k2 - k1
      let mask = d12 >> 31
      let other = k1 + (d12 & mask)
      let at = 1 ^ (3 & mask)
      const d3 = k3 - other
      mask = d3 >> 31
      other += d3 & mask
      at ^= (at ^ 3) & mask
      const own = least - other
      mask = own >> 31
      least = (other + (own & mask)) | 0
      winner = slot ^ (at & ~mask)
      if (own === 0 || (d12 === 0 && k1 === least) || (d3 === 0 && k3 === least)) {
        winner = this.#firstLeaf(slot, least) | 0
      }
    }
    let node = this.#parents + ((slot >> 2) << 1)
    while (node > ROOT) {
      keys[node] = least
      keys[node + 1] = winner
      const k1 = keys[node ^ 2]
      const k2 = keys[node ^ 4]
      const k3 = keys[node ^ 6]
      const d12 = k2 - k1
      let mask = d12 >> 31
      let other = k1 + (d12 & mask)
      let at = 2 ^ (6 & mask)
      const d3 = k3 - other
      mask = d3 >> 31
      other += d3 & mask
      at ^= (at ^ 6) & mask
      const own = least - other
      mask = own >> 31
      least = (other + (own & mask)) | 0
      winner = keys[(node ^ (at & ~mask)) + 1]
      if (own === 0 || (d12 === 0 && k1 === least) || (d3 === 0 && k3 === least)) {
        winner = this.#firstWinner(node, least) | 0
      }
      node = ((node >> 2) & ~1) + 4
    }
    keys[ROOT] = least
    keys[ROOT + 1] = winner
  }

  /** Gives an empty leaf a key, and the nodes above it up to one that it does not win. */
  #lift(slot: number, key: number): void {
    const keys = this.#keys
    keys[this.#leaves + slot] = key
    let node = this.#parents + ((slot >> 2) << 1)
    while (node >= ROOT && (key < keys[node] || (key === keys[node] && this.#isBefore(slot, keys[node + 1])))) {
      keys[node] = key
      keys[node + 1] = slot
      node = ((node >> 2) & ~1) + 4
    }
  }

  /** Among four leaves, the first of those with this key. */
  #firstLeaf(slot: number, key: number): number {
    if (key === EMPTY) return slot
    let first = -1
    for (let i = slot & ~3; i < (slot & ~3) + 4; i++) {
      if (this.#keys[this.#leaves + i] === key && (first < 0 || this.#isBefore(i, first))) first = i
    }
    return first
  }

  /** The winner of the first of four nodes with this key. */
  #firstWinner(node: number, key: number): number {
    const keys = this.#keys
    if (key === EMPTY) return keys[node + 1]
    let first = -1
    for (let i = node & ~7; i < (node & ~7) + 8; i += 2) {
      if (keys[i] === key && (first < 0 || this.#isBefore(keys[i + 1], first))) first = keys[i + 1]
    }
    return first
  }

  #isBefore(slot: number, other: number): boolean {
    const exact = this.#exact
    const time = exact[2 * slot]
    const otherTime = exact[2 * other]
    if (time === otherTime) return exact[2 * slot + 1] < exact[2 * other + 1]
    this.#blurred++
    return time < otherTime
  }

  /** Counts keys from the clock on, when that has left the base behind. */
  #rebase(): void {
    const { registers } = this
    this.#blurred = 0
    if (registers[CLOCK] - registers[BASE] < STALE) return
    registers[BASE] = registers[CLOCK]
    this.#refill(this.#exact)
  }

  #grow(slot: number): void {
    let capacity = this.#exact.length
    while (capacity <= 2 * slot) capacity *= 2
    const exact = this.#exact
    this.#clear(capacity / 2)
    this.#refill(exact)
  }

  #clear(capacity: number): void {
    let bottom = ROOT / 2
    for (let width = 1; width < capacity; width *= 4) bottom = 4 * (bottom - 2)
    const parents = (bottom >> 2) + 2
    this.#parents = 2 * parents
    this.#leaves = 2 * ((parents + (capacity >> 2) + 3) & ~3)
    this.#keys = new Int32Array(this.#leaves + capacity).fill(EMPTY)
    this.#exact = new Float64Array(2 * capacity).fill(Number.POSITIVE_INFINITY)
  }

  #refill(exact: Float64Array): void {
    const removed = this.#removed
    this.#exact.set(exact)
    if (removed >= 0) this.#exact[2 * removed] = Number.POSITIVE_INFINITY
    this.#removed = -1
    this.#keys.fill(EMPTY)
    for (let slot = 0; 2 * slot < exact.length; slot++) {
      const distance = this.#exact[2 * slot] - this.registers[BASE]
      if (distance !== Number.POSITIVE_INFINITY) this.#lift(slot, distance < NEAR ? distance | 0 : farKey(distance))
    }
  }
}

/** The key of a time that is not near: monotonic, above those that are, below EMPTY. */
function farKey(distance: number): number {
  return (NEAR + distance * FAR_SCALE) | 0
}
