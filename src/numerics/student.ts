import { inverseBetaOdds } from './inverse-beta.js'
import { normalQuantile } from './normal.js'

/** Beyond so many degrees of freedom the expansion about the normal quantile has all digits. */
const NEARLY_NORMAL = 1e8

/** Abramowitz & Stegun 26.7.5, to the second order. */
function nearlyNormalQuantile(p: number, dof: number): number {
  const z = normalQuantile(p)
  if (dof === Infinity || z === Infinity || z === -Infinity) return z
  const z2 = z * z
  return z + (z * (z2 + 1)) / (4 * dof) + (z * (5 * z2 * z2 + 16 * z2 + 3)) / (96 * dof * dof)
}

/**
 * The quantile of Student's law with `dof` degrees of freedom (any positive number; Infinity gives the normal law).
 * ∓Infinity at 0 and 1, NaN outside. Relative error below 1e-13.
 *
 * t²/(dof + t²) has the beta law of ½ and dof/2.
 */
export function studentQuantile(p: number, dof: number): number {
  if (!(p >= 0 && p <= 1 && dof > 0)) return NaN
  if (dof > NEARLY_NORMAL) return nearlyNormalQuantile(p, dof)
  const tail = Math.min(p, 1 - p)
  const odds = inverseBetaOdds(0.5, dof / 2, 1 - 2 * tail, 2 * tail)
  const t = Math.sqrt(dof) * Math.sqrt(odds)
  return p < 0.5 ? -t : t
}
