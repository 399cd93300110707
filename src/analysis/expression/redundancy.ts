import { pow } from '../../numerics/index.js'

/**
 * Something that fails and comes back: the share of time it is down, and how often it goes down, per microsecond; null
 * where that is not known.
 */
export interface Reliability {
  readonly unavailability: number
  readonly frequency: number | null
}

/** Down when one of them is: 1 − Π(1 − u), summed up without a difference that would cost the digits of a small u. */
export function series(parts: readonly Reliability[]): Reliability {
  let unavailability = 0
  let frequency: number | null = 0
  for (const part of parts) {
    frequency = both(frequency, 1 - part.unavailability, part.frequency, 1 - unavailability)
    unavailability += part.unavailability * (1 - unavailability)
  }
  return { unavailability, frequency }
}

/** Down when all of them are. */
export function parallel(parts: readonly Reliability[]): Reliability {
  let unavailability = 1
  let frequency: number | null = 0
  for (const part of parts) {
    frequency = both(frequency, part.unavailability, part.frequency, unavailability)
    unavailability *= part.unavailability
  }
  return { unavailability, frequency }
}

/** w₁x₁ + w₂x₂, unknown where a frequency that counts is. */
function both(w1: number | null, x1: number, w2: number | null, x2: number): number | null {
  if ((w1 === null && x1 > 0) || (w2 === null && x2 > 0)) return null
  return (w1 ?? 0) * x1 + (w2 ?? 0) * x2
}

/**
 * Up when k of n independent copies are. It goes down when one more fails while just n − k are down
 * (Barlow and Proschan, Statistical Theory of Reliability, 1975, chapter 7).
 */
export function copies(k: number, n: number, { unavailability: u, frequency }: Reliability): Reliability {
  const critical = n * binomial(n - 1, n - k, u)
  return {
    unavailability: binomialTail(n, n - k + 1, u),
    frequency: critical === 0 ? 0 : frequency === null ? null : critical * frequency,
  }
}

/** Up when k of these are: the number of parts that are down, one part after the other. */
export function choice(k: number, parts: readonly Reliability[]): Reliability {
  const least = parts.length - k + 1
  const down = countsOf(parts, least)
  let frequency: number | null = 0
  for (const part of parts) {
    const others = countsOf(
      parts.filter(other => other !== part),
      least,
    )
    frequency = both(frequency, 1, part.frequency, others[least - 1])
  }
  return { unavailability: down[least], frequency }
}

/** The probabilities that 0, 1, … are down; the last one, that `most` or more are. */
function countsOf(parts: readonly Reliability[], most: number): Float64Array {
  const counts = new Float64Array(most + 1)
  counts[0] = 1
  for (const { unavailability: u } of parts) {
    counts[most] += counts[most - 1] * u
    for (let i = most - 1; i > 0; i--) counts[i] = counts[i] * (1 - u) + counts[i - 1] * u
    counts[0] *= 1 - u
  }
  return counts
}

/** P(X ≥ m) for a binomial X, as a sum of positive terms from the largest down. */
export function binomialTail(n: number, m: number, p: number): number {
  if (m <= 0 || p === 1) return 1
  if (m > n || p === 0) return 0
  if (m > n * p) return sumOf(binomial(n, m, p), i => ((n - m - i) / (m + 1 + i)) * (p / (1 - p)), n - m)
  return 1 - sumOf(binomial(n, m - 1, p), i => ((m - 1 - i) / (n - m + 2 + i)) * ((1 - p) / p), m - 1)
}

/** What is less than this share of a sum does not change it. */
const NEGLIGIBLE = 1 / 2 ** 60

function sumOf(first: number, ratio: (i: number) => number, steps: number): number {
  let total = first
  let term = first
  for (let i = 0; i < steps && term > total * NEGLIGIBLE; i++) {
    term *= ratio(i)
    total += term
  }
  return total
}

/** P(X = m) for a binomial X; factors above and below 1 take turns, so that none overflows or vanishes too early. */
function binomial(n: number, m: number, p: number): number {
  if (m < 0 || m > n) return 0
  const few = Math.min(m, n - m)
  const [rare, common] = few === m ? [p, 1 - p] : [1 - p, p]
  let product = 1
  let left = n - few
  for (let i = 1; i <= few; i++) {
    product *= ((n - few + i) / i) * rare
    for (; left > 0 && product > 1; left--) product *= common
  }
  return product * pow(common, left)
}
