/**
 * Index of the root. The four children of i are 4(i - 2) to 4(i - 2) + 3, so that with the root at 3 every group of four
 * starts at a multiple of four, and in one cache line of times. Index 0 is no entry: it carries the key to insert.
 */
const ROOT = 3
const FIRST_CAPACITY = 64
/**
 * Entries from which on the least child is chosen with branches. While the heap stays in the cache a wrong guess is the
 * dearest thing there is; beyond, a guess is what fetches the next level from memory before the choice is known. With 10^6
 * pending guessing measured 1.5 times as fast, with 10^5 about the same, with 3 x 10^4 0.8 times.
 */
const GUESS_BEYOND = 150_000

/**
 * Which of four times is least, by the answers to six comparisons: bit 0 says t1 < t0, bit 1 t3 < t2, bits 2 to 5 t2 < t0,
 * t2 < t1, t3 < t0, t3 < t1. All six are made at once, where a knock-out would wait for its first round.
 */
const LEAST = Int8Array.from({ length: 64 }, (_, answers) => {
  const low = answers & 1
  const high = (answers >> 1) & 1
  const highWins = (answers >> (2 + 2 * high + low)) & 1
  return highWins === 1 ? 2 + high : low
})

/**
 * A 4-ary heap of (time, order, slot) in typed arrays, least first. Orders are unique, so the order is total.
 *
 * Two things make it fast. The least of four children is found without a branch, entries past the end being +Infinity so
 * that every group of children is full. And `remove` leaves a hole at the root:
 * the event just taken usually schedules another, which then sinks from the root, where taking the last entry up would
 * have sunk that and then lifted the new one.
 */
export class EventHeap {
  /** Times in µs; `times[0]` is the time to insert. */
  times: Float64Array
  /** Priority and sequence in one number; `orders[0]` is the one to insert. */
  orders: Float64Array
  slots: Int32Array
  /** One past the last entry. */
  #end: number
  /** 1 while there is a hole at the root; a number, since V8 tests a boolean field the long way round. */
  hole: number

  constructor(capacity: number = FIRST_CAPACITY) {
    this.times = new Float64Array(capacity + 8).fill(Number.POSITIVE_INFINITY)
    this.orders = new Float64Array(capacity + 8).fill(Number.POSITIVE_INFINITY)
    this.slots = new Int32Array(capacity + 8)
    this.#end = ROOT
    this.hole = 0
  }

  get size(): number {
    return this.#end - ROOT - this.hole
  }

  /** Time of the least entry. Only after `top()` has said there is one. */
  get topTime(): number {
    return this.times[ROOT]
  }

  /** Order of the least entry. Only after `top()` has said there is one. */
  get topOrder(): number {
    return this.orders[ROOT]
  }

  /** True when there is neither an entry nor a hole. */
  get isBare(): boolean {
    return this.#end === ROOT
  }

  /** Bytes of the arrays. */
  get bytes(): number {
    return this.times.byteLength + this.orders.byteLength + this.slots.byteLength
  }

  /** Inserts `slot` under the key in `times[0]`, `orders[0]`: through memory, since an argument would be boxed. */
  insert(slot: number): void {
    if (this.hole === 1) {
      this.fillHoleWith(slot)
    } else {
      if (this.#end + 4 > this.times.length) this.#grow()
      this.#lift(slot, this.#end++)
    }
  }

  /** `insert` where there is a hole at the root. */
  fillHoleWith(slot: number): void {
    this.hole = 0
    this.#sink(slot, ROOT)
  }

  /** True when the key in `times[0]`, inserted at the end, would rise three levels or more. Only where there is no hole. */
  wouldRise(): boolean {
    const grandparent = (((this.#end >> 2) + 2) >> 2) + 2
    const ancestor = (grandparent >> 2) + 2
    return grandparent > ROOT && this.times[0] < this.times[ancestor]
  }

  /** The slot of the least entry, whose time is then `topTime`, or -1 when empty. */
  top(): number {
    if (this.hole === 1) this.#fillHole()
    return this.#end > ROOT ? this.slots[ROOT] : -1
  }

  /** Removes the least entry. Only after `top()` has said there is one. */
  remove(): void {
    this.hole = 1
  }

  /** Keeps the entries whose slot is wanted. */
  retain(isWanted: (slot: number) => boolean): void {
    const { times, orders, slots } = this
    if (this.hole === 1) this.#fillHole()
    let kept = ROOT
    for (let i = ROOT; i < this.#end; i++) {
      if (!isWanted(slots[i])) continue
      times[kept] = times[i]
      orders[kept] = orders[i]
      slots[kept++] = slots[i]
    }
    times.fill(Number.POSITIVE_INFINITY, kept, this.#end)
    orders.fill(Number.POSITIVE_INFINITY, kept, this.#end)
    this.#end = kept
    this.#heapify()
  }

  /** Visits every entry, in no order. */
  forEach(visit: (time: number, order: number, slot: number) => void): void {
    for (let i = ROOT + this.hole; i < this.#end; i++) visit(this.times[i], this.orders[i], this.slots[i])
  }

  clone(): EventHeap {
    const copy = new EventHeap(0)
    copy.times = this.times.slice()
    copy.orders = this.orders.slice()
    copy.slots = this.slots.slice()
    copy.#end = this.#end
    copy.hole = this.hole
    return copy
  }

  #fillHole(): void {
    const { times, orders, slots } = this
    const last = --this.#end
    times[0] = times[last]
    orders[0] = orders[last]
    times[last] = Number.POSITIVE_INFINITY
    orders[last] = Number.POSITIVE_INFINITY
    this.hole = 0
    if (last > ROOT) this.#sink(slots[last], ROOT)
  }

  /** Moves the hole at `from` down to where the key in `times[0]`, `orders[0]` belongs, and puts it there. */
  #sink(slot: number, from: number): void {
    if (this.#end > GUESS_BEYOND) this.#sinkGuessing(slot, from)
    else this.#sinkWithoutGuessing(slot, from)
  }

  #sinkWithoutGuessing(slot: number, from: number): void {
    const { times, orders, slots } = this
    const time = times[0]
    const order = orders[0]
    const end = this.#end
    let hole = from
    let child = 4 * (hole - 2)
    while (child < end) {
      const t0 = times[child]
      const t1 = times[child + 1]
      const t2 = times[child + 2]
      const t3 = times[child + 3]
      const answers =
        bit(t1 < t0) |
        (bit(t3 < t2) << 1) |
        (bit(t2 < t0) << 2) |
        (bit(t2 < t1) << 3) |
        (bit(t3 < t0) << 4) |
        (bit(t3 < t1) << 5)
      let least = child + LEAST[answers]
      const leastTime = times[least]
      if (bit(t0 === leastTime) + bit(t1 === leastTime) + bit(t2 === leastTime) + bit(t3 === leastTime) > 1) {
        least = this.#firstOf(child, leastTime)
      }
      if (time < leastTime || (time === leastTime && order < orders[least])) break
      times[hole] = leastTime
      orders[hole] = orders[least]
      slots[hole] = slots[least]
      hole = least
      child = 4 * (hole - 2)
    }
    times[hole] = time
    orders[hole] = order
    slots[hole] = slot
  }

  /** Of the children at this time, the one of the lowest order. */
  #firstOf(child: number, time: number): number {
    let first = -1
    for (let i = child; i < child + 4; i++) {
      if (this.times[i] === time && (first < 0 || this.orders[i] < this.orders[first])) first = i
    }
    return first
  }

  #sinkGuessing(slot: number, from: number): void {
    const { times, orders, slots } = this
    const time = times[0]
    const order = orders[0]
    const end = this.#end
    let hole = from
    let child = 4 * (hole - 2)
    while (child < end) {
      let least = child
      let leastTime = times[child]
      for (let i = child + 1; i < child + 4; i++) {
        const t = times[i]
        if (t < leastTime || (t === leastTime && orders[i] < orders[least])) {
          least = i
          leastTime = t
        }
      }
      if (time < leastTime || (time === leastTime && order < orders[least])) break
      times[hole] = leastTime
      orders[hole] = orders[least]
      slots[hole] = slots[least]
      hole = least
      child = 4 * (hole - 2)
    }
    times[hole] = time
    orders[hole] = order
    slots[hole] = slot
  }

  #lift(slot: number, from: number): void {
    const { times, orders, slots } = this
    const time = times[0]
    const order = orders[0]
    let hole = from
    while (hole > ROOT) {
      const parent = (hole >> 2) + 2
      const parentTime = times[parent]
      if (parentTime < time || (parentTime === time && orders[parent] < order)) break
      times[hole] = parentTime
      orders[hole] = orders[parent]
      slots[hole] = slots[parent]
      hole = parent
    }
    times[hole] = time
    orders[hole] = order
    slots[hole] = slot
  }

  #heapify(): void {
    const { times, orders, slots } = this
    for (let i = ((this.#end - 1) >> 2) + 2; i >= ROOT; i--) {
      if (i >= this.#end) continue
      times[0] = times[i]
      orders[0] = orders[i]
      this.#sink(slots[i], i)
    }
  }

  #grow(): void {
    const capacity = 2 * this.times.length
    const times = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY)
    const orders = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY)
    const slots = new Int32Array(capacity)
    times.set(this.times)
    orders.set(this.orders)
    slots.set(this.slots)
    this.times = times
    this.orders = orders
    this.slots = slots
  }
}

/** A comparison as 0 or 1: this way it compiles to setcc, not to a jump. */
function bit(condition: boolean): number {
  return (condition as unknown as number) | 0
}
