import { log } from './log.js'

/** Where the gamma function is least on x > 0, and the logarithm of its value there in two parts. */
const LEAST_AT = 1.4616321449683622
const LEAST_HIGH = -0.12148629053584961
const LEAST_LOW = 3.638676997039505e-18

/** logGamma(2 - y) for 0 <= y < 0.27. */
function belowTwo(y: number): number {
  const z = y * y
  const even =
    0.07721566490153287 +
    z *
      (0.06735230105312927 +
        z *
          (0.007385550860814029 +
            z * (0.0011927076318336207 + z * (0.00022086279071390839 + z * 0.000025214456545125733))))
  const odd =
    z *
    (0.3224670334241136 +
      z *
        (0.020580808432516733 +
          z *
            (0.0028905138367341563 +
              z * (0.0005100697921535113 + z * (0.00010801156724758394 + z * 0.000044864094961891516)))))
  return y * even + odd - 0.5 * y
}

/** logGamma(LEAST_AT + y) for -0.24 < y < 0.28. */
function nearLeast(y: number): number {
  const z = y * y
  const w = z * y
  const p =
    0.48383612272381005 +
    w * (-0.032788541075985965 + w * (0.006100538702462913 + w * (-0.0014034646998923284 + w * 0.00031563207090362595)))
  const q =
    -0.1475877229945939 +
    w * (0.01797067508118204 + w * (-0.0036845201678113826 + w * (0.000881081882437654 + w * -0.00031275416837512086)))
  const r =
    0.06462494023913339 +
    w * (-0.010314224129834144 + w * (0.0022596478090061247 + w * (-0.0005385953053567405 + w * 0.0003355291926355191)))
  return LEAST_HIGH + (z * p + (LEAST_LOW + w * (q + y * r)))
}

/** logGamma(1 + y) for -0.1 <= y < 0.24. */
function aboveOne(y: number): number {
  const p =
    y *
    (-0.07721566490153287 +
      y *
        (0.6328270640250934 +
          y * (1.4549225013723477 + y * (0.9777175279633727 + y * (0.22896372806469245 + y * 0.013381091853678766)))))
  const q =
    1 +
    y *
      (2.4559779371304113 +
        y * (2.128489763798934 + y * (0.7692851504566728 + y * (0.10422264559336913 + y * 0.003217092422824239))))
  return -0.5 * y + p / q
}

/** logGamma(n + y) for a whole n from 2 to 7 and 0 <= y < 1: the value at 2 + y and the factors between. */
function upToEight(x: number): number {
  const n = Math.floor(x)
  const y = x - n
  const p =
    y *
    (-0.07721566490153287 +
      y *
        (0.21498241596060885 +
          y *
            (0.325778796408931 +
              y *
                (0.14635047265246445 +
                  y * (0.02664227030336386 + y * (0.0018402845140733772 + y * 0.00003194753265841009))))))
  const q =
    1 +
    y *
      (1.3920053346762105 +
        y *
          (0.7219355475671381 +
            y *
              (0.17193386563280308 +
                y * (0.01864591917156529 + y * (0.0007779424963818936 + y * 0.000007326684307446256)))))
  const base = 0.5 * y + p / q
  if (n === 2) return base
  let factors = 1
  for (let i = n - 1; i >= 2; i--) factors *= y + i
  return base + log(factors)
}

/** Stirling's series as fdlibm fits it, for x >= 8. */
function fromEight(x: number): number {
  const z = 1 / x
  const y = z * z
  const w =
    0.4189385332046727 +
    z *
      (0.08333333333333297 +
        y *
          (-0.0027777777772877554 +
            y *
              (0.0007936505586430196 +
                y * (-0.00059518755745034 + y * (0.0008363399189962821 + y * -0.0016309293409657527)))))
  return (x - 0.5) * (log(x) - 1) + w
}

/** logGamma(1 + y) for 0 <= y <= 1, with the digits of a small y kept. */
export function logGammaOnePlus(y: number): number {
  if (y >= 0.7316) return belowTwo(1 - y)
  if (y >= 0.2316) return nearLeast(y - (LEAST_AT - 1))
  return aboveOne(y)
}

/**
 * Natural logarithm of the gamma function for x > 0, with a relative error below 1e-15, near its zeros at 1 and 2
 * as well. Infinity at 0 and at Infinity; NaN for a negative x, which no formula of this project asks for.
 *
 * fdlibm 5.3, e_lgamma_r.c.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : NaN
  if (x === 1 || x === 2) return 0
  if (x <= 0.9) return logGammaOnePlus(x) - log(x)
  if (x < 1.23164) return aboveOne(x - 1)
  if (x < 1.73163) return nearLeast(x - LEAST_AT)
  if (x < 2) return belowTwo(2 - x)
  if (x < 8) return upToEight(x)
  if (x < 2.9e17) return fromEight(x)
  return x * (log(x) - 1)
}
