import { log10, pow } from '../numerics/index.js'
import { leadingDecimal, refuseNumber, shortestDecimal, tenTo, toNumber } from './decimal.js'
import { accept, type Parsed, refuse, tooLong } from './parsed.js'
import { parseRatio, type Ratio } from './ratio.js'

/** -log10 of an unavailability: 99.95 % has 3.30 nines. Infinity for zero. */
export function nines(unavailability: number): number {
  return unavailability === 1 ? 0 : -log10(unavailability)
}

/** The availability that so many nines make: `5 nines` is exactly 99.999 %, `3.5nines` is 99.968 %. */
export function parseNines(text: string): Parsed<Ratio> {
  const long = tooLong(text)
  if (long !== undefined) return long
  const match = /^(.*?)\s*nines?\s*$/.exec(text)
  if (match === null) return refuse('this does not end in `nines`', 0, Math.max(1, text.length), '3 nines')
  const written = match[1].trim()
  const number = leadingDecimal(written)
  if (number === undefined || number.length < written.length) return refuseNumber(match[1], '3 nines')
  const count = toNumber(number.value)
  const at = text.indexOf(written)
  if (!(count >= 0 && count <= 300)) return refuse('nines are between 0 and 300', at, written.length)
  // Whole nines are a decimal, which is rounded once; others go through a power.
  if (Number.isInteger(count)) return parseRatio(count === 0 ? '0' : `0.${'9'.repeat(count)}`)
  const missing = pow(10, -count)
  return accept({ value: 1 - missing, complement: missing })
}

/** Nines with two decimals, never rounded up to a whole number: what is not quite four nines is `3.99`. */
export function formatNines(unavailability: number): string {
  const count = nines(unavailability)
  if (count === Infinity) return 'all nines'
  const rounded = Math.round(count * 100) / 100
  const whole = rounded === Math.floor(rounded) && rounded > count
  return (whole ? rounded - 0.01 : rounded).toFixed(2)
}

/** Decimals of the percentage that show two digits of the unavailability, two at least. */
function enoughDigits(unavailability: number): number {
  if (unavailability === 0 || unavailability >= 0.01) return 2
  return Math.max(2, Math.ceil(nines(unavailability)) - 1)
}

/** round(100 * (1 - U) * 10^digits), half up, and whether that is exact. */
function scaledPercentage(unavailability: number, digits: number): bigint {
  const u = shortestDecimal(unavailability)
  const places = Math.max(-u.exponent, digits + 2)
  const missing = u.digits * tenTo(places + u.exponent)
  const present = tenTo(places) - missing
  const divisor = tenTo(places - digits - 2)
  return (2n * present + divisor) / (2n * divisor)
}

/**
 * An availability as a percentage, from the unavailability, which has the digits. With `digits`, as many decimals as
 * asked, and more where the rounded number would read 100 % though something is missing, or 0 % though something is
 * left; without, as many as show two digits of the unavailability.
 *
 * @throws RangeError when the unavailability is not between 0 and 1
 */
export function formatAvailability(unavailability: number, digits?: number): string {
  if (!(unavailability >= 0 && unavailability <= 1)) {
    throw new RangeError(`an unavailability is between 0 and 1, not ${unavailability}`)
  }
  if (unavailability === 0) return '100%'
  if (unavailability === 1) return '0%'
  let places = digits ?? enoughDigits(unavailability)
  let scaled = scaledPercentage(unavailability, places)
  const rarer = Math.min(unavailability, 1 - unavailability)
  while (scaled === 0n || scaled === tenTo(places + 2)) {
    places = Math.max(places + 1, Math.floor(nines(rarer)) - 2)
    scaled = scaledPercentage(unavailability, places)
  }
  const text = scaled.toString().padStart(places + 1, '0')
  const point = text.length - places
  const fraction = digits === undefined ? text.slice(point).replace(/0+$/, '') : text.slice(point)
  return `${text.slice(0, point)}${fraction === '' ? '' : `.${fraction}`}%`
}
