import { describe, expect, it } from 'vitest'
import { moreTrialsNeeded, stoppingRule, type TrialDowntime } from '../../src/statistics/index.js'

/** Outages of unequal but fixed lengths, three a trial. */
function trials(count: number, outages = 3): TrialDowntime[] {
  return Array.from({ length: count }, (_, i) => ({ downtime: 1000 + 700 * ((i * 7) % 5), measured: 1e6, outages }))
}

describe('stoppingRule', () => {
  const rule = stoppingRule({ precision: 0.1, batch: 20, maxTrials: 1000 })

  it('looks at multiples of the batch, ever farther apart', () => {
    const looks = []
    for (let look = rule.nextLook(0); looks.length < 40; look = rule.nextLook(look)) looks.push(look)
    expect(looks.slice(0, 12)).toEqual([20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220, 260])
    expect(looks[39]).toBe(1000)
    for (const look of looks) expect(look % 20).toBe(0)
  })

  it('stops at the first look that is precise enough', () => {
    expect(rule.decide(trials(79))).toBeNull()
    expect(rule.decide(trials(80))).toEqual({ trials: 80, reason: 'precision' })
  })

  it('decides the same whatever was finished beyond', () => {
    for (const done of [80, 81, 97, 100, 333, 1000]) {
      expect(rule.decide(trials(done))).toEqual({ trials: 80, reason: 'precision' })
    }
  })

  it('waits for a hundred outages however narrow the interval seems', () => {
    const equal = Array.from({ length: 100 }, () => ({ downtime: 10, measured: 1e6, outages: 1 }))
    expect(rule.decide(equal.slice(0, 80))).toBeNull()
    expect(rule.decide(equal)).toEqual({ trials: 100, reason: 'precision' })
  })

  it('gives up at the largest number of trials, whether outages are rare or precision is out of reach', () => {
    expect(rule.decide(trials(1000, 0))).toEqual({ trials: 1000, reason: 'count' })
    const none = Array.from({ length: 1000 }, () => ({ downtime: 0, measured: 1e6, outages: 0 }))
    expect(rule.decide(none.slice(0, 999))).toBeNull()
    expect(rule.decide(none)).toEqual({ trials: 1000, reason: 'count' })
    const sharp = stoppingRule({ precision: 1e-6, batch: 7, maxTrials: 50 })
    expect(sharp.decide(trials(50))).toEqual({ trials: 50, reason: 'count' })
  })

  it('rejects a precision, batch or limit that is not positive', () => {
    expect(() => stoppingRule({ precision: 0, batch: 1, maxTrials: 1 })).toThrow(RangeError)
    expect(() => stoppingRule({ precision: 0.1, batch: 0, maxTrials: 1 })).toThrow(RangeError)
    expect(() => stoppingRule({ precision: 0.1, batch: 1, maxTrials: 0 })).toThrow(RangeError)
  })
})

describe('moreTrialsNeeded', () => {
  const estimate = { value: 0.01, low: 0.005, high: 0.02, level: 0.95, method: '' }

  it('asks for nothing when the threshold is outside already', () => {
    expect(moreTrialsNeeded(estimate, 0.03, 100)).toBe(0)
    expect(moreTrialsNeeded(estimate, 0.001, 100)).toBe(0)
  })

  it('asks for four times the trials, and twice that to be 80 % sure, to halve the width', () => {
    // (z(0.975) + z(0.8))² / z(0.975)² = 2.0432: the sample size for a two-sided test at 5 % with a power of 80 %.
    expect(moreTrialsNeeded(estimate, 0.01 * Math.SQRT2, 100)).toBe(Math.ceil(400 * 2.0432) - 100)
    expect(moreTrialsNeeded(estimate, 0.01 / Math.SQRT2, 100)).toBe(Math.ceil(400 * 2.0432) - 100)
  })

  it('says nothing when the estimate lies on the threshold or so near that no sensible number would do', () => {
    expect(moreTrialsNeeded(estimate, 0.01, 100)).toBeNull()
    expect(moreTrialsNeeded(estimate, 0.01000001, 100)).toBeNull()
  })

  it('shrinks the bound of a clean record with the number of trials', () => {
    const clean = { ...estimate, value: 0, low: 0, high: 0.03 }
    expect(moreTrialsNeeded(clean, 0.01, 100)).toBe(200)
    expect(moreTrialsNeeded(clean, 0, 100)).toBeNull()
  })

  it('works on the plain scale for a difference', () => {
    const difference = { ...estimate, value: 0.1, low: -0.1, high: 0.3 }
    expect(moreTrialsNeeded(difference, 0, 50)).toBe(Math.ceil(50 * 4 * 2.0432) - 50)
  })
})
