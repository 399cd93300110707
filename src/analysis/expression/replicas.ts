import { binomialTail } from './redundancy.js'

/** One row of "what does another replica buy": k of n with a common cause. */
export interface Replicas {
  readonly n: number
  /** How many of them are needed. */
  readonly k: number
  readonly unavailability: number
}

/** How many of n replicas are needed. */
export type Needed = number | 'majority'

/**
 * The unavailability of k of n replicas by the beta-factor model (Fleming 1975; NUREG/CR-4780, section 3.1): of each one's
 * unavailability u a share β is common to all, who are then down together, and the rest r is its own, so that 1 − u =
 * (1 − βu)(1 − r): βu + (1 − βu) P(n − k + 1 or more of n are down at r). Books take r as (1 − β)u, which is the same but
 * for βu².
 *
 * @throws RangeError for a share or a number that cannot be
 */
export function replicasUnavailability(unavailability: number, beta: number, k: number, n: number): number {
  for (const share of [unavailability, beta]) {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`a share is between 0 and 1, not ${share}`)
  }
  if (!(Number.isInteger(k) && Number.isInteger(n) && k >= 1 && k <= n)) throw new RangeError(`${k} of ${n} cannot be`)
  const common = beta * unavailability
  const own = common === 1 ? 1 : ((1 - beta) * unavailability) / (1 - common)
  return common + (1 - common) * binomialTail(n, n - k + 1, own)
}

/** Replica sets that are worth a look, from the least number on: with a majority only odd numbers are. */
export function replicaSeries(unavailability: number, beta: number, needed: Needed, rows: number): Replicas[] {
  return Array.from({ length: rows }, (_, i) => {
    const n = needed === 'majority' ? 2 * i + 1 : needed + i
    const k = needed === 'majority' ? i + 1 : needed
    return { n, k, unavailability: replicasUnavailability(unavailability, beta, k, n) }
  })
}

/** More replicas than this are not looked at. */
export const MOST_REPLICAS = 1000

/**
 * The fewest replicas for an unavailability of at most `target`; null when no number is enough: the common cause alone is
 * more, or a majority of parts that are down more often than up gets worse with every one.
 */
export function replicasFor(unavailability: number, beta: number, needed: Needed, target: number): Replicas | null {
  for (const row of replicaSeries(unavailability, beta, needed, MOST_REPLICAS)) {
    if (row.unavailability <= target) return row
  }
  return null
}
