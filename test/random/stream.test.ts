import { describe, expect, it } from 'vitest'
import { SeedTree, Stream } from '../../src/random/index.js'
import { chiSquare, chiSquareCritical } from '../support/chi-square.js'
import { ksOneSample } from '../support/ks.js'

/** Every statistical test here is at this level, on seeds that were chosen once. */
const ALPHA = 1e-4

const stream = (name: string) => new SeedTree('streams').stream(name)

/** sfc32 as PractRand states it, in arithmetic that cannot overflow. */
function* referenceSfc32(a: bigint, b: bigint, c: bigint, d: bigint): Generator<number> {
  const mask = 0xffffffffn
  for (;;) {
    const word = (a + b + d) & mask
    d = (d + 1n) & mask
    a = b ^ (b >> 9n)
    b = (c + (c << 3n)) & mask
    c = ((((c << 21n) | (c >> 11n)) & mask) + word) & mask
    yield Number(word)
  }
}

describe('a stream', () => {
  it('is sfc32', () => {
    const reference = referenceSfc32(0x9e3779b9n, 0xdeadbeefn, 0x01234567n, 0xfffffffen)
    const tested = Stream.from([0x9e3779b9, 0xdeadbeef, 0x01234567, 0xfffffffe])
    for (let i = 0; i < 10_000; i++) expect(tested.uint32()).toBe(reference.next().value)
  })

  it('goes on from a state that went through JSON', () => {
    const original = stream('snapshot')
    for (let i = 0; i < 17; i++) original.unit()
    const copy = Stream.from(JSON.parse(JSON.stringify(original.state())))
    for (let i = 0; i < 100; i++) {
      expect([copy.unit(), copy.normal(), copy.exponential(), copy.below(7)]).toEqual([
        original.unit(),
        original.normal(),
        original.exponential(),
        original.below(7),
      ])
    }
    expect(copy.state()).toEqual(original.state())
  })

  it('has a snapshot of signed 32-bit integers', () => {
    const tested = stream('words')
    for (let i = 0; i < 1000; i++) {
      tested.uint32()
      for (const word of tested.state()) expect(word).toBe(word | 0)
    }
  })

  it('draws 53 bits on [0, 1), and never an end for inversion', () => {
    const ones = Stream.from([-1, 0, 0, 0])
    expect(ones.unit()).toBeLessThan(1)
    const tested = stream('unit')
    for (let i = 0; i < 1000; i++) expect(Number.isInteger(tested.unit() * 2 ** 53)).toBe(true)
    for (let i = 0; i < 1000; i++) expect(Number.isInteger(tested.openUnit() * 2 ** 53)).toBe(true)
  })

  it('is uniform', () => {
    const units = stream('uniform unit')
    const open = stream('uniform open')
    const n = 200_000
    const one = ksOneSample(
      Array.from({ length: n }, () => units.unit()),
      x => x,
      ALPHA,
    )
    expect(one.distance).toBeLessThan(one.critical)
    const other = ksOneSample(
      Array.from({ length: n }, () => open.openUnit()),
      x => x,
      ALPHA,
    )
    expect(other.distance).toBeLessThan(other.critical)
  })

  it('sets each of its 32 bits half the time, and every pair of bits as if independent', () => {
    const tested = stream('bits')
    const n = 100_000
    const pairs = Array.from({ length: 32 * 32 }, () => 0)
    for (let i = 0; i < n; i++) {
      const word = tested.uint32()
      for (let high = 0; high < 32; high++) {
        if (((word >>> high) & 1) === 0) continue
        for (let low = 0; low <= high; low++) pairs[high * 32 + low] += (word >>> low) & 1
      }
    }
    // 528 z-scores; the level is shared between them.
    const worst = 5.2
    for (let high = 0; high < 32; high++) {
      for (let low = 0; low <= high; low++) {
        const p = low === high ? 1 / 2 : 1 / 4
        const z = (pairs[high * 32 + low] - n * p) / Math.sqrt(n * p * (1 - p))
        expect(Math.abs(z), `bits ${high} and ${low}`).toBeLessThan(worst)
      }
    }
  })

  it.each([
    ['high', 24],
    ['middle', 12],
    ['low', 0],
  ])('spreads its %s bytes, and successive pairs of their halves, evenly', (name, shift) => {
    const tested = stream(`bytes ${name}`)
    const counts = new Array<number>(256).fill(0)
    const pairs = new Array<number>(256).fill(0)
    const n = 256_000
    let last = 0
    for (let i = 0; i < n; i++) {
      const byte = (tested.uint32() >>> shift) & 255
      counts[byte]++
      if (i % 2 === 1) pairs[(last & 15) * 16 + (byte & 15)]++
      last = byte
    }
    expect(chiSquare(counts, () => n / 256)).toBeLessThan(chiSquareCritical(255, ALPHA))
    expect(chiSquare(pairs, () => n / 512)).toBeLessThan(chiSquareCritical(255, ALPHA))
  })
})

describe('whole numbers below n', () => {
  it.each([2, 3, 6, 10, 100, 1000, 4097])('are equally likely for n = %i', n => {
    const tested = stream(`below ${n}`)
    const counts = new Array<number>(n).fill(0)
    const draws = 100 * Math.max(n, 1000)
    for (let i = 0; i < draws; i++) counts[tested.below(n)]++
    expect(chiSquare(counts, () => draws / n)).toBeLessThan(chiSquareCritical(n - 1, ALPHA))
  })

  it.each([3 * 2 ** 30, 3 * 2 ** 51, 2 ** 53])('fill the thirds of a range of %i', n => {
    // A remainder without rejection would favour the first third of 3 * 2^30 by two to one.
    const tested = stream(`wide ${n}`)
    const counts = [0, 0, 0]
    for (let i = 0; i < 30_000; i++) counts[Math.floor(tested.below(n) / (n / 3))]++
    expect(chiSquare(counts, () => 10_000)).toBeLessThan(chiSquareCritical(2, ALPHA))
  })

  it('throw away the words that would favour some', () => {
    // 2^32 = 1 (mod 5): of all words only 0 has to go. The state below yields 0 first.
    const tested = Stream.from([-5, 2, 1, 3])
    expect(Stream.from([-5, 2, 1, 3]).uint32()).toBe(0)
    const after = Stream.from([-5, 2, 1, 3])
    after.uint32()
    expect(tested.below(5)).toBe(Math.floor((after.uint32() * 5) / 2 ** 32))
    expect(tested.state()).toEqual(after.state())
  })

  it('need a whole number of choices', () => {
    for (const n of [0, -1, 1.5, Number.NaN, Infinity, 2 ** 54])
      expect(() => stream('bad').below(n)).toThrow(RangeError)
    expect(stream('one').below(1)).toBe(0)
  })
})
