import fc from 'fast-check'
import { build, type Histogram as HdrHistogram } from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import {
  emptyHistogram,
  type Histogram,
  histogramQuantile,
  histogramTable,
  mergeHistogram,
  record,
} from '../../src/statistics/index.js'

// hdr-histogram-js, the JavaScript port of Gil Tene's HdrHistogram. With two significant digits it has 256 buckets for the
// smallest values and 128 for each doubling beyond, which is the layout of ours.

function hdrOf(values: readonly number[]): HdrHistogram {
  const hdr = build({
    bitBucketSize: 64,
    numberOfSignificantValueDigits: 2,
    highestTrackableValue: Number.MAX_SAFE_INTEGER,
  })
  for (const value of values) hdr.recordValue(value)
  return hdr
}

function oursOf(values: readonly number[]): Histogram {
  const histogram = emptyHistogram()
  for (const value of values) record(histogram, value)
  return histogram
}

/** Counts by index of bucket, without the empty ones. */
function bucketsOf(counts: ArrayLike<number>, first: number): [index: number, count: number][] {
  return Array.from(counts, (count, i): [number, number] => [first + i, count]).filter(([, count]) => count > 0)
}

/** What its declarations leave out. */
type Inner = HdrHistogram & { _counts: Float64Array; lowestEquivalentValue(value: number): number }
const hdrBuckets = (hdr: HdrHistogram) => bucketsOf((hdr as Inner)._counts, 0)
const ourBuckets = ({ counts, first }: Histogram) => bucketsOf(counts, first)

/** All magnitudes alike, and the places where a bucket ends and the next begins. */
const value = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 53 }), fc.maxSafeNat())
    .map(([bits, whole]) => Math.floor(whole / 2 ** (53 - bits))),
  fc
    .tuple(fc.integer({ min: 0, max: 52 }), fc.integer({ min: 128, max: 256 }), fc.integer({ min: -1, max: 1 }))
    .map(([shift, part, by]) => Math.max(0, Math.min(Number.MAX_SAFE_INTEGER, part * 2 ** (shift - 8) + by)))
    .map(Math.floor),
)
const values = fc.array(value, { minLength: 1, maxLength: 60 })
const shares = [0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]

describe('a histogram against HdrHistogram', () => {
  it('has the same buckets, also when parts are merged', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [hdr, ours] = [hdrOf(a), oursOf(a)]
        expect(ourBuckets(ours)).toEqual(hdrBuckets(hdr))
        hdr.add(hdrOf(b))
        mergeHistogram(ours, oursOf(b))
        expect(ourBuckets(ours)).toEqual(hdrBuckets(hdr))
      }),
      { seed: 70, numRuns: 200 },
    )
  })

  it('gives each quantile from the bucket from which it does, and the ends exactly', () => {
    fc.assert(
      fc.property(values, all => {
        const [hdr, ours] = [hdrOf(all), oursOf(all)]
        for (const share of shares) {
          // It answers with the upper end of the bucket, ours with the middle: half a bucket is 1/256 at most.
          const top = hdr.getValueAtPercentile(100 * share)
          const found = histogramQuantile(ours, share)
          expect(found).toBeGreaterThanOrEqual((hdr as Inner).lowestEquivalentValue(top))
          expect(found).toBeLessThanOrEqual(top)
        }
        expect(histogramTable(ours)).toMatchObject({
          min: Math.min(...all),
          max: Math.max(...all),
          count: hdr.totalCount,
        })
      }),
      { seed: 71, numRuns: 200 },
    )
  })
})
