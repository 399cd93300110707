import { describe, expect, it } from 'vitest'
import {
  comparePaired,
  cyclesOf,
  mergeTrials,
  ratioInterval,
  type TrialDowntime,
  unavailabilityInterval,
} from '../../src/statistics/index.js'

const trial = (downtime: number, measured: number, outages = downtime > 0 ? 1 : 0): TrialDowntime => ({
  downtime,
  measured,
  outages,
})

describe('cyclesOf', () => {
  it('cuts a trial at the ends of its outages, and the pieces sum to the trial', () => {
    const outages = [
      { start: 0, length: 5 },
      { start: 20, length: 10 },
    ]
    expect(cyclesOf(outages, 100)).toEqual([
      { up: 0, down: 5 },
      { up: 15, down: 10 },
      { up: 70, down: 0 },
    ])
  })

  it('leaves no empty piece after an outage that is open at the end', () => {
    expect(cyclesOf([{ start: 90, length: 10 }], 100)).toEqual([{ up: 90, down: 10 }])
    expect(cyclesOf([], 100)).toEqual([{ up: 100, down: 0 }])
  })

  it('rejects outages that overlap or leave the trial', () => {
    expect(() => cyclesOf([{ start: 95, length: 10 }], 100)).toThrow(RangeError)
    const overlapping = [
      { start: 10, length: 10 },
      { start: 15, length: 1 },
    ]
    expect(() => cyclesOf(overlapping, 100)).toThrow(RangeError)
  })
})

describe('unavailabilityInterval', () => {
  const long = {
    trials: [trial(30, 1000, 3)],
    cycles: cyclesOf(
      [100, 400, 800].map(start => ({ start, length: 10 })),
      1000,
    ),
  }

  it('is the ratio of the sums, not the mean of the ratios', () => {
    const { value } = unavailabilityInterval({ trials: [trial(10, 100), trial(0, 900)] })
    expect(value).toBe(0.01)
  })

  it('goes by cycles when trials are few and by trials when they are many', () => {
    expect(unavailabilityInterval(long).method).toBe('jackknife on log U, 4 cycles')
    const many = { trials: Array.from({ length: 10 }, (_, i) => trial(i + 1, 1000)), cycles: long.cycles }
    expect(unavailabilityInterval(many).method).toBe('jackknife on log U, 10 trials')
  })

  it('takes neighbouring cycles together when there are many', () => {
    const cycles = Array.from({ length: 101 }, (_, i) => ({ up: 100 + i, down: 1 + (i % 3) }))
    const downtime = cycles.reduce((total, cycle) => total + cycle.down, 0)
    const measured = cycles.reduce((total, cycle) => total + cycle.up, downtime)
    const found = unavailabilityInterval({ trials: [trial(downtime, measured, 100)], cycles })
    expect(found.method).toBe('jackknife on log U, 20 batches of 101 cycles')
    expect(found.value).toBe(downtime / measured)
  })

  it('is exact when every trial is down equally long', () => {
    const found = unavailabilityInterval({ trials: Array.from({ length: 12 }, () => trial(7, 700)) })
    expect(found).toMatchObject({ value: 0.01, low: 0.01, high: 0.01 })
  })

  it('gives an upper bound when no outage was seen', () => {
    const trials = Array.from({ length: 59 }, () => trial(0, 1000))
    const found = unavailabilityInterval({ trials })
    expect(found).toMatchObject({ value: 0, low: 0, method: 'no outage in 59 trials' })
    expect(found.high).toBeCloseTo(0.0495, 4)
    expect(unavailabilityInterval({ trials, meanOutage: 10 }).high).toBeCloseTo(10 / (10 + 59000 / 2.9957), 6)
  })

  it('gives a lower bound when the service was never up', () => {
    const found = unavailabilityInterval({ trials: Array.from({ length: 59 }, () => trial(1000, 1000)) })
    expect(found).toMatchObject({ value: 1, high: 1, method: 'no up time in 59 trials' })
    expect(found.low).toBeCloseTo(1 - 0.0495, 4)
  })

  it('stays within 0 and 1 and finite on the thinnest evidence', () => {
    const thin = [
      { trials: [trial(999, 1000)] },
      { trials: [trial(500, 1000)], cycles: cyclesOf([{ start: 500, length: 500 }], 1000) },
      { trials: [trial(1, 1e15)], cycles: cyclesOf([{ start: 5, length: 1 }], 1e15) },
      { trials: [trial(1000, 1000), trial(0, 1000)] },
      { trials: [trial(1, 1000), ...Array.from({ length: 999 }, () => trial(0, 1000))] },
    ]
    for (const data of thin) {
      const { low, value, high } = unavailabilityInterval(data, 0.99)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(low).toBeLessThan(value)
      expect(value).toBeLessThan(high)
      expect(high).toBeLessThanOrEqual(1)
    }
  })

  it('widens with the level', () => {
    const width = (level: number) => {
      const { low, high } = unavailabilityInterval(long, level)
      return high - low
    }
    expect(width(0.8)).toBeLessThan(width(0.95))
    expect(width(0.95)).toBeLessThan(width(0.99))
  })

  it('rejects a study without measured time', () => {
    expect(() => unavailabilityInterval({ trials: [] })).toThrow(RangeError)
  })
})

describe('ratioInterval', () => {
  it('has nothing to say of one trial or of nothing', () => {
    expect(ratioInterval([{ numerator: 1, denominator: 2 }])).toBeNull()
    const nothing = { numerator: 0, denominator: 2 }
    expect(ratioInterval([nothing, nothing])).toBeNull()
  })

  it('is the same for a ratio and its inverse', () => {
    const shares = [3, 8, 2, 9].map((numerator, i) => ({ numerator, denominator: 20 + i * i }))
    const inverse = shares.map(({ numerator, denominator }) => ({ numerator: denominator, denominator: numerator }))
    const there = ratioInterval(shares)
    const back = ratioInterval(inverse)
    expect(there?.low).toBeCloseTo(1 / (back?.high ?? NaN), 12)
    expect(there?.high).toBeCloseTo(1 / (back?.low ?? NaN), 12)
  })
})

describe('comparePaired', () => {
  const trials = [5, 0, 12, 7, 3, 0, 9, 4].map(downtime => trial(downtime, 1000))

  it('sees through luck that both variants share, but for one outage that it may not have seen', () => {
    const half = comparePaired(
      trials,
      trials.map(({ downtime, measured }) => trial(downtime / 2, measured)),
    )
    expect(half.correlation).toBeCloseTo(1, 12)
    expect(half.ratio?.value).toBe(0.5)
    // Six outages: exp(t * 1/6) with t = 2.3646 at seven degrees of freedom.
    expect((half.ratio?.high ?? NaN) / 0.5).toBeCloseTo(Math.exp(2.364624 / 6), 5)
    expect(half.difference.value).toBeCloseTo(-0.0025, 15)
  })

  it('finds no difference between a study and itself', () => {
    const { difference, ratio } = comparePaired(trials, trials)
    expect(difference.value).toBe(0)
    expect(difference.low).toBe(-difference.high)
    expect(ratio?.value).toBe(1)
  })

  it('bounds the difference of two clean records', () => {
    const clean = Array.from({ length: 59 }, () => trial(0, 1000))
    const { difference, ratio } = comparePaired(clean, clean)
    expect(ratio).toBeNull()
    expect(difference.value).toBe(0)
    expect(difference.high).toBeCloseTo(0.0495, 4)
    expect(difference.low).toBe(-difference.high)
  })

  it('gives the difference but no ratio when one variant had no downtime', () => {
    const clean = trials.map(({ measured }) => trial(0, measured))
    const found = comparePaired(trials, clean)
    expect(found.ratio).toBeNull()
    expect(found.correlation).toBeNull()
    expect(found.difference.high).toBeLessThan(0)
  })

  it('rejects studies of different lengths', () => {
    expect(() => comparePaired(trials, trials.slice(1))).toThrow(RangeError)
  })
})

describe('mergeTrials', () => {
  const summaries = Array.from({ length: 9 }, (_, trial) => ({ trial, downtime: trial / 3 }))

  it('orders by number, whoever finished first', () => {
    expect(mergeTrials([summaries.slice(6), summaries.slice(0, 2).reverse(), summaries.slice(2, 6)])).toEqual(summaries)
  })

  it('refuses a trial twice or missing', () => {
    expect(() => mergeTrials([summaries, [summaries[3]]])).toThrow('trial 3 occurs twice')
    expect(() => mergeTrials([summaries.slice(0, 3), summaries.slice(4)])).toThrow('trial 3 is missing')
  })
})
