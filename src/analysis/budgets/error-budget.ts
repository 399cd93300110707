import {
  type Allowance,
  addMonths,
  BUDGET_WINDOWS,
  type BudgetWindow,
  type Calendar,
  type CivilDate,
  DAY,
  dayNumber,
  shareOf,
  windowLength,
} from '../../units/index.js'

/** The downtime that an unavailability allows in one window of a calendar; times in microseconds. */
export interface Budget {
  readonly window: BudgetWindow
  readonly length: number
  /** Not rounded: at ten nines a day allows less than a tenth of a microsecond. */
  readonly downtime: number
}

const MONTHS = { month: 1, quarter: 3, year: 12 } as const

/** How long a window is: for `gregorian`, the one that begins at the start date, or the mean without one. */
function lengthFrom(calendar: Calendar, window: BudgetWindow, start: CivilDate | undefined): number {
  if (calendar !== 'gregorian' || start === undefined || window === 'day' || window === 'week') {
    return windowLength(calendar, window)
  }
  return (dayNumber(addMonths(start, MONTHS[window])) - dayNumber(start)) * DAY
}

/** The downtime allowed in a day, a week, a month, a quarter and a year. */
export function downtimeBudgets(unavailability: number, calendar: Calendar, start?: CivilDate): Budget[] {
  return BUDGET_WINDOWS.map(window => {
    const length = lengthFrom(calendar, window, start)
    return { window, length, downtime: shareOf(unavailability, length) }
  })
}

/** The unavailability that uses up an allowance; more than 1 where the allowance is longer than its window. */
export function allowedUnavailability({ downtime, per }: Allowance, calendar: Calendar, start?: CivilDate): number {
  return downtime / (typeof per === 'string' ? lengthFrom(calendar, per, start) : per.duration)
}
