/**
 * The unit that alternates between up and down, solved on a grid. Independent of the simulator and of its laws: distribution
 * functions are given as plain functions.
 */
export interface Alternating {
  /** P(life <= t). */
  readonly life: (t: number) => number
  /** P(repair <= t). */
  readonly repair: (t: number) => number
}

/**
 * The unavailability of a unit that is new at time 0, at 0, step, 2 step, … up to `steps` steps: the renewal equation
 *
 *     A(t) = 1 - F(t) + ∫ A(t - x) dH(x),  H = F * G
 *
 * (Cox, Renewal Theory, 1962, section 7.2), both Stieltjes integrals by the trapezoid in the integrand (Xie 1989), so that
 * no density is needed and one that is infinite at 0 does no harm. The error falls with the square of the step.
 */
export function unavailabilityFromNew({ life, repair }: Alternating, step: number, steps: number): Float64Array {
  const f = Float64Array.from({ length: steps + 1 }, (_, k) => life(k * step))
  const g = Float64Array.from({ length: steps + 1 }, (_, k) => repair(k * step))
  const h = stieltjes(f, g)
  const up = new Float64Array(steps + 1)
  up[0] = 1
  for (let k = 1; k <= steps; k++) {
    let rest = 0
    for (let j = 2; j <= k; j++) rest += (up[k - j] + up[k - j + 1]) * (h[j] - h[j - 1])
    const first = h[1] - h[0]
    up[k] = (1 - f[k] + (rest + up[k - 1] * first) / 2) / (1 - first / 2)
  }
  return up.map(a => 1 - a)
}

/** ∫ f(t - x) dg(x) on the grid. */
function stieltjes(f: Float64Array, g: Float64Array): Float64Array {
  const result = new Float64Array(f.length)
  for (let k = 1; k < f.length; k++) {
    let sum = 0
    for (let j = 1; j <= k; j++) sum += (f[k - j] + f[k - j + 1]) * (g[j] - g[j - 1])
    result[k] = sum / 2
  }
  return result
}

/** ∫ U dt from 0 to the end of the grid. */
export function expectedDowntime(unavailability: Float64Array, step: number): number {
  let sum = 0
  for (let k = 1; k < unavailability.length; k++) sum += (unavailability[k - 1] + unavailability[k]) / 2
  return sum * step
}
