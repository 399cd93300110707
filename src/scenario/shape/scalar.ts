import { say, suggest, words } from '../../diagnostics/index.js'
import {
  LONGEST_DURATION,
  LONGEST_MEAN,
  type Parsed,
  parseDate,
  parseDuration,
  parseMeanDuration,
  parsePartsPerMillion,
  parseRate,
  parseRatio,
  parseSignedDuration,
  parseSize,
  printDate,
  type Refusal,
  YEAR,
} from '../../units/index.js'
import { isNull, partOf, type ScalarTree, spanOf, type Tree } from '../text/tree.js'
import { inWhere, type Reading, report } from './reading.js'
import { type JsonSchema, type Shape, wrongType } from './shape.js'

interface Scalar<T> {
  readonly expected: string
  readonly parse: (text: string) => Parsed<T>
  readonly fallback: T
  readonly schema: JsonSchema
}

/** A value written as one word. */
export function scalar<T>(of: Scalar<T>): Shape<T> {
  const shape: Shape<T> = {
    expected: of.expected,
    read(tree, reading) {
      if (tree.kind !== 'scalar' || isNull(tree)) return wrongType(shape, tree, reading)
      const parsed = of.parse(tree.text)
      if (parsed.ok) return parsed.value
      refused(parsed, tree, of.expected, reading)
      return of.fallback
    },
    fallback: () => of.fallback,
    complete: tree => tree,
    schema: () => of.schema,
  }
  return shape
}

/** Turns a refusal of room `units` into a problem at the very characters it speaks of. */
export function refused(refusal: Refusal, tree: ScalarTree, expected: string, reading: Reading): void {
  const bare = /^[+-]?[\d._]+(e[+-]?\d+)?$/i.test(tree.text)
  const place = bare ? tree.place : partOf(tree, refusal.at ?? 0, Math.max(1, refusal.length ?? tree.text.length))
  const message = say`${words(refusal.reason)}: ${tree.text}${inWhere(reading)}`
  const { suggestion } = refusal
  if (suggestion !== undefined && longestSpellings.includes(suggestion)) {
    report(reading, 'S203', tree.place, message, {
      suggestion: replacing(tree, suggestion, say`the most is ${suggestion}`),
    })
    return
  }
  if (suggestion === undefined) {
    report(reading, 'S106', place, message, { help: [words(`expected ${expected}`)] })
    return
  }
  const unitless = bare && suggestion.startsWith(tree.text)
  const text = unitless ? say`add a unit, for example ${suggestion}` : say`did you mean ${suggestion}?`
  report(reading, unitless ? 'S105' : 'S106', place, message, { suggestion: replacing(tree, suggestion, text) })
}

/** What room `units` proposes in place of a duration that is too long. */
const longestSpellings = [LONGEST_DURATION, LONGEST_MEAN].map(us => `${us / YEAR}y`)

function replacing(tree: ScalarTree, replacement: string, text: ReturnType<typeof say>) {
  const span = spanOf(tree.offset === null ? tree.place : partOf(tree, 0, tree.text.length))
  return { text, edits: [{ span, replacement }] }
}

const number = '[0-9]+(\\.[0-9]+)?'
const oneDuration = `${number} ?(us|µs|ms|s|m|h|d|w|y)`

export const durationPattern = `^\\s*${oneDuration}(\\s*${oneDuration})*\\s*$`

/** Microseconds. */
export const duration = scalar<number>({
  expected: 'a duration such as `30s`',
  parse: parseDuration,
  fallback: 1_000_000,
  schema: { type: 'string', pattern: durationPattern, examples: ['250us', '5ms', '30s', '5m', '12h', '30d', '1y'] },
})

/** Microseconds of a parameter of a law, which may be longer than any time that is counted. */
export const lawDuration = scalar<number>({
  expected: 'a duration such as `30s`',
  parse: parseMeanDuration,
  fallback: 1_000_000,
  schema: { type: 'string', pattern: durationPattern, examples: ['250us', '5ms', '30s', '5m', '12h', '30d', '1y'] },
})

/** Microseconds, more than none. */
export const positiveDuration = scalar<number>({
  expected: 'a duration above zero such as `30s`',
  parse: text => above(parseDuration(text), 0, 'a duration above zero is needed here'),
  fallback: 1_000_000,
  schema: { type: 'string', pattern: durationPattern, examples: ['5ms', '30s', '1y'] },
})

export const signedDuration = scalar<number>({
  expected: 'a duration with a sign such as `-2s`',
  parse: parseSignedDuration,
  fallback: 1_000_000,
  schema: { type: 'string', pattern: durationPattern.replace('^\\s*', '^\\s*[+-]?'), examples: ['-2s', '150ms'] },
})

/** A share of one, as a number between 0 and 1. */
export const share = scalar<number>({
  expected: 'a share such as `0.01%` or `0.0001`',
  parse: text => {
    const parsed = parseRatio(text)
    return parsed.ok ? { ok: true, value: parsed.value.value } : parsed
  },
  fallback: 0,
  schema: {
    anyOf: [
      { type: 'number', minimum: 0, maximum: 1 },
      { type: 'string', pattern: `^${number}([eE]-?[0-9]+)? ?(%|‰|ppm|ppb)?$` },
    ],
    examples: ['99.95%', '0.01%', 0.001],
  },
})

/** Per second, more than none. */
export const rate = scalar<number>({
  expected: 'a rate such as `200/s`',
  parse: text => above(parseRate(text), 0, 'a rate above zero is needed here'),
  fallback: 1,
  schema: { type: 'string', pattern: `^${number} ?/ ?(us|ms|s|m|h|d|w|y)$`, examples: ['200/s', '12/h'] },
})

/** Per second, or none at all. */
export const rateOrNone = scalar<number>({
  expected: 'a rate such as `200/s`, or `0/s`',
  parse: parseRate,
  fallback: 0,
  schema: { type: 'string', pattern: `^${number} ?/ ?(us|ms|s|m|h|d|w|y)$`, examples: ['200/s', '0/s'] },
})

/** A fraction: 10ppm is 1e-5. */
export const drift = scalar<number>({
  expected: 'a drift such as `10ppm`',
  parse: text => {
    const parsed = parsePartsPerMillion(text)
    if (!parsed.ok) return parsed
    if (parsed.value < 0 || parsed.value > 100_000) return whole(text, 'a drift is from `0ppm` to `100000ppm`')
    return { ok: true, value: parsed.value / 1_000_000 }
  },
  fallback: 0,
  schema: { type: 'string', pattern: `^${number} ?ppm$`, examples: ['10ppm', '200ppm'] },
})

/** Bytes. */
export const size = scalar<number>({
  expected: 'a size such as `4KiB`',
  parse: parseSize,
  fallback: 0,
  schema: {
    type: 'string',
    pattern: `^${number} ?(B|kB|KiB|MB|MiB|GB|GiB|TB|TiB)$`,
    examples: ['512B', '4KiB', '1MiB'],
  },
})

/** Any word or number, as written. */
export const text = scalar<string>({
  expected: 'a text',
  parse: value => ({ ok: true, value: value.trim() }),
  fallback: '',
  schema: { type: ['string', 'number', 'boolean'] },
})

export const date = scalar<string>({
  expected: 'a date such as `2026-01-01`',
  parse: value => {
    const parsed = parseDate(value)
    return parsed.ok ? { ok: true, value: printDate(parsed.value) } : parsed
  },
  fallback: '2026-01-01',
  schema: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', examples: ['2026-01-01'] },
})

/** A whole number; its limits are told when it lies beyond. */
export function count(low: number, high: number): Shape<number> {
  return ranged(`a whole number from ${low} to ${high}`, /^\d{1,15}$/, value => value >= low && value <= high, low, {
    type: 'integer',
    minimum: low,
    maximum: high,
  })
}

/** A decimal number without unit, above zero (or not below, with `orZero`). */
export function positiveNumber(orZero = false): Shape<number> {
  const expected = orZero ? 'a number, not negative' : 'a number above zero'
  const schema = orZero ? { type: 'number', minimum: 0 } : { type: 'number', exclusiveMinimum: 0 }
  const fits = (value: number) => Number.isFinite(value) && (orZero ? value >= 0 : value > 0)
  return ranged(expected, decimal, fits, 1, schema)
}

/** A decimal number without unit, above zero and at most `high`. */
export function numberUpTo(high: number): Shape<number> {
  const fits = (value: number) => value > 0 && value <= high
  return ranged(`a number above 0, at most ${high}`, decimal, fits, 1, {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: high,
  })
}

/** A decimal number without unit, from `low` to `high`, both belonging to it. */
export function numberBetween(low: number, high: number): Shape<number> {
  const fits = (value: number) => value >= low && value <= high
  return ranged(`a number from ${low} to ${high}`, decimal, fits, low, { type: 'number', minimum: low, maximum: high })
}

/** Per cent, whole or not, which may be more than a hundred; the number before the sign. */
export function percent(low: number, high: number): Shape<number> {
  return scalar<number>({
    expected: `a percentage such as \`${Math.min(high, Math.max(low, 50))}%\``,
    parse: written => {
      const found = /^(\d+\.?\d*|\.\d+) ?%$/.exec(written.trim())
      if (found === null) return whole(written, 'a percentage is a number and `%`')
      const value = Number(found[1])
      if (value < low || value > high) return whole(written, `this is from \`${low}%\` to \`${high}%\``)
      return { ok: true, value }
    },
    fallback: low,
    schema: { type: 'string', pattern: '^[0-9.]+ ?%$', examples: ['50%', '150%'] },
  })
}

const decimal = /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

function ranged(
  expected: string,
  form: RegExp,
  fits: (value: number) => boolean,
  fallback: number,
  schema: JsonSchema,
): Shape<number> {
  const shape: Shape<number> = {
    expected,
    read(tree: Tree, reading: Reading) {
      const numeric = tree.kind === 'scalar' && (tree.type === 'number' || /^[+-]?[\d.]/.test(tree.text))
      if (!numeric) return wrongType(shape, tree, reading)
      const value = Number(tree.text)
      if (form.test(tree.text) && fits(value)) return value
      report(reading, 'S107', tree.place, say`expected ${words(expected)}, found ${tree.text}${inWhere(reading)}`)
      return fallback
    },
    fallback: () => fallback,
    complete: tree => tree,
    schema: () => schema,
  }
  return shape
}

export const flag: Shape<boolean> = {
  expected: '`true` or `false`',
  read(tree, reading) {
    if (tree.kind === 'scalar' && tree.type === 'boolean') return tree.text.toLowerCase() === 'true'
    return wrongType(flag, tree, reading)
  },
  fallback: () => false,
  complete: tree => tree,
  schema: () => ({ type: 'boolean' }),
}

/** One of a few words. */
export function choice<const W extends string>(options: readonly W[]): Shape<W> {
  const expected = options.map(word => `\`${word}\``).join(', ')
  const shape: Shape<W> = {
    expected: `one of ${expected}`,
    read(tree, reading) {
      if (tree.kind !== 'scalar' || isNull(tree)) return wrongType(shape, tree, reading)
      const found = options.find(word => word === tree.text)
      if (found !== undefined) return found
      const meant = suggest(tree.text, options)
      const help = words(`one of ${expected}`)
      report(reading, 'S108', tree.place, say`unknown word ${tree.text}${inWhere(reading)}`, {
        help: [help],
        suggestion: meant === null ? null : replacing(tree, meant, say`did you mean ${meant}?`),
      })
      return meant === null ? options[0] : (meant as W)
    },
    fallback: () => options[0],
    complete: tree => tree,
    schema: () => ({ enum: options }),
  }
  return shape
}

function above(parsed: Parsed<number>, limit: number, reason: string): Parsed<number> {
  return parsed.ok && !(parsed.value > limit) ? { ok: false, reason } : parsed
}

function whole(text: string, reason: string): Refusal {
  return { ok: false, reason, at: 0, length: text.length }
}
