import { accept, type Parsed, refuse } from './parsed.js'

/** A day of the proleptic Gregorian calendar. */
export interface CivilDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Days of a month, 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : MONTH_LENGTHS[month - 1]
}

/**
 * Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms"): years begin in March, so that the
 * leap day is the last.
 */
export function dayNumber({ year, month, day }: CivilDate): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}

/** The date `months` later; a day that the month does not have becomes its last: a month after 31 January is 28 or 29 February. */
export function addMonths({ year, month, day }: CivilDate, months: number): CivilDate {
  const index = year * 12 + (month - 1) + months
  const newYear = Math.floor(index / 12)
  const newMonth = index - newYear * 12 + 1
  return { year: newYear, month: newMonth, day: Math.min(day, daysInMonth(newYear, newMonth)) }
}

/** A date like `2024-02-29`, years 1 to 9999. */
export function parseDate(text: string): Parsed<CivilDate> {
  const trimmed = text.trim()
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(trimmed)
  if (match === null) return refuse('a date is written as year-month-day', 0, text.length || 1, '2024-02-29')
  const [year, month, day] = match.slice(1).map(Number)
  if (year < 1) return refuse('years begin at 1', 0, 4)
  if (month < 1 || month > 12) return refuse(`there is no month ${month}`, 5, 2)
  if (day < 1 || day > daysInMonth(year, month)) {
    return refuse(`month ${month} of ${year} has ${daysInMonth(year, month)} days`, 8, 2)
  }
  return accept({ year, month, day })
}

export function printDate({ year, month, day }: CivilDate): string {
  const pad = (n: number, width: number) => n.toString().padStart(width, '0')
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}
