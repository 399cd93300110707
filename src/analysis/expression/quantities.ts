import { say, words } from '../../diagnostics/index.js'
import {
  type Calendar,
  type Parsed,
  parseAllowance,
  parseMeanDuration,
  parseNines,
  parseRatio,
} from '../../units/index.js'
import { allowedUnavailability } from '../budgets/index.js'
import type { PartValue } from './expression.js'
import type { Reader } from './reader.js'

const DURATION = /^[\d.]+(us|µs|ms|s|m|h|d|w|y)$/
const SUFFIX = /^(%|‰|ppm|ppb|nines?)$/i

/** `99.95%`, `0.9995`, `4 nines`, `4.38h/y`: the unavailability. */
export function readAvailability(reader: Reader, calendar: Calendar): number {
  const { start, text } = gather(reader)
  if (/nines?$/i.test(text)) return accepted(reader, start, text, parseNines(text.toLowerCase())).complement
  if (text.includes('/')) {
    const allowed = allowedUnavailability(accepted(reader, start, text, parseAllowance(text)), calendar)
    if (allowed <= 1) return allowed
    throw reader.refuse('E103', { start, end: start + text.length }, words('more downtime than the window is long'))
  }
  if (DURATION.test(text.split(/\s/)[0])) {
    throw reader.refuse('E103', { start, end: start + text.length }, say`${text} is a duration, not an availability`, {
      help: [say`write ${`${text}/y`} for so much downtime a year, or ${`mtbf 60d mttr ${text}`}`],
    })
  }
  return accepted(reader, start, text, parseRatio(text)).complement
}

/** A share: `1%`. */
export function readShare(reader: Reader): number {
  if (!/^[\d.+-]/.test(reader.peek().text)) throw reader.unexpected('a share such as `1%`')
  const { start, text } = gather(reader)
  return accepted(reader, start, text, parseRatio(text)).value
}

/** A duration in microseconds, or null for `?`. */
export function readDuration(reader: Reader): number | null {
  if (reader.peek().kind === '?') {
    reader.next()
    return null
  }
  if (!/^[\d.+-]/.test(reader.peek().text)) throw reader.unexpected('a duration such as `10m`')
  const { start, text } = gather(reader)
  return accepted(reader, start, text, parseMeanDuration(text))
}

/** `mtbf 60d mttr 10m`, in either order. */
export function readCycle(reader: Reader): PartValue {
  const first = reader.next()
  const value = readDuration(reader)
  const other = first.text.toLowerCase() === 'mtbf' ? 'mttr' : 'mtbf'
  if (!reader.at(other)) {
    throw reader.unexpected(`\`${other}\``, null, [
      words(`a part that fails and is repaired has both, as in \`mtbf 60d mttr 10m\``),
    ])
  }
  const second = reader.next()
  const rest = readDuration(reader)
  const [meanUp, meanDown] = other === 'mttr' ? [value, rest] : [rest, value]
  if (meanUp === 0) {
    throw reader.refuse('E103', other === 'mttr' ? first : second, words('a mean up time is longer than zero'))
  }
  return { meanUp, meanDown }
}

/** The words that make up one quantity: `99.95 %`, `4 nines`, `1h 30m`, `5m / month`. */
function gather(reader: Reader): { readonly start: number; readonly text: string } {
  const first = reader.next()
  let end = first.end
  let last = first.text
  for (let token = reader.peek(); token.kind === 'word'; token = reader.peek()) {
    const goesOn =
      SUFFIX.test(token.text) ||
      token.text.startsWith('/') ||
      last.endsWith('/') ||
      (DURATION.test(last) && /^[\d.]+[^\d%]/.test(token.text))
    if (!goesOn) break
    end = token.end
    last = token.text
    reader.next()
  }
  const comma = reader.peek()
  const after = reader.peek(1)
  if (comma.kind === ',' && comma.start === end && after.start === comma.end && /^\d+(\.|%|$)/.test(after.text)) {
    const text = reader.source.text.slice(first.start, after.end)
    const refusal = { ok: false, reason: 'the decimal point is a point', at: end - first.start, length: 1 } as const
    throw reader.unreadable(first.start, text, { ...refusal, suggestion: text.replace(',', '.') })
  }
  return { start: first.start, text: reader.source.text.slice(first.start, end) }
}

function accepted<T>(reader: Reader, start: number, text: string, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value
  throw reader.unreadable(start, text, parsed)
}
