import { type Refusal, refuse } from './parsed.js'

/** digits * 10^exponent, exactly. */
export interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

const NUMBER = /^[+-]?(\d+(?:\.\d+)?)(?:[eE]([+-]?\d{1,3}))?/

/** The decimal number that `text` begins with, and how many characters it takes; undefined when there is none. */
export function leadingDecimal(text: string): { value: Decimal; length: number } | undefined {
  const match = NUMBER.exec(text)
  if (match === null) return undefined
  const [whole, fraction = ''] = match[1].split('.')
  const digits = BigInt(whole + fraction)
  const value = {
    digits: match[0].startsWith('-') ? -digits : digits,
    exponent: Number(match[2] ?? 0) - fraction.length,
  }
  return { value, length: match[0].length }
}

/** Why `text` does not begin with a number, with the nearest that would. */
export function refuseNumber(text: string, example: string): Refusal {
  const trimmed = text.trimStart()
  const at = text.length - trimmed.length
  if (trimmed === '') return refuse('nothing is written here', 0, 1, example)
  if (/^[+-]?\.\d/.test(trimmed)) {
    return refuse('a number needs a digit before its point', at, 1, text.replace('.', '0.'))
  }
  if (/^[+-]?\.?(inf|∞)/i.test(trimmed)) return refuse('an infinite quantity cannot be used', at, trimmed.length)
  if (/^\.?nan/i.test(trimmed)) return refuse('this is not a number', at, trimmed.length)
  return refuse('this does not begin with a number', at, 1, example)
}

/** 10^n for n >= 0. */
export function tenTo(n: number): bigint {
  return BigInt(`1${'0'.repeat(n)}`)
}

/** The nearest double: V8 rounds any decimal text correctly. */
export function toNumber({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`)
}

/** The decimal that JavaScript prints for a finite double: the shortest one that reads back as the same number. */
export function shortestDecimal(x: number): Decimal {
  const parsed = leadingDecimal(String(x))
  if (parsed === undefined) throw new RangeError(`${x} has no decimal form`)
  return parsed.value
}

/** `factor` times the decimal if that is a whole number, else undefined. */
export function wholeMultiple({ digits, exponent }: Decimal, factor: bigint): bigint | undefined {
  const product = digits * factor
  if (exponent >= 0) return product * tenTo(exponent)
  const divisor = tenTo(-exponent)
  return product % divisor === 0n ? product / divisor : undefined
}

/** The double nearest to numerator/denominator, for a numerator >= 0 and a denominator > 0. */
export function nearestQuotient(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0
  const bits = (n: bigint) => n.toString(16).length * 4
  // At least 64 bits of quotient, and a last bit that remembers whether anything follows it.
  const shift = Math.max(0, 68 - (bits(numerator) - bits(denominator)))
  const scaled = numerator << BigInt(shift)
  const quotient = scaled / denominator
  const sticky = scaled % denominator === 0n ? 0n : 1n
  let result = Number((quotient << 1n) | sticky)
  for (let left = shift + 1; left > 0; left -= 512) result /= Number(1n << BigInt(Math.min(left, 512)))
  return result
}

/**
 * The double nearest to share * whole, for a share >= 0 read as the decimal it prints as, so that a thousandth of a
 * day is 86.4 s to the last digit.
 */
export function shareOf(share: number, whole: number): number {
  const { digits, exponent } = shortestDecimal(share)
  const numerator = digits * BigInt(whole) * tenTo(Math.max(0, exponent))
  return nearestQuotient(numerator, tenTo(Math.max(0, -exponent)))
}

/** Fixed notation with every digit and none to spare: `0.0005`, `99.95`, `1200`. */
export function printDecimal({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const magnitude = (digits < 0n ? -digits : digits).toString()
  if (exponent >= 0) return sign + (magnitude === '0' ? '0' : magnitude + '0'.repeat(exponent))
  const padded = magnitude.padStart(1 - exponent, '0')
  const point = padded.length + exponent
  const fraction = padded.slice(point).replace(/0+$/, '')
  return sign + padded.slice(0, point) + (fraction === '' ? '' : `.${fraction}`)
}
