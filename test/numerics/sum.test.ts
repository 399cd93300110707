import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sum } from '../../src/numerics/index.js'

describe('the compensated sum', () => {
  it('keeps what a plain sum loses (Neumaier 1974)', () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2)
    expect(sum(new Float64Array(10).fill(0.1))).toBe(1)
  })

  it('of nothing is zero, and infinities stay what they are', () => {
    expect(sum([])).toBe(0)
    expect(sum([1, Infinity, 2])).toBe(Infinity)
    expect(sum([Infinity, -Infinity])).toBeNaN()
    expect(sum([NaN, 1])).toBeNaN()
  })

  it('is within a unit or two of the exact sum of any positive integers over a power of two', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 31 }), { maxLength: 300 }), parts => {
        const exact = Number(parts.reduce((total, part) => total + BigInt(part), 0n)) / 1024
        expect(Math.abs(sum(parts.map(part => part / 1024)) - exact)).toBeLessThanOrEqual(exact * 2e-16)
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})
