/**
 * Quantities as people write them, read and printed exactly. Durations and simulated times are whole microseconds in a
 * number (285 years fit); availabilities are carried as unavailabilities, which keep their digits.
 */
export { type Allowance, parseAllowance } from './allowance.js'
export { formatAvailability, formatNines, nines, parseNines } from './availability.js'
export {
  BUDGET_WINDOWS,
  type BudgetWindow,
  CALENDARS,
  type Calendar,
  describeCalendar,
  monthLength,
  quarterLength,
  windowBoundaries,
  windowLength,
  yearLength,
} from './calendar.js'
export { addMonths, type CivilDate, dayNumber, daysInMonth, isLeapYear, parseDate, printDate } from './civil.js'
export { shareOf } from './decimal.js'
export {
  DAY,
  DURATION_UNITS,
  HOUR,
  LONGEST_DURATION,
  LONGEST_MEAN,
  MILLISECOND,
  MINUTE,
  parseDuration,
  parseMeanDuration,
  parseSignedDuration,
  SECOND,
  WEEK,
  YEAR,
} from './duration.js'
export { formatDuration, printDuration } from './duration-format.js'
export type { Parsed, Refusal } from './parsed.js'
export { formatRate, parseRate, printRate } from './rate.js'
export { parsePartsPerMillion, parseRatio, printAvailability, printRatio, type Ratio } from './ratio.js'
export { parseSize, printSize } from './size.js'
