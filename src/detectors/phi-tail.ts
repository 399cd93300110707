import { exp, log1p, log10, normalCdf, normalQuantile, pow } from '../numerics/index.js'

/**
 * The law that intervals are held to follow; suspicion is -log10 of its tail. `normal`: the paper's, its tail computed
 * exactly. `logistic`: the normal tail as Akka approximates it, off by 1.4e-4 where it matters little and by more far
 * out. `exponential`: Cassandra's, which knows no deviation.
 */
export type PhiTail = 'normal' | 'logistic' | 'exponential'

const ln10 = Math.LN10

/**
 * -log10 of the tail, at `z` standard deviations above the mean (`normal`, `logistic`) or at `z` means
 * (`exponential`).
 */
export function tailSuspicion(tail: PhiTail, z: number): number {
  if (tail === 'exponential') return z / ln10
  if (tail === 'normal') return -log10(normalCdf(-z))
  const x = logisticExponent(z)
  // -log10(e^-x / (1 + e^-x)), whichever side does not overflow.
  return (x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))) / ln10
}

/** The z at which `tailSuspicion` is `threshold`. */
export function tailQuantile(tail: PhiTail, threshold: number): number {
  if (tail === 'exponential') return threshold * ln10
  if (tail === 'normal') return -normalQuantile(pow(10, -threshold))
  return solveLogistic(threshold * ln10 + log1p(-pow(10, -threshold)))
}

/** Akka's PhiAccrualFailureDetector: P(Z > z) is near 1 / (1 + exp(z (1.5976 + 0.070566 z²))). */
function logisticExponent(z: number): number {
  return z * (1.5976 + 0.070566 * z * z)
}

/** Newton's method on an odd cubic, convex above zero, from the far side of the root: every step comes nearer. */
function solveLogistic(exponent: number): number {
  let z = exponent / 1.5976
  for (;;) {
    const next = z - (logisticExponent(z) - exponent) / (1.5976 + 3 * 0.070566 * z * z)
    if (!(Math.abs(next) < Math.abs(z))) return z
    z = next
  }
}
