import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cycleUnavailability, meanDownAllowed, meanUpNeeded } from '../../src/analysis/index.js'
import { DAY, HOUR, MINUTE } from '../../src/units/index.js'

describe('one unit in steady state', () => {
  // Barlow and Proschan, Mathematical Theory of Reliability (1965): A = E[up] / (E[up] + E[down]).
  it('is down for its mean outage in every mean cycle', () => {
    expect(cycleUnavailability({ meanUp: 99 * HOUR, meanDown: HOUR })).toBe(0.01)
    expect(cycleUnavailability({ meanUp: 60 * DAY, meanDown: 10 * MINUTE })).toBe(1 / 8641)
    expect(cycleUnavailability({ meanUp: DAY, meanDown: 0 })).toBe(0)
  })

  it('the mean up time is what a promise and a mean outage leave', () => {
    expect(meanUpNeeded(0.01, HOUR)).toBe(99 * HOUR)
    expect(meanUpNeeded(0, HOUR)).toBe(Infinity)
    expect(meanUpNeeded(0, 0)).toBe(0)
    expect(meanUpNeeded(1, HOUR)).toBe(0)
  })

  it('the mean outage is what a promise and a mean up time allow', () => {
    expect(meanDownAllowed(0.5, DAY)).toBe(DAY)
    expect(meanDownAllowed(0, DAY)).toBe(0)
    expect(meanDownAllowed(1, DAY)).toBe(Infinity)
  })

  it('two of the three give back the third', () => {
    const duration = fc.integer({ min: 1, max: 1e15 })
    fc.assert(
      fc.property(duration, duration, (meanUp, meanDown) => {
        const u = cycleUnavailability({ meanUp, meanDown })
        // 1 - U has an absolute error of a unit in its last place, which weighs when nearly nothing is up.
        const slack = 1e-15 * (1 + 1 / (1 - u))
        expect(Math.abs(meanUpNeeded(u, meanDown) / meanUp - 1)).toBeLessThan(slack)
        expect(Math.abs(meanDownAllowed(u, meanUp) / meanDown - 1)).toBeLessThan(slack)
      }),
      { seed: 1, numRuns: 500 },
    )
  })
})
