import { leadingDecimal, nearestQuotient, refuseNumber, tenTo } from './decimal.js'
import { DURATION_UNITS, SECOND } from './duration.js'
import { accept, type Parsed, refuse, tooLong } from './parsed.js'

/**
 * Events per second of a text like `200/s`, `12/h` or `0.5/d`; the units are those of durations. The double nearest to
 * the exact quotient.
 */
export function parseRate(text: string): Parsed<number> {
  const long = tooLong(text)
  if (long !== undefined) return long
  const trimmed = text.trim()
  const start = text.length - text.trimStart().length
  const number = leadingDecimal(trimmed)
  if (number === undefined) return refuseNumber(text, '200/s')
  if (number.value.digits < 0n) return refuse('a rate cannot be negative', start, 1)
  const written = trimmed.slice(0, number.length)
  const per = /^\s*\/\s*(.*)$/.exec(trimmed.slice(number.length))
  if (per === null) {
    return refuse('a rate is a number per time', start + number.length, 1, `${written}/s`)
  }
  const unit = DURATION_UNITS.find(([name]) => name === per[1])
  if (unit === undefined) {
    const at = start + trimmed.length - per[1].length
    return refuse(
      `\`${per[1]}\` is no unit of time; a rate is per us, ms, s, m, h, d, w or y`,
      at,
      Math.max(1, per[1].length),
      `${written}/s`,
    )
  }
  const { digits, exponent } = number.value
  const numerator = digits * BigInt(SECOND) * tenTo(Math.max(0, exponent))
  const perSecond = nearestQuotient(numerator, BigInt(unit[1]) * tenTo(Math.max(0, -exponent)))
  if (!Number.isFinite(perSecond)) return refuse('too large a rate', start, trimmed.length)
  return accept(perSecond)
}

/** A rate per second with all its digits, which `parseRate` reads back to the same number. */
export function printRate(perSecond: number): string {
  return `${perSecond}/s`
}

/** A rate for a reader, with three digits and per the unit that makes it one or more: `200/s`, `12/h`. */
export function formatRate(perSecond: number): string {
  const readable = DURATION_UNITS.filter(([name]) => /^[smhdy]$/.test(name)).reverse()
  const unit = readable.find(([, length]) => perSecond * (length / SECOND) >= 1) ?? readable[readable.length - 1]
  const count = perSecond === 0 ? 0 : Number((perSecond * (unit[1] / SECOND)).toPrecision(3))
  return `${count}/${perSecond === 0 ? 's' : unit[0]}`
}
