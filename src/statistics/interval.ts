/** A number with its interval. `low <= value <= high`; all equal when it is exact. */
export interface Interval {
  readonly value: number
  readonly low: number
  readonly high: number
  /** The share of repetitions of the whole study in which such an interval holds the true value, such as 0.95. */
  readonly level: number
  /** How the interval was made, in words: `jackknife on log U, 40 trials`. */
  readonly method: string
}

/** @throws RangeError unless 0 < level < 1. */
export function requireLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`a confidence level lies between 0 and 1, not at ${level}`)
}

/** @throws RangeError unless `count` is a whole number from 0 up. */
export function requireCount(count: number, what: string): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${what} must be a whole number, not ${count}`)
}
