import {
  type Decimal,
  leadingDecimal,
  printDecimal,
  refuseNumber,
  shortestDecimal,
  tenTo,
  toNumber,
} from './decimal.js'
import { accept, type Parsed, refuse, tooLong } from './parsed.js'

/** A share between 0 and 1 and what is missing to 1, each the double nearest to the exact decimal. */
export interface Ratio {
  readonly value: number
  readonly complement: number
}

/** How many powers of ten each suffix stands for. */
const SUFFIXES: Readonly<Record<string, number>> = { '': 0, '%': -2, '‰': -3, ppm: -6, ppb: -9 }

/**
 * A share: `99.95%`, `0.9995`, `20ppm`. The complement is formed in decimal before either is rounded, so that
 * `99.9999999999%` has the unavailability 1e-12 to the last digit.
 */
export function parseRatio(text: string): Parsed<Ratio> {
  const long = tooLong(text)
  if (long !== undefined) return long
  const trimmed = text.trim()
  const start = text.length - text.trimStart().length
  const number = leadingDecimal(trimmed)
  if (number === undefined) return refuseNumber(text, '99.95%')
  const suffix = trimmed.slice(number.length).trimStart()
  const suffixAt = start + trimmed.length - suffix.length
  if (/^,\d/.test(suffix)) return refuse('the decimal point is a point', suffixAt, 1, trimmed.replace(',', '.'))
  if (!Object.hasOwn(SUFFIXES, suffix)) {
    return refuse(`a share ends in \`%\`, in \`ppm\` or in nothing, not in \`${suffix}\``, suffixAt, suffix.length)
  }
  const share: Decimal = { digits: number.value.digits, exponent: number.value.exponent + SUFFIXES[suffix] }
  if (share.digits < 0n) return refuse('a share cannot be negative', start, 1)
  const missing = complement(share)
  if (missing.digits < 0n) {
    const percent = suffix === '' ? `${trimmed}%` : undefined
    const readable = percent !== undefined && toNumber(share) <= 100 ? percent : undefined
    return refuse('a share cannot be more than the whole', start, trimmed.length, readable)
  }
  return accept({ value: toNumber(share), complement: toNumber(missing) })
}

/** 1 - share, exactly. */
function complement({ digits, exponent }: Decimal): Decimal {
  if (exponent >= 0) return { digits: 1n - digits * tenTo(exponent), exponent: 0 }
  return { digits: tenTo(-exponent) - digits, exponent }
}

/** A share as a percentage with all its digits: `parseRatio` reads the same value back. */
export function printRatio(value: number): string {
  const { digits, exponent } = shortestDecimal(value)
  return `${printDecimal({ digits, exponent: exponent + 2 })}%`
}

/** An availability with all its digits, from the unavailability: `parseRatio` reads the same complement back. */
export function printAvailability(unavailability: number): string {
  const { digits, exponent } = complement(shortestDecimal(unavailability))
  return `${printDecimal({ digits, exponent: exponent + 2 })}%`
}

/** Parts per million, with a sign: the drift of a clock. `-20ppm` is -20. */
export function parsePartsPerMillion(text: string): Parsed<number> {
  const long = tooLong(text)
  if (long !== undefined) return long
  const trimmed = text.trim()
  const start = text.length - text.trimStart().length
  const number = leadingDecimal(trimmed)
  if (number === undefined) return refuseNumber(text, '20ppm')
  const suffix = trimmed.slice(number.length).trimStart()
  if (suffix === '') return refuse('a drift needs a unit', start, trimmed.length, `${trimmed}ppm`)
  if (suffix !== 'ppm') {
    return refuse(`a drift is in \`ppm\`, not in \`${suffix}\``, start + trimmed.length - suffix.length, suffix.length)
  }
  const value = toNumber(number.value)
  if (!Number.isFinite(value)) return refuse('too large a drift', start, trimmed.length)
  return accept(value)
}
