/**
 * Kolmogorov–Smirnov tests. Critical values are the asymptotic ones, from the leading term of Kolmogorov's series:
 * K(alpha) = sqrt(-ln(alpha / 2) / 2), which is 1.3581 at 5 %, 1.6276 at 1 %, 1.9495 at 0.1 % and 2.2252 at 0.01 %. They
 * are slightly conservative for finite samples (Stephens 1970 divides by sqrt(n) + 0.12 + 0.11 / sqrt(n)).
 */

/** The critical value for the test at level `alpha`, before division by the root of the sample size. */
export function kolmogorovCritical(alpha: number): number {
  return Math.sqrt(-Math.log(alpha / 2) / 2)
}

export interface KsResult {
  /** The largest distance between the two distribution functions. */
  readonly distance: number
  /** What the distance has to stay below at the level asked for. */
  readonly critical: number
}

/**
 * One-sample test of `sample` against a distribution function.
 *
 * @param cdfBelow P(X < x), to be given when the law has atoms (the test is then conservative).
 */
export function ksOneSample(
  sample: readonly number[],
  cdf: (x: number) => number,
  alpha: number,
  cdfBelow: (x: number) => number = cdf,
): KsResult {
  const sorted = Float64Array.from(sample).sort()
  const n = sorted.length
  let distance = 0
  for (let first = 0; first < n; ) {
    const x = sorted[first]
    let next = first + 1
    while (next < n && sorted[next] === x) next++
    distance = Math.max(distance, Math.abs(next / n - cdf(x)), Math.abs(first / n - cdfBelow(x)))
    first = next
  }
  return { distance, critical: kolmogorovCritical(alpha) / Math.sqrt(n) }
}

/** Two-sample test: do both samples come from one law? */
export function ksTwoSample(a: readonly number[], b: readonly number[], alpha: number): KsResult {
  const xs = Float64Array.from(a).sort()
  const ys = Float64Array.from(b).sort()
  let distance = 0
  for (let i = 0, j = 0; i < xs.length && j < ys.length; ) {
    const x = Math.min(xs[i], ys[j])
    while (i < xs.length && xs[i] === x) i++
    while (j < ys.length && ys[j] === x) j++
    distance = Math.max(distance, Math.abs(i / xs.length - j / ys.length))
  }
  const effective = (xs.length * ys.length) / (xs.length + ys.length)
  return { distance, critical: kolmogorovCritical(alpha) / Math.sqrt(effective) }
}
