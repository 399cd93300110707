import { scaleByPowerOfTwo } from './bits.js'

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const INVERSE_LN2 = Math.LOG2E
const LARGEST = 709.782712893384
const SMALLEST = -745.1332191019411
const HALF_LN2 = 0.34657359027997264

/** The multiple of ln 2 nearest to x. */
function nearestMultiple(x: number): number {
  return Math.trunc(INVERSE_LN2 * x + (x < 0 ? -0.5 : 0.5))
}

/**
 * e^x, with an error below 1 ulp. Above 709.78 Infinity, below -745.13 zero.
 *
 * fdlibm 5.3, e_exp.c: x = k ln 2 + r, and on r a rational function in r² with an error below 2^-59.
 */
export function exp(x: number): number {
  if (!(x <= LARGEST)) return x > LARGEST ? Infinity : NaN
  if (x < SMALLEST) return 0
  const k = Math.abs(x) > HALF_LN2 ? nearestMultiple(x) : 0
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const c = expRemainder(r)
  return scaleByPowerOfTwo(1 - (low - (r * c) / (2 - c) - high), k)
}

/** r - r²/6 + r⁴/360 - …, so that e^r = 1 + r + r c/(2 - c), for |r| <= ln(2)/2. */
export function expRemainder(r: number): number {
  const t = r * r
  return (
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))))
  )
}

/**
 * e^x - 1 without the cancellation near zero, with an error below 1 ulp.
 *
 * fdlibm 5.3, s_expm1.c.
 */
export function expm1(x: number): number {
  if (!(x <= LARGEST)) return x > LARGEST ? Infinity : NaN
  if (x < -38.816242) return -1
  if (Math.abs(x) < 5e-17) return x
  const k = Math.abs(x) > HALF_LN2 ? nearestMultiple(x) : 0
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const lost = high - r - low
  const e = expm1Remainder(r, lost)
  if (k === 0) return r - e
  if (k === -1) return 0.5 * (r - e) - 0.5
  if (k === 1) return r < -0.25 ? -2 * (e - (r + 0.5)) : 1 + 2 * (r - e)
  if (k < -1 || k > 56) return scaleByPowerOfTwo(1 - (e - r), k) - 1
  const inverse = scaleByPowerOfTwo(1, -k)
  if (k < 20) return scaleByPowerOfTwo(1 - inverse - (e - r), k)
  return scaleByPowerOfTwo(r - (e + inverse) + 1, k)
}

/** r - expm1(r + lost) for |r| <= ln(2)/2 and `lost` the rounding error of r. */
function expm1Remainder(r: number, lost: number): number {
  const half = 0.5 * r
  const halfSquare = r * half
  const q =
    1 +
    halfSquare *
      (-0.03333333333333313 +
        halfSquare *
          (0.0015873015872548146 +
            halfSquare *
              (-0.0000793650757867488 + halfSquare * (0.000004008217827329362 + halfSquare * -2.0109921818362437e-7))))
  const t = 3 - q * half
  const e = halfSquare * ((q - t) / (6 - r * t))
  return r * (e - lost) - lost - halfSquare
}
