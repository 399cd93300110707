import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  emptyHistogram,
  type Histogram,
  histogramMean,
  histogramQuantile,
  histogramTable,
  mergeHistogram,
  quantileTable,
  record,
  sampleQuantile,
} from '../../src/statistics/index.js'

function histogramOf(values: readonly number[]): Histogram {
  const histogram = emptyHistogram()
  for (const value of values) record(histogram, value)
  return histogram
}

/** All magnitudes alike: a width in bits first, then a value of that width. */
const microseconds = fc
  .integer({ min: 0, max: 53 })
  .chain(bits => fc.maxSafeNat().map(value => Math.floor(value / 2 ** (53 - bits))))

const samples = fc.array(microseconds, { minLength: 1, maxLength: 200 })

describe('a histogram against the sorted sample', () => {
  it('gives every quantile within 1/256', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (values, p) => {
        const exact = sampleQuantile(values, p)
        expect(Math.abs(histogramQuantile(histogramOf(values), p) - exact)).toBeLessThanOrEqual(exact / 256)
      }),
    )
  })

  it('gives count, ends and mean exactly', () => {
    fc.assert(
      fc.property(samples, values => {
        const table = histogramTable(histogramOf(values))
        const exact = quantileTable(values)
        expect(table).toMatchObject({ count: values.length, min: exact?.min, max: exact?.max })
        const total = values.reduce((sum, value) => sum + BigInt(value), 0n)
        const mean = Number(total) / values.length
        expect(Math.abs((table?.mean ?? NaN) - mean)).toBeLessThanOrEqual(mean * 4 * Number.EPSILON)
      }),
    )
  })

  it('has small values exactly', () => {
    const values = Array.from({ length: 256 }, (_, i) => i)
    const histogram = histogramOf(values)
    for (const p of [0.1, 0.25, 0.5, 0.75, 0.9]) expect(histogramQuantile(histogram, p)).toBe(sampleQuantile(values, p))
  })
})

describe('the state of a histogram', () => {
  it('does not depend on order, on parts, or on a trip through JSON', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const merged = histogramOf(a)
        mergeHistogram(merged, JSON.parse(JSON.stringify(histogramOf(b))))
        expect(merged).toEqual(histogramOf([...b, ...a].reverse()))
      }),
    )
  })

  it('takes nothing from an empty one', () => {
    const histogram = histogramOf([3, 1e15])
    mergeHistogram(histogram, emptyHistogram())
    expect(histogram).toEqual(histogramOf([3, 1e15]))
    const other = emptyHistogram()
    mergeHistogram(other, histogram)
    expect(other).toEqual(histogram)
  })

  it('leaves the merged one alone', () => {
    const part = histogramOf([500, 70])
    const before = JSON.stringify(part)
    mergeHistogram(histogramOf([1]), part)
    expect(JSON.stringify(part)).toBe(before)
  })

  it('holds the largest value and the exact sum of many', () => {
    const largest = Number.MAX_SAFE_INTEGER
    const histogram = histogramOf(Array.from({ length: 1000 }, () => largest))
    expect(BigInt(histogram.sumHigh) * 134217728n + BigInt(histogram.sumLow)).toBe(1000n * BigInt(largest))
    expect(histogramMean(histogram)).toBe(largest)
    expect(histogramQuantile(histogram, 0.5)).toBe(largest)
  })

  it('is small: at most 128 buckets for each doubling between the smallest and the largest value', () => {
    expect(histogramOf([1000, 10_000_000]).counts.length).toBeLessThan(14 * 128)
  })
})

it('refuses what is not a whole number of microseconds, and quantiles of nothing', () => {
  for (const value of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    expect(() => record(emptyHistogram(), value)).toThrow(RangeError)
  }
  expect(() => histogramQuantile(emptyHistogram(), 0.5)).toThrow(RangeError)
  expect(() => histogramQuantile(histogramOf([1]), 1.5)).toThrow(RangeError)
  expect(histogramTable(emptyHistogram())).toBeNull()
})
