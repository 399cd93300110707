import { type ChargeSets, chargeKey } from './charge.js'

/** One charge's part of an interval: whole microseconds, and what it is owed from this split beyond them. */
export interface Part {
  readonly key: number
  downtime: number
  /** What it was owed before, plus its fraction of this interval, minus what rounding gave it. */
  credit: number
}

/**
 * Splits `length` whole microseconds of downtime: equally between the sets, within a set equally between its causes,
 * and within a cause equally between its phases. The parts are whole and sum to `length` exactly. The microseconds
 * that the fractions add up to go, one by one, to whoever is owed most, lowest cause first among equals; what remains
 * owed is carried in `credit`, so that rounding favours nobody in the long run.
 *
 * @param owed what the charge with this key is owed from earlier splits
 */
export function splitDowntime(length: number, sets: ChargeSets, owed: (key: number) => number): Part[] {
  const parts = new Map<number, Part>()
  let left = length
  for (const set of sets) {
    const phasesOf = new Map<number, number>()
    for (const { cause } of set) phasesOf.set(cause, (phasesOf.get(cause) ?? 0) + 1)
    for (const charge of set) {
      const key = chargeKey(charge)
      const divisor = sets.length * phasesOf.size * phasesOf.get(charge.cause)!
      const rest = length % divisor
      const whole = (length - rest) / divisor
      let part = parts.get(key)
      if (part === undefined) {
        part = { key, downtime: 0, credit: owed(key) }
        parts.set(key, part)
      }
      part.downtime += whole
      part.credit += rest / divisor
      left -= whole
    }
  }
  const ordered = [...parts.values()].sort((a, b) => a.key - b.key)
  for (; left > 0; left--) {
    const next = mostOwed(ordered)
    next.downtime++
    next.credit--
  }
  return ordered
}

function mostOwed(parts: readonly Part[]): Part {
  let most = parts[0] as Part
  for (const part of parts) if (part.credit > most.credit) most = part
  return most
}
