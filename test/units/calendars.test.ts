import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addMonths,
  type CivilDate,
  DAY,
  dayNumber,
  daysInMonth,
  describeCalendar,
  monthLength,
  parseAllowance,
  parseDate,
  printDate,
  quarterLength,
  windowBoundaries,
  yearLength,
} from '../../src/units/index.js'

const days = (us: number) => us / DAY

describe('the calendars of a budget', () => {
  it.each([
    ['plain', 30, 90, 365],
    ['julian', 30.4375, 91.3125, 365.25],
    ['gregorian', 30.436875, 91.310625, 365.2425],
  ] as const)('%s', (calendar, month, quarter, year) => {
    expect(days(monthLength(calendar))).toBe(month)
    expect(days(quarterLength(calendar))).toBe(quarter)
    expect(days(yearLength(calendar))).toBe(year)
    for (const length of [monthLength(calendar), quarterLength(calendar), yearLength(calendar)]) {
      expect(Number.isSafeInteger(length)).toBe(true)
    }
    expect(describeCalendar(calendar)).toContain(calendar)
  })
})

const civilDate = fc
  .record({
    year: fc.integer({ min: 1, max: 9999 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
  })
  .map(({ year, month, day }): CivilDate => ({ year, month, day: Math.min(day, daysInMonth(year, month)) }))

describe('civil dates, by whole numbers alone', () => {
  // The platform's own dates are the other witness; the code under test may not use them.
  it('number the days as the platform does', () => {
    fc.assert(
      fc.property(civilDate, date => {
        const platform = new Date(0)
        platform.setUTCFullYear(date.year, date.month - 1, date.day)
        expect(dayNumber(date)).toBe(platform.getTime() / 86_400_000)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  it('are read and printed back', () => {
    fc.assert(
      fc.property(civilDate, date => {
        expect(parseDate(printDate(date))).toEqual({ ok: true, value: date })
      }),
      { seed: 2, numRuns: 500 },
    )
  })

  it.each([
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
    '24-01-01',
    '2024/01/01',
    '',
    '0000-01-01',
  ])('%s is refused', text => {
    expect(parseDate(text)).toMatchObject({ ok: false })
  })

  it('a month after the 31st is the last day of a shorter month', () => {
    expect(printDate(addMonths({ year: 2024, month: 1, day: 31 }, 1))).toBe('2024-02-29')
    expect(printDate(addMonths({ year: 2023, month: 1, day: 31 }, 1))).toBe('2023-02-28')
    expect(printDate(addMonths({ year: 2023, month: 11, day: 30 }, 3))).toBe('2024-02-29')
    expect(printDate(addMonths({ year: 2024, month: 2, day: 29 }, 12))).toBe('2025-02-28')
  })
})

describe('windows follow each other from the start, and the incomplete last one is left out', () => {
  it('plain months of a year: twelve, and five days over', () => {
    expect(windowBoundaries('plain', 'month', 365 * DAY).map(days)).toEqual([
      0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360,
    ])
    expect(windowBoundaries('plain', 'month', 360 * DAY - 1)).toHaveLength(12)
    expect(windowBoundaries('plain', 'year', 364 * DAY)).toEqual([0])
  })

  it('gregorian months of 2024 from New Year and from the 31st', () => {
    const year = 366 * DAY
    const start = { year: 2024, month: 1, day: 1 }
    expect(windowBoundaries('gregorian', 'month', year, start).map(days)).toEqual([
      0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366,
    ])
    const last = { year: 2024, month: 1, day: 31 }
    expect(windowBoundaries('gregorian', 'month', 100 * DAY, last).map(days)).toEqual([0, 29, 60, 90])
  })

  it('gregorian years count their leap days', () => {
    const start = { year: 1999, month: 3, day: 1 }
    expect(windowBoundaries('gregorian', 'year', 2000 * DAY, start).map(days)).toEqual([0, 366, 731, 1096, 1461, 1827])
  })

  it('gregorian windows need a start date, but not days and weeks', () => {
    expect(() => windowBoundaries('gregorian', 'month', 100 * DAY)).toThrow(RangeError)
    expect(windowBoundaries('gregorian', 'week', 15 * DAY).map(days)).toEqual([0, 7, 14])
  })

  it('have no gap and no overlap, and end within the horizon less than a window away', () => {
    fc.assert(
      fc.property(
        civilDate,
        fc.constantFrom('plain', 'julian', 'gregorian' as const),
        fc.constantFrom('month', 'quarter', 'year' as const),
        fc.integer({ min: 0, max: 3000 }),
        (start, calendar, window, horizonDays) => {
          const horizon = horizonDays * DAY
          const boundaries = windowBoundaries(calendar, window, horizon, start)
          const last = boundaries[boundaries.length - 1]
          expect(last).toBeLessThanOrEqual(horizon)
          expect(horizon - last).toBeLessThan({ month: 31, quarter: 92.01, year: 366.01 }[window] * DAY)
          for (let i = 1; i < boundaries.length; i++) {
            expect(Number.isSafeInteger(boundaries[i])).toBe(true)
            expect(boundaries[i]).toBeGreaterThan(boundaries[i - 1])
          }
        },
      ),
      { seed: 3, numRuns: 300 },
    )
  })
})

describe('downtime per window', () => {
  it.each([
    ['4.38h/y', 15_768_000_000, 'year'],
    ['5m/month', 300_000_000, 'month'],
    ['30s/d', 30_000_000, 'day'],
    ['1h / quarter', 3_600_000_000, 'quarter'],
    ['43m/30d', 2_580_000_000, { duration: 30 * DAY }],
    ['0s/w', 0, 'week'],
  ])('%s', (text, downtime, per) => {
    expect(parseAllowance(text)).toEqual({ ok: true, value: { downtime, per } })
  })

  it.each([
    ['4h/m', '`m` is a minute', '4h/month', 3],
    ['4h', 'per window', '4h/y', 2],
    ['4/y', 'needs a unit', '4s/y', 0],
    ['4h/', 'the window is', '4h/y', 3],
    ['4h/moon', 'the window is', '4h/y', 3],
    ['4h/toString', 'the window is', '4h/y', 3],
    ['4h/0s', 'no length', '4h/y', 3],
  ])('%s is refused', (text, reason, suggestion, at) => {
    expect(parseAllowance(text)).toMatchObject({ ok: false, reason: expect.stringContaining(reason), suggestion, at })
  })
})
