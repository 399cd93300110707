import { clearLowWord, highWord, scaleByPowerOfTwo, withHighWord } from './bits.js'
import { productError } from './double-double.js'
import { expRemainder } from './exp.js'

const TWO_53 = 9007199254740992
const TWO_64 = 4294967296 * 4294967296
const LN2 = Math.LN2
const LN2_HIGH = 0.6931471824645996
const LN2_LOW = -1.904654299957768e-9
const INVERSE_LN2 = Math.LOG2E
/** 1/ln 2 less its nearest double. */
const INVERSE_LN2_TAIL = 2.0355273740931033e-17
/** 2/(3 ln 2), whole and in two parts. */
const SCALE = 0.9617966939259756
const SCALE_HIGH = 0.9617967009544373
const SCALE_LOW = -7.028461650952758e-9
/** log2(1.5) in two parts. */
const LOG2_3_HALVES_HIGH = 0.5849624872207642
const LOG2_3_HALVES_LOW = 1.350039202129749e-8
/** 2^1024 less half a unit in the last place of the largest number, as a base-2 logarithm below 1024. */
const OVERFLOW_MARGIN = 8.008566259537294e-17

// The two parts of log2, handed back without an allocation; the high one has 21 significant bits.
let log2High = 0
let log2Low = 0

/** log2(x) for |x - 1| <= 2^-20, by the series; exact enough for exponents beyond 2^31. */
function log2NearOne(x: number): void {
  const t = x - 1
  const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25))
  const u = INVERSE_LN2 * t
  // Unlike fdlibm, whose product of 24 and 33 bits is not exact, and costs hundreds of ulp where |y| is huge.
  const v = productError(INVERSE_LN2, t, u) + t * INVERSE_LN2_TAIL - w * INVERSE_LN2
  log2High = clearLowWord(u + v)
  log2Low = v - (log2High - u)
}

/** log2(x) for finite x > 0, with s = (x-c)/(x+c) about c = 1 or 1.5 and every product split. */
function log2Split(x: number): void {
  let exponent = 0
  if (x < 2.2250738585072014e-308) {
    x *= TWO_53
    exponent = -53
  }
  const word = highWord(x)
  const fraction = word & 0xfffff
  exponent += (word >> 20) - 1023
  const aboutThreeHalves = fraction > 0x3988e && fraction < 0xbb67a
  let high = fraction | 0x3ff00000
  if (fraction >= 0xbb67a) {
    exponent += 1
    high -= 0x100000
  }
  const m = withHighWord(x, high)
  const centre = aboutThreeHalves ? 1.5 : 1

  const u = m - centre
  const v = 1 / (m + centre)
  const s = u * v
  const sHigh = clearLowWord(s)
  const sumHigh = clearLowWord(m + centre)
  const sumLow = m - (sumHigh - centre)
  const sLow = v * (u - sHigh * sumHigh - sHigh * sumLow)

  const s2 = s * s
  const tail =
    s2 *
      s2 *
      (0.5999999999999946 +
        s2 *
          (0.4285714285785502 +
            s2 *
              (0.33333332981837743 +
                s2 * (0.272728123808534 + s2 * (0.23066074577556175 + s2 * 0.20697501780033842))))) +
    sLow * (sHigh + s)
  const square = sHigh * sHigh
  const tHigh = clearLowWord(3 + square + tail)
  const tLow = tail - (tHigh - 3 - square)
  const productHigh = sHigh * tHigh
  const productLow = sLow * tHigh + tLow * s
  const pHigh = clearLowWord(productHigh + productLow)
  const pLow = productLow - (pHigh - productHigh)

  const offsetHigh = aboutThreeHalves ? LOG2_3_HALVES_HIGH : 0
  const offsetLow = aboutThreeHalves ? LOG2_3_HALVES_LOW : 0
  const zHigh = SCALE_HIGH * pHigh
  const zLow = SCALE_LOW * pHigh + pLow * SCALE + offsetLow
  log2High = clearLowWord(zHigh + zLow + offsetHigh + exponent)
  log2Low = zLow - (log2High - exponent - offsetHigh - zHigh)
}

/** 2^(high + low), rounded once. */
function exp2Split(high: number, low: number): number {
  const n = Math.abs(high + low) > 0.5 ? Math.floor(high + low + 0.5) : 0
  const rest = high - n
  const t = clearLowWord(low + rest)
  const u = t * LN2_HIGH
  const v = (low - (t - rest)) * LN2 + t * LN2_LOW
  const z = u + v
  const w = v - (z - u)
  const c = expRemainder(z)
  const r = (z * c) / (c - 2) - (w + z * w)
  return scaleByPowerOfTwo(1 - (r - z), n)
}

/** x^y for finite x > 0 other than 1 and finite y other than 0. */
function powerOfPositive(x: number, y: number): number {
  const nearOne = Math.abs(x - 1) <= 9.5367431640625e-7
  if (Math.abs(y) > 2147483648) {
    if (!nearOne || Math.abs(y) > TWO_64) return x > 1 === y > 0 ? Infinity : 0
    log2NearOne(x)
  } else {
    log2Split(x)
  }
  const yHigh = clearLowWord(y)
  const low = (y - yHigh) * log2High + y * log2Low
  const high = yHigh * log2High
  const z = low + high
  if (z >= 1024 && (z > 1024 || low + OVERFLOW_MARGIN > z - high)) return Infinity
  if (z <= -1075 && (z < -1075 || low <= z - high)) return 0
  return exp2Split(high, low)
}

/** 0 when y is no integer, 1 when it is odd, 2 when it is even. */
function parity(y: number): 0 | 1 | 2 {
  if (Math.trunc(y) !== y) return 0
  return y / 2 === Math.trunc(y / 2) ? 2 : 1
}

/**
 * x^y, with an error below 1 ulp. The special values are those of ECMAScript: x^0 is 1 for every x, and (±1)^±Infinity
 * and 1^NaN are NaN; a negative base with an exponent that is no integer is NaN.
 *
 * fdlibm 5.3, e_pow.c: log2(x) in two parts, the product with y in two parts, then 2 to that power.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN
  const magnitude = Math.abs(x)
  if (y === Infinity || y === -Infinity) {
    if (magnitude === 1) return NaN
    return magnitude > 1 === y > 0 ? Infinity : 0
  }
  if (y === 1) return x
  if (y === 2) return x * x
  const oddness = parity(y)
  const negative = x < 0 || Object.is(x, -0)
  const sign = negative && oddness === 1 ? -1 : 1
  if (magnitude === 0) return y > 0 ? sign * 0 : sign * Infinity
  if (magnitude === Infinity) return y > 0 ? sign * Infinity : sign * 0
  if (negative && oddness === 0) return NaN
  if (magnitude === 1) return sign
  if (y === -1) return 1 / x
  if (y === 0.5) return Math.sqrt(x)
  return sign * powerOfPositive(magnitude, y)
}
