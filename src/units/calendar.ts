import { addMonths, type CivilDate, dayNumber, printDate } from './civil.js'
import { DAY, SECOND, WEEK } from './duration.js'

/**
 * How long months, quarters and years are in a budget. `plain`: 30, 90 and 365 days. `julian`: a year of 365.25 days and
 * its twelfths. `gregorian`: the months of the civil calendar, counted from a date; their means where none is given.
 */
export type Calendar = 'plain' | 'julian' | 'gregorian'

export const CALENDARS: readonly Calendar[] = ['plain', 'julian', 'gregorian']

export type BudgetWindow = 'day' | 'week' | 'month' | 'quarter' | 'year'

export const BUDGET_WINDOWS: readonly BudgetWindow[] = ['day', 'week', 'month', 'quarter', 'year']

/** The mean Gregorian year: 146,097 days in 400 years. */
const GREGORIAN_YEAR = (146_097 * 86_400 * SECOND) / 400

/** A year in microseconds, always whole; the mean one for `gregorian`. */
export function yearLength(calendar: Calendar): number {
  if (calendar === 'plain') return 365 * DAY
  return calendar === 'julian' ? 365.25 * DAY : GREGORIAN_YEAR
}

/** A month in microseconds: 30 days, or a twelfth of the year. */
export function monthLength(calendar: Calendar): number {
  return calendar === 'plain' ? 30 * DAY : yearLength(calendar) / 12
}

/** A quarter in microseconds: 90 days, or a quarter of the year. */
export function quarterLength(calendar: Calendar): number {
  return 3 * monthLength(calendar)
}

/** Any window in microseconds; for `gregorian` the mean. */
export function windowLength(calendar: Calendar, window: BudgetWindow): number {
  switch (window) {
    case 'day':
      return DAY
    case 'week':
      return WEEK
    case 'month':
      return monthLength(calendar)
    case 'quarter':
      return quarterLength(calendar)
    case 'year':
      return yearLength(calendar)
  }
}

const MONTHS = { month: 1, quarter: 3, year: 12 } as const

/** Where the n-th window begins, in microseconds from the start date. */
function gregorianBoundary(window: BudgetWindow, n: number, start: CivilDate): number {
  if (window === 'day' || window === 'week') return n * windowLength('gregorian', window)
  // Counted from the start date each time, so that a start on the 31st does not drift to the 28th.
  return (dayNumber(addMonths(start, n * MONTHS[window])) - dayNumber(start)) * DAY
}

/**
 * The boundaries of consecutive windows from 0 up to a horizon, in microseconds: n + 1 of them for n whole windows. An
 * incomplete last window is left out.
 *
 * @throws RangeError for `gregorian` months, quarters and years without a start date
 */
export function windowBoundaries(
  calendar: Calendar,
  window: BudgetWindow,
  horizon: number,
  start?: CivilDate,
): number[] {
  const civil = calendar === 'gregorian' && window !== 'day' && window !== 'week'
  if (civil && start === undefined) throw new RangeError('windows of the gregorian calendar need a start date')
  const length = windowLength(calendar, window)
  const boundaries = [0]
  for (let n = 1; ; n++) {
    const boundary = civil ? gregorianBoundary(window, n, start as CivilDate) : n * length
    if (boundary > horizon) return boundaries
    boundaries.push(boundary)
  }
}

/** The calendar in words, for whoever reads a budget. */
export function describeCalendar(calendar: Calendar, start?: CivilDate): string {
  if (calendar === 'plain') return 'plain: months of 30 days, quarters of 90, years of 365'
  if (calendar === 'julian') return 'julian: years of 365.25 days, months a twelfth of them'
  if (start === undefined) return 'gregorian: mean months and years of its 400-year cycle'
  return `gregorian: months and years as they fall from ${printDate(start)}`
}
