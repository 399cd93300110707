import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowedUnavailability, downtimeBudgets } from '../../src/analysis/index.js'
import { DAY, HOUR, MINUTE, parseAllowance, parseRatio, SECOND } from '../../src/units/index.js'

/** Downtime in each window, in seconds, of an availability as written. */
function budgets(text: string, ...calendar: [] | ['julian' | 'gregorian']): Record<string, number> {
  const share = parseRatio(text)
  if (!share.ok) throw new Error(share.reason)
  const list = downtimeBudgets(share.value.complement, calendar[0] ?? 'plain')
  return Object.fromEntries(list.map(({ window, downtime }) => [window, downtime / SECOND]))
}

describe('the downtime that an availability allows', () => {
  // Public tables differ, as they do not name their calendar: these are for 30, 90 and 365 days.
  it.each([
    ['99%', { day: 864, week: 6048, month: 25_920, quarter: 77_760, year: 315_360 }],
    ['99.9%', { day: 86.4, week: 604.8, month: 2592, quarter: 7776, year: 31_536 }],
    ['99.95%', { day: 43.2, week: 302.4, month: 1296, quarter: 3888, year: 15_768 }],
    ['99.99%', { day: 8.64, week: 60.48, month: 259.2, quarter: 777.6, year: 3153.6 }],
    ['99.999%', { day: 0.864, week: 6.048, month: 25.92, quarter: 77.76, year: 315.36 }],
  ])('%s', (text, seconds) => {
    expect(budgets(text)).toEqual(seconds)
  })

  // Four nines are 52.56 minutes a year; 5.256 minutes are five nines.
  it('is 52.56 minutes a year at four nines and 5.256 at five', () => {
    expect(budgets('99.99%').year).toBe(52 * 60 + 33.6)
    expect(budgets('99.999%').year).toBe(5 * 60 + 15.36)
  })

  it('depends on the calendar', () => {
    expect(budgets('99.99%', 'julian').year).toBe(3155.76)
    expect(budgets('99.99%', 'julian').month).toBe(262.98)
    expect(budgets('99.99%', 'gregorian').year).toBe(3155.6952)
  })

  it('in a gregorian month is that of the month', () => {
    const month = (text: string, year: number, start: number) =>
      downtimeBudgets(0.001, 'gregorian', { year, month: start, day: 1 }).find(({ window }) => window === text)?.length
    expect(month('month', 2024, 2)).toBe(29 * DAY)
    expect(month('month', 2023, 2)).toBe(28 * DAY)
    expect(month('quarter', 2024, 1)).toBe(91 * DAY)
    expect(month('year', 2024, 1)).toBe(366 * DAY)
    expect(month('week', 2024, 1)).toBe(7 * DAY)
  })
})

describe('and back', () => {
  it.each([
    ['4.38h/y', 0.0005],
    ['52.56m/y', 0.0001],
    ['5.256m/year', 0.00001],
    ['21.6m/month', 0.0005],
    ['8.64s/d', 0.0001],
    ['1d/quarter', 1 / 90],
    ['43.2m/30d', 0.001],
    ['0s/d', 0],
  ])('%s', (text, unavailability) => {
    const allowance = parseAllowance(text)
    if (!allowance.ok) throw new Error(allowance.reason)
    expect(allowedUnavailability(allowance.value, 'plain')).toBe(unavailability)
  })

  it('uses the window of the calendar', () => {
    const downtime = 36.525 * MINUTE
    expect(allowedUnavailability({ downtime, per: 'year' }, 'julian')).toBe(36.525 / 525_960)
    const month = { year: 2024, month: 2, day: 1 }
    expect(allowedUnavailability({ downtime: 29 * HOUR, per: 'month' }, 'gregorian', month)).toBe(1 / 24)
  })

  it('budget and allowance are inverse of each other', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-12, max: 1, noNaN: true }),
        fc.constantFrom('plain', 'julian', 'gregorian' as const),
        (unavailability, calendar) => {
          for (const { window, downtime } of downtimeBudgets(unavailability, calendar)) {
            const back = allowedUnavailability({ downtime, per: window }, calendar)
            expect(Math.abs(back - unavailability)).toBeLessThanOrEqual(unavailability * 2 ** -52)
          }
        },
      ),
      { seed: 1, numRuns: 200 },
    )
  })
})
