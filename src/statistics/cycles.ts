import type { Share } from './ratio.js'

/** A stretch of a trial that ends when the service comes up again: first up, then down. Microseconds. */
export interface Cycle {
  readonly up: number
  readonly down: number
}

/**
 * Cuts a trial at the ends of its outages. The pieces sum to the trial: the first may begin inside an outage, the last
 * is cut off by the end of measuring.
 *
 * @param outages in order, not overlapping; start from the beginning of measuring.
 */
export function cyclesOf(
  outages: readonly { readonly start: number; readonly length: number }[],
  measured: number,
): Cycle[] {
  const cycles: Cycle[] = []
  let from = 0
  for (const { start, length } of outages) {
    if (start < from || start + length > measured)
      throw new RangeError(`outage at ${start} overlaps or leaves the trial`)
    cycles.push({ up: start - from, down: length })
    from = start + length
  }
  if (from < measured) cycles.push({ up: measured - from, down: 0 })
  return cycles
}

/**
 * Neighbouring cycles taken together, as evenly as can be. Outages that come in clusters make neighbours alike; batches of
 * many cycles are nearly independent. Twenty serve: ten to thirty are advised whatever the length of a run (Schmeiser 1982).
 */
export function batchCycles(cycles: readonly Cycle[], batches: number): Share[] {
  const count = Math.min(batches, cycles.length)
  const shares: { numerator: number; denominator: number }[] = []
  for (let i = 0; i < count; i++) shares.push({ numerator: 0, denominator: 0 })
  for (let i = 0; i < cycles.length; i++) {
    const share = shares[Math.floor((i * count) / cycles.length)]
    share.numerator += cycles[i].down
    share.denominator += cycles[i].up + cycles[i].down
  }
  return shares
}
