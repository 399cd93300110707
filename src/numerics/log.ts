import { clearLowWord, highWord, withHighWord } from './bits.js'

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const INVERSE_LN10_HIGH = 0.4342944818781689
const INVERSE_LN10_LOW = 2.5082946711645275e-11
const LOG10_2_HIGH = 0.30102999566361177
const LOG10_2_LOW = 3.694239077158931e-13
const TWO_54 = 18014398509481984
const SQRT2_FRACTION = 0x6a09e

/**
 * log(1+f) - f + f²/2 for sqrt(1/2) <= 1+f <= sqrt(2), by a polynomial in s = f/(2+f) with an error below 2^-58.45
 * (fdlibm 5.3, e_log.c).
 */
function logRemainder(f: number): number {
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  return s * (0.5 * f * f + (even + odd))
}

/** The exponent k that brings a positive normal x into sqrt(1/2) <= x/2^k < sqrt(2). */
function reducingExponent(high: number): number {
  const k = (high >> 20) - 1023
  return (high & 0xfffff) >= SQRT2_FRACTION ? k + 1 : k
}

/** x/2^k for the k of `reducingExponent`. */
function reduced(x: number, high: number, k: number): number {
  return withHighWord(x, high - (k << 20))
}

/**
 * Natural logarithm, with an error below 1 ulp. log(0) is -Infinity, of a negative number NaN.
 *
 * fdlibm 5.3, e_log.c.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  const subnormal = x < 2.2250738585072014e-308
  if (subnormal) x *= TWO_54
  const high = highWord(x)
  const exponent = reducingExponent(high)
  const f = reduced(x, high, exponent) - 1
  const k = subnormal ? exponent - 54 : exponent
  const halfSquare = 0.5 * f * f
  return k * LN2_HIGH - (halfSquare - (logRemainder(f) + k * LN2_LOW) - f)
}

/**
 * log(1+x) without the rounding of 1+x, with an error below 1 ulp. NaN below -1.
 *
 * fdlibm 5.3, s_log1p.c.
 */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN
  if (x === Infinity) return x
  if (Math.abs(x) < 5e-17) return x
  if (x > -0.2928932188134524 && x < 0.41421356237309503) {
    return x - (0.5 * x * x - logRemainder(x))
  }
  const u = 1 + x
  const lost = (u > 2 ? 1 - (u - x) : x - (u - 1)) / u
  const high = highWord(u)
  const k = reducingExponent(high)
  const f = reduced(u, high, k) - 1
  const halfSquare = 0.5 * f * f
  return k * LN2_HIGH - (halfSquare - (logRemainder(f) + (k * LN2_LOW + lost)) - f)
}

/**
 * Logarithm to base 10, with an error below 1 ulp and exact on powers of ten. log10(0) is -Infinity, of a negative
 * number NaN.
 *
 * FreeBSD msun, e_log10.c: the product with 1/ln 10 is carried in two parts.
 */
export function log10(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  const subnormal = x < 2.2250738585072014e-308
  if (subnormal) x *= TWO_54
  const word = highWord(x)
  const exponent = reducingExponent(word)
  const f = reduced(x, word, exponent) - 1
  const k = subnormal ? exponent - 54 : exponent
  const halfSquare = 0.5 * f * f
  const high = clearLowWord(f - halfSquare)
  const low = f - high - halfSquare + logRemainder(f)
  const fractionPart = high * INVERSE_LN10_HIGH
  const exponentPart = k * LOG10_2_HIGH
  const sum = exponentPart + fractionPart
  const tail = k * LOG10_2_LOW + (low + high) * INVERSE_LN10_LOW + low * INVERSE_LN10_HIGH
  return tail + (exponentPart - sum + fractionPart) + sum
}
