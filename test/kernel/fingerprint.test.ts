import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyPlain, fingerprintOf, KernelAssertionError, KernelLimitError, Simulation } from '../../src/kernel/index.js'

// Golden values come from a second implementation of the hash, in Python with integers reduced modulo 2^32.
const GOLDEN: [value: unknown, fingerprint: string][] = [
  [null, '7f373118266862e0'],
  [false, '4965b04f6809c59d'],
  [true, 'f70f1df875301bec'],
  [0, 'ad20d935b72acd59'],
  [-0, '7dfd79c4724eae3c'],
  [1, 'aee5408fe96068cb'],
  ['1', '889269703c7fb0fd'],
  ['', '6775c90723ec4f0f'],
  [[], '10398cbb3d0c60eb'],
  [{}, 'a8f1a8998fc66108'],
  [[[]], '3cbcae426d24f5c6'],
  [[1, 2], '4b849dd3273a0f23'],
  [{ b: [null, 'x'], a: 1 }, 'f6607a3de615b325'],
  [Number.NaN, '05ab7be6647bf998'],
  ['Grüße 🙂', 'bbdf8e04ef0f6438'],
  [2 ** 53 - 1, '4b0b67779b6eb203'],
  [-1.5, 'eb19c68a97253339'],
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
    expect(history(events)).toBe('8278fb99f50f2ede')
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
