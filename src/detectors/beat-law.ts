/**
 * A beat is good (0), mild (1: harmful only as one of several in a row) or grave (2: harmful alone). Beats are
 * independent of each other.
 */
export type Beat = 0 | 1 | 2

export interface BeatLaw {
  /** How many mild beats in a row make a candidate; 1 to 64. */
  readonly needed: number
  /** The probability that a beat is mild, and that it is grave. */
  readonly mild: number
  readonly grave: number
}

/** The probability that a beat is good; none when the others add up to one as numbers do. */
export function good({ mild, grave }: BeatLaw): number {
  return 1 - (mild + grave)
}

/** 2^-60, the probability to live so long that no uniform number of 53 bits would draw it. */
export const NOBODY = 8.673617379884035e-19
