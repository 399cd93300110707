import { describe, expect, it } from 'vitest'
import { exp, log, logGamma } from '../../src/numerics/index.js'
import {
  clopperPearson,
  noOutageBound,
  poissonRateBound,
  poissonRateInterval,
  wilson,
} from '../../src/statistics/index.js'

const HOUR = 3_600_000_000

/** P(the interval for a draw holds the truth), summed over all draws: no simulation, hence no luck. */
function coverage(chances: readonly number[], holds: (draw: number) => boolean): number {
  return chances.reduce((total, chance, draw) => (holds(draw) ? total + chance : total), 0)
}

function binomial(total: number, p: number): number[] {
  return Array.from({ length: total + 1 }, (_, k) =>
    exp(logGamma(total + 1) - logGamma(k + 1) - logGamma(total - k + 1) + k * log(p) + (total - k) * log(1 - p)),
  )
}

function poisson(mean: number): number[] {
  return Array.from({ length: Math.ceil(mean + 12 * Math.sqrt(mean) + 20) }, (_, k) =>
    exp(k * log(mean) - mean - logGamma(k + 1)),
  )
}

const SHARES = Array.from({ length: 199 }, (_, i) => (i + 1) / 200).concat([1e-4, 0.001, 0.9995])

describe('coverage of exact intervals, by enumeration', () => {
  it.each([1, 5, 20, 150])('Clopper–Pearson covers at least 95 %% whatever the share, %i draws', total => {
    const intervals = Array.from({ length: total + 1 }, (_, hits) => clopperPearson(hits, total))
    for (const p of SHARES) {
      const covered = coverage(binomial(total, p), hits => intervals[hits].low <= p && p <= intervals[hits].high)
      expect(covered, `share ${p}`).toBeGreaterThanOrEqual(0.95 - 1e-9)
    }
  })

  it('Wilson covers 95 % on average but not everywhere', () => {
    const intervals = Array.from({ length: 51 }, (_, hits) => wilson(hits, 50))
    const covered = SHARES.slice(0, 199).map(p =>
      coverage(binomial(50, p), hits => intervals[hits].low <= p && p <= intervals[hits].high),
    )
    const average = covered.reduce((a, b) => a + b) / covered.length
    expect(average).toBeGreaterThan(0.945)
    expect(average).toBeLessThan(0.96)
    expect(Math.min(...covered)).toBeLessThan(0.94)
  })

  it.each([0.01, 0.3, 1, 2.99, 3.01, 7.5, 40, 300])('Garwood covers at least 95 %% at a mean of %f', mean => {
    const holds = (events: number) => {
      const { low, high } = poissonRateInterval(events, 8)
      return low <= mean / 8 && mean / 8 <= high
    }
    expect(coverage(poisson(mean), holds)).toBeGreaterThanOrEqual(0.95 - 1e-9)
    expect(coverage(poisson(mean), events => mean <= poissonRateBound(events, 1))).toBeGreaterThanOrEqual(0.95 - 1e-9)
  })
})

describe('no outage seen', () => {
  it('bounds the rate by the rule of three', () => {
    // -ln 0.05 = 2.995732273553991
    expect(poissonRateBound(0, 100)).toBeCloseTo(0.02995732273553991, 15)
    const { meanUp } = noOutageBound({ trials: 40, measured: 40 * 8760 * HOUR })
    expect(meanUp / (40 * 8760 * HOUR)).toBeCloseTo(1 / 2.995732273553991, 14)
  })

  it('bounds the share of trials like Clopper–Pearson with all its doubt on one side', () => {
    const { trialShare } = noOutageBound({ trials: 59, measured: HOUR })
    expect(trialShare).toBeCloseTo(clopperPearson(0, 59, 0.9).high, 14)
    // 59 is the classic sample size for "95 % sure that fewer than 5 % fail" (Wilks 1941).
    expect(trialShare).toBeLessThan(0.05)
    expect(noOutageBound({ trials: 58, measured: HOUR }).trialShare).toBeGreaterThan(0.05)
  })

  it('keeps its digits over very many trials', () => {
    const { trialShare } = noOutageBound({ trials: 1e12, measured: HOUR })
    expect(Math.abs(trialShare * 1e12 - 2.9957322735495)).toBeLessThan(1e-11)
  })

  it('speaks of unavailability only when a mean outage is stated', () => {
    expect(noOutageBound({ trials: 10, measured: 1000 * HOUR }).unavailability).toBeNull()
    const bound = noOutageBound({ trials: 10, measured: 1000 * HOUR, meanOutage: HOUR })
    expect(bound.unavailability).toBeCloseTo(1 / (1 + 1000 / 2.995732273553991), 14)
  })

  it('rejects studies without exposure and levels outside (0, 1)', () => {
    expect(() => noOutageBound({ trials: 0, measured: HOUR })).toThrow(RangeError)
    expect(() => noOutageBound({ trials: 1, measured: 0 })).toThrow(RangeError)
    expect(() => poissonRateBound(0, 1, 1)).toThrow(RangeError)
    expect(() => clopperPearson(3, 2)).toThrow(RangeError)
    expect(() => wilson(0.5, 2)).toThrow(RangeError)
  })
})
