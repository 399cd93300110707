import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyPlain, fingerprintOf, KernelAssertionError, KernelLimitError, Simulation } from '../../src/kernel/index.js'

// Golden values come from a second implementation of the hash, in Python with integers reduced modulo 2^32.
const GOLDEN: [value: unknown, fingerprint: string][] = [
  [null, 'f1ca9693a026844f'],
  [false, '9d1e7855554a2d88'],
  [true, 'c88a3ce7a4da3b08'],
  [0, '5c48d4458b107949'],
  [-0, 'cde4724213e191d3'],
  [1, 'd20f65c042be7a05'],
  ['1', 'cef590bdc6e6c5f4'],
  ['', 'c3757bf28001a862'],
  [[], 'ec17d089310585f6'],
  [{}, '917c73578be475fb'],
  [[[]], 'd7c5b5d59e9cb8f3'],
  [[1, 2], '9cafcb6812ad71d5'],
  [{ b: [null, 'x'], a: 1 }, '54b6dde7a937abcc'],
  [Number.NaN, '054abac63cea5396'],
  ['Grüße 🙂', 'd846d76a150bea84'],
  [2 ** 53 - 1, 'e18fd83b76433adf'],
  [-1.5, '05d61041ed2ad7d8'],
]

describe('the fingerprint of plain data', () => {
  it('is what it was', () => {
    for (const [value, fingerprint] of GOLDEN) expect(fingerprintOf(value)).toBe(fingerprint)
  })

  it('is the same exactly for the same data', () => {
    const plain = fc.jsonValue({ maxDepth: 4 })
    fc.assert(
      fc.property(plain, plain, (x, y) => {
        const same = fc.stringify(sorted(x)) === fc.stringify(sorted(y))
        expect(fingerprintOf(x) === fingerprintOf(y)).toBe(same)
        expect(fingerprintOf(sorted(x))).toBe(fingerprintOf(x))
      }),
      { numRuns: 2000, seed: 20_260_102 },
    )
  })

  it('changes with any one bit of a number', () => {
    const double = new Float64Array(1)
    const bits = new BigUint64Array(double.buffer)
    const seen = new Set<string>()
    for (let bit = 0n; bit < 64n; bit++) {
      double[0] = 1234.5678
      bits[0] ^= 1n << bit
      seen.add(fingerprintOf([double[0]]))
    }
    expect(seen.size).toBe(64)
  })

  it('refuses what is not plain', () => {
    for (const bad of [
      undefined,
      { x: undefined },
      new Map(),
      new Date(0),
      Symbol('x'),
      1n,
      () => 1,
      new Float64Array(1),
    ]) {
      expect(() => fingerprintOf(bad)).toThrow(KernelAssertionError)
    }
    const cycle: unknown[] = []
    cycle.push(cycle)
    expect(() => fingerprintOf(cycle)).toThrow(KernelLimitError)
  })
})

describe('a plain copy', () => {
  it('equals its original and shares nothing with it', () => {
    const original = { a: [1, { b: 'x' }], c: null, d: true }
    const copy = copyPlain(original)
    expect(copy).toEqual(original)
    ;(copy.a[1] as { b: string }).b = 'y'
    expect(original.a[1]).toEqual({ b: 'x' })
  })

  it('refuses what JSON would change', () => {
    for (const bad of [
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      undefined,
      [undefined],
      JSON.parse('{"__proto__":1}'),
    ]) {
      expect(() => copyPlain(bad)).toThrow(KernelAssertionError)
    }
  })
})

type Event = [time: number, kind: number, target: number, a: number, b: number]

function history(events: readonly Event[]): string {
  const simulation = new Simulation()
  for (const event of events) simulation.schedule(...event)
  simulation.run(() => {})
  return simulation.fingerprint()
}

describe('the fingerprint of a history', () => {
  it('is what it was', () => {
    expect(new Simulation().fingerprint()).toBe('0e7a0c187a90d7be')
    const events = Array.from({ length: 1000 }, (_, i): Event => [i * 1e6, i, -i, i / 8, -i])
    expect(history(events)).toBe('a8fc5c8170b4c641')
  })

  it('tells apart histories that differ in one field of one event, or in order', () => {
    const base: Event[] = [
      [10, 1, 2, 3, 4],
      [2 ** 40, 1, 2, 0.5, -0.5],
      [2 ** 40, 5, 6, 7, 8],
    ]
    const seen = new Set([history(base)])
    let variants = 1
    for (let i = 0; i < base.length; i++) {
      for (let field = 0; field < 5; field++) {
        for (const change of [1, 2 ** 20]) {
          const other = base.map(event => [...event] as Event)
          other[i][field] += change
          seen.add(history(other))
          variants++
        }
      }
    }
    for (const swapped of [
      [base[0], base[2], base[1]],
      base.slice(1),
      base.map(([t, k, g, a, b]): Event => [t, g, k, a, b]),
      base.map(([t, k, g, a, b]): Event => [t, k, g, b, a]),
    ]) {
      seen.add(history(swapped))
      variants++
    }
    expect(seen.size).toBe(variants)
  })

  it('does not collide by the thousand', () => {
    const seen = new Set<string>()
    for (let i = 0; i < 200; i++) for (let j = 0; j < 200; j++) seen.add(history([[i, j, i ^ j, j, i]]))
    expect(seen.size).toBe(40_000)
  })
})

/** The same data with keys inserted in reverse order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).sort(([x], [y]) => (x < y ? 1 : -1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]))
}
