const SEED_1 = 0x243f6a88
const SEED_2 = 0x85a308d3 | 0
const MULTIPLIER_1 = 0x9e3779b1 | 0
const MULTIPLIER_2 = 0x85ebca77 | 0

/** Index of the low and high word of a double seen through an Int32Array. */
export const LOW_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1
export const HIGH_WORD = 1 - LOW_WORD

const double = new Float64Array(1)
const doubleWords = new Int32Array(double.buffer)

/**
 * An incremental 64-bit hash in two 32-bit lanes. Each lane takes a word by xor, multiply by an odd constant and rotate,
 * so every step is a bijection of the lane; the rotations differ, so no change of one word cancels in both lanes with
 * the next. Not cryptographic: it finds accidents, not adversaries.
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
    lanes[0] = step1(lanes[0], value)
    lanes[1] = step2(lanes[1], value)
  }

  /** Adds the eight words of an event, as `word` would one by one. */
  event(w0: number, w1: number, w2: number, w3: number, w4: number, w5: number, w6: number, w7: number): void {
    const lanes = this.lanes
    let x = lanes[0]
    let y = lanes[1]
    x = step1(x, w0)
    y = step2(y, w0)
    x = step1(x, w1)
    y = step2(y, w1)
    x = step1(x, w2)
    y = step2(y, w2)
    x = step1(x, w3)
    y = step2(y, w3)
    x = step1(x, w4)
    y = step2(y, w4)
    x = step1(x, w5)
    y = step2(y, w5)
    x = step1(x, w6)
    y = step2(y, w6)
    lanes[0] = step1(x, w7)
    lanes[1] = step2(y, w7)
  }

  /** Adds the 64 bits of a double. -0 differs from 0; every NaN is the same NaN. */
  number(value: number): void {
    double[0] = Number.isNaN(value) ? Number.NaN : value
    this.word(doubleWords[LOW_WORD])
    this.word(doubleWords[HIGH_WORD])
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

function step1(lane: number, word: number): number {
  const x = Math.imul(lane ^ word, MULTIPLIER_1)
  return (x << 13) | (x >>> 19)
}

function step2(lane: number, word: number): number {
  const y = Math.imul(lane ^ word, MULTIPLIER_2)
  return (y << 18) | (y >>> 14)
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
