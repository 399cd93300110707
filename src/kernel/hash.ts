const SEED_1 = 0x243f6a88
const SEED_2 = 0x85a308d3 | 0
const MULTIPLIER_1 = 0x9e3779b1 | 0
const MULTIPLIER_2 = 0x85ebca77 | 0
/** One odd, one even, so that (low + MIX_1 high, high + MIX_2 low) has an odd determinant: a bijection modulo 2^32. */
const MIX_1 = 0x27d4eb2f
const MIX_2 = 0x165667b0

const double = new Float64Array(1)
const doubleWords = new Int32Array(double.buffer)

/**
 * An incremental 64-bit hash in two 32-bit lanes. Each lane takes a word by xor, multiply by an odd constant and rotate,
 * so every step is a bijection of the lane; the rotations differ, so no change of one word cancels in both lanes with
 * the next. Doubles are taken as little-endian machines keep them, which all are that Node runs on but one. Not cryptographic: it finds accidents, not adversaries.
 */
export class Hash64 {
  /** The two lanes: all of the hash's state. */
  readonly lanes: Int32Array

  constructor(lane1: number = SEED_1, lane2: number = SEED_2) {
    this.lanes = Int32Array.of(lane1, lane2)
  }

  /** Adds one 32-bit integer. */
  word(value: number): void {
    const lanes = this.lanes
    const x = Math.imul(lanes[0] ^ value, MULTIPLIER_1)
    const y = Math.imul(lanes[1] ^ value, MULTIPLIER_2)
    lanes[0] = (x << 13) | (x >>> 19)
    lanes[1] = (y << 18) | (y >>> 14)
  }

  /**
   * Adds the eight words of an event: its time from `clock`, six more from `words` at `at`. Two words at a time, each lane
   * taking a different half of a bijection of the two: half the steps, and still every change of one pair shows.
   */
  event(clock: Int32Array, words: Int32Array, at: number): void {
    const lanes = this.lanes
    let x = lanes[0]
    let y = lanes[1]
    let low = clock[0]
    let high = clock[1]
    for (let i = at; ; i += 2) {
      x = Math.imul(x ^ (low + Math.imul(high, MIX_1)), MULTIPLIER_1)
      y = Math.imul(y ^ (high + Math.imul(low, MIX_2)), MULTIPLIER_2)
      x = (x << 13) | (x >>> 19)
      y = (y << 18) | (y >>> 14)
      if (i === at + 6) break
      low = words[i]
      high = words[i + 1]
    }
    lanes[0] = x
    lanes[1] = y
  }

  /** Adds the 64 bits of a double. -0 differs from 0; every NaN is the same NaN. */
  number(value: number): void {
    double[0] = Number.isNaN(value) ? Number.NaN : value
    this.word(doubleWords[0])
    this.word(doubleWords[1])
  }

  /** Adds a string's length and its UTF-16 code units, two to a word. */
  string(value: string): void {
    const length = value.length
    this.word(length)
    let i = 0
    for (; i + 1 < length; i += 2) this.word(value.charCodeAt(i) | (value.charCodeAt(i + 1) << 16))
    if (i < length) this.word(value.charCodeAt(i))
  }

  /** Sixteen hexadecimal digits; the hash may go on afterwards. */
  digest(): string {
    const [x, y] = this.lanes
    return hex(avalanche(x ^ avalanche(y))) + hex(avalanche(y ^ avalanche(Math.imul(x, MULTIPLIER_2))))
  }
}

/**
 * The finaliser of MurmurHash3 (Appleby): every input bit flips every output bit with probability near one half. It maps
 * 0 to 0, hence the constant.
 */
function avalanche(word: number): number {
  let h = word ^ SEED_1
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
