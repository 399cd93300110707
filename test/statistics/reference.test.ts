import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  clopperPearson,
  comparePaired,
  diagnoseTail,
  meanInterval,
  moments,
  poissonRateBound,
  poissonRateInterval,
  quantileInterval,
  quantileTable,
  sampleQuantile,
  unavailabilityInterval,
  wilson,
} from '../../src/statistics/index.js'

type Ends = readonly [number, number]

interface Reference {
  readonly proportions: readonly { hits: number; total: number; level: number; exact: Ends; wilson: Ends }[]
  readonly rates: readonly { events: number; level: number; low: number; high: number; bound: number }[]
  readonly orderStatistics: readonly { count: number; p: number; level: number; ranks: Ends | null }[]
  readonly samples: readonly {
    values: number[]
    probabilities: number[]
    quantiles: number[]
    mean: number
    variance: number
    t: Ends | null
  }[]
  readonly unavailability: readonly {
    measured: number[]
    downtime: number[]
    other: number[]
    outages: number[]
    interval: Ends
    difference: Ends
    ratio: Ends
    correlation: number
  }[]
  readonly markov: readonly { outages: number; downtime: number; measured: number; interval: Ends }[]
  readonly tails: readonly { values: number[]; cv2: number; largestShare: number; tailIndex: number }[]
}

/** Made by scripts/reference/intervals.py with scipy and numpy. */
const reference: Reference = JSON.parse(readFileSync(new URL('./reference.json', import.meta.url), 'utf8'))

/** Relative, with room for what scipy's own quantiles lose. */
function expectClose(value: number, wanted: number, relative = 1e-9): void {
  expect(Math.abs(value - wanted), `${value} against ${wanted}`).toBeLessThanOrEqual(relative * Math.abs(wanted))
}

function expectEnds(interval: { low: number; high: number } | null, wanted: Ends, relative?: number): void {
  if (interval === null) throw new Error('no interval')
  expectClose(interval.low, wanted[0], relative)
  expectClose(interval.high, wanted[1], relative)
}

describe('against scipy', () => {
  it.each(reference.proportions)(
    'a proportion of $hits in $total at $level',
    ({ hits, total, level, exact, wilson: score }) => {
      expectEnds(clopperPearson(hits, total, level), exact)
      expectEnds(wilson(hits, total, level), score)
    },
  )

  it.each(reference.rates)('$events Poisson events at $level', ({ events, level, low, high, bound }) => {
    expectEnds(poissonRateInterval(events, 1, level), [low, high])
    expectClose(poissonRateInterval(events, 250, level).high, high / 250)
    expectClose(poissonRateBound(events, 1, level), bound)
  })

  it.each(reference.orderStatistics)(
    'ranks around quantile $p of $count values at $level',
    ({ count, p, level, ranks }) => {
      const found = quantileInterval(
        Array.from({ length: count }, (_, i) => count - i),
        p,
        level,
      )
      expect(found === null ? null : [found.low, found.high]).toEqual(ranks)
    },
  )

  it.each(reference.samples)('moments and quantiles of a sample of $values.length', sample => {
    sample.probabilities.forEach((p, i) => {
      expect(sampleQuantile(sample.values, p)).toBe(sample.quantiles[i])
    })
    const found = moments(sample.values)
    expectClose(found?.mean ?? NaN, sample.mean, 1e-13)
    expectClose(found?.variance ?? NaN, sample.variance, 1e-12)
    if (sample.t === null) expect(meanInterval(sample.values)).toBeNull()
    else expectEnds(meanInterval(sample.values), sample.t)
    const [min, , p50, p90, p99, max] = sample.quantiles
    expect(quantileTable(sample.values)).toMatchObject({ count: sample.values.length, min, p50, p90, p99, max })
  })

  it.each(reference.unavailability)('unavailability over $measured.length trials', study => {
    const { measured, downtime, other, outages } = study
    const trials = measured.map((time, i) => ({ measured: time, downtime: downtime[i], outages: outages[i] }))
    const others = measured.map((time, i) => ({ measured: time, downtime: other[i], outages: outages[i] }))
    expectEnds(unavailabilityInterval({ trials }), study.interval)
    const compared = comparePaired(trials, others)
    expectEnds(compared.difference, study.difference)
    expectEnds(compared.ratio, study.ratio)
    expectClose(compared.correlation ?? NaN, study.correlation)
  })

  it.each(reference.markov)(
    'one trial known only by its $outages outages',
    ({ outages, downtime, measured, interval }) => {
      expectEnds(unavailabilityInterval({ trials: [{ downtime, measured, outages }] }), interval)
    },
  )

  it.each(reference.tails)('the tail of $values.length values', ({ values, cv2, largestShare, tailIndex }) => {
    const found = diagnoseTail(values)
    expectClose(found?.cv2 ?? NaN, cv2)
    expectClose(found?.largestShare ?? NaN, largestShare)
    expectClose(found?.tailIndex ?? NaN, tailIndex)
  })
})

describe('against published tables', () => {
  it.each([
    [81, 263, [0.2553, 0.3662], [0.2527, 0.3676]],
    [15, 148, [0.0624, 0.1605], [0.0578, 0.1617]],
    [0, 20, [0, 0.1611], [0, 0.1684]],
    [1, 29, [0.0061, 0.1718], [0.0009, 0.1776]],
  ])('Newcombe 1998, table I: %i of %i', (hits, total, score, exact) => {
    const rounded = ({ low, high }: { low: number; high: number }) => [Number(low.toFixed(4)), Number(high.toFixed(4))]
    expect(rounded(wilson(hits, total))).toEqual(score)
    expect(rounded(clopperPearson(hits, total))).toEqual(exact)
  })

  it.each([
    [0, 0, 3.69],
    [1, 0.0253, 5.57],
    [2, 0.242, 7.22],
    [5, 1.62, 11.67],
    [10, 4.8, 18.39],
  ])('Garwood 1936: %i events', (events, low, high) => {
    const found = poissonRateInterval(events, 1)
    expect(Number(found.low.toPrecision(3))).toBe(low)
    expect(Number(found.high.toFixed(2))).toBe(high)
  })
})
