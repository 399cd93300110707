import { type Decimal, leadingDecimal, refuseNumber, wholeMultiple } from './decimal.js'
import { accept, type Parsed, type Refusal, refuse, tooLong } from './parsed.js'

export const MILLISECOND = 1_000
export const SECOND = 1_000_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const WEEK = 7 * DAY
/** The year of a duration, whatever the calendar of a budget. */
export const YEAR = 365 * DAY

/** The longest duration: 285 years, within 2^53 µs. */
export const LONGEST_DURATION = 285 * YEAR

/** The longest mean, scale or other parameter of a law. */
export const LONGEST_MEAN = 1_000_000_000 * YEAR

/** Microseconds in each unit, the largest first. */
export const DURATION_UNITS: readonly (readonly [name: string, length: number])[] = [
  ['y', YEAR],
  ['w', WEEK],
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
  ['ms', MILLISECOND],
  ['us', 1],
]

/** What people write, and the unit they mean; undefined for what has no unit here. */
const OTHER_SPELLINGS: Readonly<Record<string, string>> = {
  usec: 'us',
  microsecond: 'us',
  microseconds: 'us',
  msec: 'ms',
  millis: 'ms',
  millisecond: 'ms',
  milliseconds: 'ms',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  S: 's',
  min: 'm',
  mins: 'm',
  minute: 'm',
  minutes: 'm',
  M: 'm',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  hours: 'h',
  H: 'h',
  day: 'd',
  days: 'd',
  D: 'd',
  week: 'w',
  weeks: 'w',
  W: 'w',
  yr: 'y',
  yrs: 'y',
  year: 'y',
  years: 'y',
  a: 'y',
  Y: 'y',
}

const UNIT_LIST = 'us, ms, s, m, h, d, w, y'

function unitIndex(name: string): number {
  const ascii = name === 'µs' || name === 'μs' ? 'us' : name
  return DURATION_UNITS.findIndex(([unit]) => unit === ascii)
}

function refuseUnit(text: string, at: number, name: string): Refusal {
  const replaced = (unit: string) => text.slice(0, at) + unit + text.slice(at + name.length)
  if (/^(mo|mon|mth|mths|months?)$/i.test(name)) {
    const days = Number(text.slice(0, at)) * 30
    const suggestion = Number.isSafeInteger(days) && days > 0 ? `${days}d` : '30d'
    return refuse('there is no month among the units, as months differ; write days', at, name.length, suggestion)
  }
  if (/^(ns|nsec|nanos?|nanoseconds?|ps)$/i.test(name)) {
    return refuse('time is counted in whole microseconds', at, name.length, '1us')
  }
  const meant = Object.hasOwn(OTHER_SPELLINGS, name) ? OTHER_SPELLINGS[name] : undefined
  const suggestion = meant === undefined ? undefined : replaced(meant)
  return refuse(`unknown unit \`${name}\`; the units are ${UNIT_LIST}`, at, name.length, suggestion)
}

interface Part {
  readonly amount: Decimal
  readonly unit: number
  readonly start: number
  readonly end: number
}

/** What a bare number after each unit most likely means: `1h30` is `1h30m`. */
const NEXT_SMALLER = ['d', 'd', 'h', 'm', 's', 'ms', 'us']

/** One number with its unit, from index `start` on, after a part in the unit of index `previous` (-1: it is the first). */
function readPart(text: string, start: number, previous: number): Part | Refusal {
  const rest = text.slice(start)
  const number = leadingDecimal(rest)
  if (number === undefined || rest.startsWith('+') || rest.startsWith('-')) {
    return rest.startsWith('-')
      ? refuse('a duration cannot be negative', start, 1, text.replace('-', ''))
      : shifted(refuseNumber(rest, '30s'), start)
  }
  const unitText = /^\s?([^\s\d]*)/.exec(rest.slice(number.length)) as RegExpExecArray
  const name = unitText[1]
  const unitAt = start + number.length + unitText[0].length - name.length
  if (name === '') {
    const unit = NEXT_SMALLER[previous] ?? 's'
    return refuse('a duration needs a unit', start, number.length, `${text.slice(0, start + number.length)}${unit}`)
  }
  const unit = unitIndex(name)
  if (unit < 0) return refuseUnit(text, unitAt, name)
  return { amount: number.value, unit, start, end: unitAt + name.length }
}

function shifted(refusal: Refusal, by: number): Refusal {
  return { ...refusal, at: (refusal.at ?? 0) + by }
}

/**
 * Microseconds, exactly, of a text like `250us`, `5m`, `1.5h`, `1h30m` or `6m 12s`. The units are us, ms, s, m
 * (minute), h, d, w and y (365 days); there is no month. Parts go from large to small. Refused are bare numbers,
 * anything finer than a microsecond and more than 285 years.
 */
export function parseDuration(text: string): Parsed<number> {
  const us = wholeMicroseconds(text)
  if (typeof us !== 'bigint') return us
  if (us <= BigInt(LONGEST_DURATION)) return accept(Number(us))
  return refuse('longer than 285 years, the most that time can be counted to', 0, text.trimEnd().length, '285y')
}

/**
 * As `parseDuration`, for a parameter of a law, which may be longer than time is counted: disks are sold with a mean time
 * to failure of 2.5 million hours. Exact up to 2^53 µs, beyond that the nearest double; refused above a billion years.
 */
export function parseMeanDuration(text: string): Parsed<number> {
  const us = wholeMicroseconds(text)
  if (typeof us !== 'bigint') return us
  if (us <= BigInt(LONGEST_MEAN)) return accept(Number(us))
  return refuse('longer than a billion years', 0, text.trimEnd().length, `${LONGEST_MEAN / YEAR}y`)
}

function wholeMicroseconds(text: string): bigint | Refusal {
  const long = tooLong(text)
  if (long !== undefined) return long
  const end = text.trimEnd().length
  let position = text.length - text.trimStart().length
  let total = 0n
  let lastUnit = -1
  do {
    const part = readPart(text.slice(0, end), position, lastUnit)
    if ('ok' in part) return part
    if (part.unit <= lastUnit) {
      return refuse('the parts of a duration go from large units to small ones', part.start, part.end - part.start)
    }
    const us = wholeMultiple(part.amount, BigInt(DURATION_UNITS[part.unit][1]))
    if (us === undefined) {
      return refuse('finer than one microsecond, which is how time is counted', part.start, part.end - part.start)
    }
    total += us
    lastUnit = part.unit
    position = part.end
    while (text[position] === ' ') position++
  } while (position < end)
  return total
}

/** As `parseDuration`, with an optional sign before it: for the steps of a clock. */
export function parseSignedDuration(text: string): Parsed<number> {
  const sign = /^\s*[+-]/.exec(text)
  if (sign === null) return parseDuration(text)
  const rest = parseDuration(text.slice(sign[0].length))
  if (!rest.ok) return shifted(rest, sign[0].length)
  return accept(sign[0].endsWith('-') && rest.value > 0 ? -rest.value : rest.value)
}
