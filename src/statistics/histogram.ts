import { type QuantileTable, rankOf } from './quantile.js'

/**
 * Counts of whole numbers in buckets that grow with the value: exact up to 255, at most 1/128 of their lower end wide
 * beyond (the log-linear layout of HdrHistogram, Tene 2012). Plain data; its state depends only on what was recorded, in
 * whatever order or parts.
 */
export interface Histogram {
  count: number
  /** 0 while empty, as `max`. */
  min: number
  max: number
  /** The exact sum is sumHigh * 2^27 + sumLow, with sumLow below 2^27: one number would lose digits. */
  sumHigh: number
  sumLow: number
  /** Index of the bucket of `min`, which is counts[0]; the last of `counts` is the bucket of `max`. */
  first: number
  counts: number[]
}

const PART = 134217728
const SUB_BUCKETS = 128

export function emptyHistogram(): Histogram {
  return { count: 0, min: 0, max: 0, sumHigh: 0, sumLow: 0, first: 0, counts: [] }
}

/** @throws RangeError unless the value is whole, not negative and at most 2^53 - 1. */
export function record(histogram: Histogram, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`a histogram counts whole numbers, not ${value}`)
  const bucket = bucketOf(value)
  cover(histogram, bucket, bucket)
  histogram.counts[bucket - histogram.first] += 1
  if (histogram.count === 0 || value < histogram.min) histogram.min = value
  if (histogram.count === 0 || value > histogram.max) histogram.max = value
  histogram.count += 1
  const high = Math.floor(value / PART)
  addSum(histogram, high, value - high * PART)
}

/** Adds what `other` counted; `other` stays as it is. */
export function mergeHistogram(histogram: Histogram, other: Histogram): void {
  if (other.count === 0) return
  cover(histogram, other.first, other.first + other.counts.length - 1)
  for (let i = 0; i < other.counts.length; i++) histogram.counts[other.first + i - histogram.first] += other.counts[i]
  histogram.min = histogram.count === 0 ? other.min : Math.min(histogram.min, other.min)
  histogram.max = Math.max(histogram.max, other.max)
  histogram.count += other.count
  addSum(histogram, other.sumHigh, other.sumLow)
}

/** The mean of the values themselves, not of their buckets; 0 when empty. */
export function histogramMean({ count, sumHigh, sumLow }: Histogram): number {
  return count === 0 ? 0 : (sumHigh * PART + sumLow) / count
}

/**
 * The p-quantile, of the same rank as in `sampleQuantile`: the middle of its bucket, within 1/256 of the exact one. The
 * smallest and the largest value are exact.
 *
 * @throws RangeError when empty or with p outside [0, 1].
 */
export function histogramQuantile(histogram: Histogram, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability lies between 0 and 1, not at ${p}`)
  const { count, counts, first, min, max } = histogram
  if (count === 0) throw new RangeError('no quantile without values')
  const rank = rankOf(p, count)
  if (rank === count) return max
  if (rank === 1) return min
  let seen = counts[0]
  let i = 0
  while (seen < rank) seen += counts[++i]
  return Math.min(Math.max(middleOf(first + i), min), max)
}

/** Null when empty. */
export function histogramTable(histogram: Histogram): QuantileTable | null {
  if (histogram.count === 0) return null
  return {
    count: histogram.count,
    mean: histogramMean(histogram),
    min: histogram.min,
    p50: histogramQuantile(histogram, 0.5),
    p90: histogramQuantile(histogram, 0.9),
    p99: histogramQuantile(histogram, 0.99),
    max: histogram.max,
  }
}

/** Values below 256 have their own bucket; each doubling beyond has 128. Not a bit operation: values have 53 bits. */
function bucketOf(value: number): number {
  const bits = value < 4294967296 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 4294967296))
  const shift = Math.max(0, bits - 8)
  return shift * SUB_BUCKETS + Math.floor(value / POWERS[shift])
}

function middleOf(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / SUB_BUCKETS) - 1)
  const width = POWERS[shift]
  return (bucket - shift * SUB_BUCKETS) * width + Math.floor((width - 1) / 2)
}

const POWERS: readonly number[] = powersOfTwo(46)

function powersOfTwo(count: number): number[] {
  const powers = [1]
  while (powers.length < count) powers.push(2 * powers[powers.length - 1])
  return powers
}

/** Makes room for the buckets from `low` to `high`. */
function cover(histogram: Histogram, low: number, high: number): void {
  const { counts } = histogram
  if (counts.length === 0) histogram.first = low
  if (low < histogram.first) {
    counts.unshift(...new Array<number>(histogram.first - low).fill(0))
    histogram.first = low
  }
  while (histogram.first + counts.length <= high) counts.push(0)
}

function addSum(histogram: Histogram, high: number, low: number): void {
  const lowSum = histogram.sumLow + low
  const carry = lowSum >= PART ? 1 : 0
  histogram.sumLow = lowSum - carry * PART
  histogram.sumHigh += high + carry
  if (!Number.isSafeInteger(histogram.sumHigh)) throw new RangeError('the sum of a histogram overflows')
}
