const SEED_1 = 0x243f6a88
const SEED_2 = 0x85a308d3 | 0
const MULTIPLIER_1 = 0x9e3779b1 | 0
const MULTIPLIER_2 = 0x85ebca77 | 0
const double = new Float64Array(1)
const doubleWords = new Int32Array(double.buffer)

/**
 * An incremental 64-bit hash in two 32-bit lanes, fed two words at a time. For given words a step is a bijection of the
 * lanes, and for given lanes a bijection of the words, so a change of one pair cannot be lost, only undone by just the
 * wrong change of a later one. Doubles are taken as little-endian machines keep them, which all are that Node runs on but
 * one. Not cryptographic: it finds accidents, not adversaries.
 */
export class Hash64 {
  /** The two lanes: all of the hash's state. */
  readonly lanes: Int32Array

  constructor(lane1: number = SEED_1, lane2: number = SEED_2) {
    this.lanes = Int32Array.of(lane1, lane2)
  }

  /** Adds two 32-bit integers. */
  pair(low: number, high: number): void {
    const lanes = this.lanes
    const y = Math.imul(lanes[1] ^ high, MULTIPLIER_2)
    const x = (Math.imul(lanes[0] ^ low, MULTIPLIER_1) + ((y << 13) | (y >>> 19))) | 0
    lanes[0] = x
    lanes[1] = y ^ ((x << 18) | (x >>> 14))
  }

  /** Adds the eight words of an event, two from `clock` and six from `words` at `at`, as `pair` would. */
  event(clock: Int32Array, words: Int32Array, at: number): void {
    const lanes = this.lanes
    let x = lanes[0]
    let y = lanes[1]
    let low = clock[0]
    let high = clock[1]
    for (let i = at; ; i += 2) {
      y = Math.imul(y ^ high, MULTIPLIER_2)
      x = (Math.imul(x ^ low, MULTIPLIER_1) + ((y << 13) | (y >>> 19))) | 0
      y ^= (x << 18) | (x >>> 14)
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
    this.pair(doubleWords[0], doubleWords[1])
  }

  /** Adds a string's length and its UTF-16 code units, one to a word. */
  string(value: string): void {
    const length = value.length
    this.pair(length, length > 0 ? value.charCodeAt(0) : 0)
    for (let i = 1; i < length; i += 2) this.pair(value.charCodeAt(i), i + 1 < length ? value.charCodeAt(i + 1) : 0)
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
