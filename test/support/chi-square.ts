import { normalQuantile } from '../../src/numerics/index.js'

/** Pearson's statistic for counts against expected counts. */
export function chiSquare(counts: ArrayLike<number>, expected: (index: number) => number): number {
  let sum = 0
  for (let i = 0; i < counts.length; i++) {
    const difference = counts[i] - expected(i)
    sum += (difference * difference) / expected(i)
  }
  return sum
}

/** Upper critical value at level `alpha` by Wilson and Hilferty's cube, good to 1 % from three degrees of freedom on. */
export function chiSquareCritical(degrees: number, alpha: number): number {
  const a = 2 / (9 * degrees)
  const root = 1 - a + normalQuantile(1 - alpha) * Math.sqrt(a)
  return degrees * root * root * root
}
