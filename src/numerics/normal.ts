import { productError } from './double-double.js'
import { erfc } from './error-function.js'
import { exp } from './exp.js'
import { log } from './log.js'

const SQRT_HALF_HIGH = Math.SQRT1_2
const SQRT_HALF_LOW = -4.833646656726457e-17
const ONE_OVER_SQRT_PI = 0.5641895835477563

/**
 * The distribution function of the standard normal law. Relative error below 1e-15 for normal results, in the lower
 * tail too.
 */
export function normalCdf(z: number): number {
  const t = -z * SQRT_HALF_HIGH
  if (!(Math.abs(t) < 28)) return 0.5 * erfc(t)
  // erfc is steep in its tail: what rounding took from t is put back to first order.
  const low = productError(-z, SQRT_HALF_HIGH, t) - z * SQRT_HALF_LOW
  return 0.5 * erfc(t) - low * ONE_OVER_SQRT_PI * exp(-t * t)
}

/** The numerator's and the denominator's coefficients, constant term first. */
type Rational = readonly [readonly number[], readonly number[]]

const CENTRAL: Rational = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
]
const TAIL: Rational = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
]
const FAR_TAIL: Rational = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
]

function evaluate([numerator, denominator]: Rational, x: number): number {
  let p = 0
  let q = 0
  for (let i = 7; i >= 0; i--) {
    p = p * x + numerator[i]
    q = q * x + denominator[i]
  }
  return p / q
}

/**
 * The quantile of the standard normal law: the z with normalCdf(z) = p. ∓Infinity at 0 and 1, NaN outside. Relative
 * error below 2e-15. For an upper tail thinner than 1e-16 ask for the lower one and turn the sign.
 *
 * M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988).
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN
  const centred = p - 0.5
  if (Math.abs(centred) <= 0.425) return centred * evaluate(CENTRAL, 0.180625 - centred * centred)
  const r = Math.sqrt(-log(centred < 0 ? p : 1 - p))
  const z = r <= 5 ? evaluate(TAIL, r - 1.6) : evaluate(FAR_TAIL, r - 5)
  return centred < 0 ? -z : z
}
