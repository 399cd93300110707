/** A share of failure that a promise allows (1 − SLO), over a window. */
export interface ErrorBudget {
  /** Above 0, at most 1. */
  readonly allowed: number
  /** Microseconds. */
  readonly window: number
}

/** How an error budget stands after part of its window. */
export interface Standing {
  /** Share of the budget that is spent; above 1 when it is overspent. */
  readonly spent: number
  /** Share that is left; negative when it is overspent. */
  readonly remaining: number
  /** How many times faster than allowed it was spent so far. */
  readonly burn: number
  /** Microseconds from now until nothing is left, if it is spent on at the same rate: 0 when nothing is, or Infinity. */
  readonly exhaustion: number
}

/**
 * How many times faster than allowed a budget is spent: 1 spends it in just its window. Infinity where nothing is
 * allowed and something failed. The Site Reliability Workbook (Beyer and others, 2018), chapter 5.
 */
export function burnRate(failing: number, allowed: number): number {
  return failing === 0 ? 0 : failing / allowed
}

/**
 * How long a budget lasts at a burn rate, in microseconds.
 *
 * @param spent the share of it that is gone already
 */
export function exhaustion(window: number, burn: number, spent = 0): number {
  if (spent >= 1) return 0
  return burn === 0 ? Infinity : ((1 - spent) * window) / burn
}

/**
 * How a budget stands when `elapsed` microseconds of its window are over and a share `failing` of them, or of the
 * requests in them, failed. With a rolling window the elapsed time is the window: a rate that has not used it up never will.
 *
 * @throws RangeError for a share of failures outside [0, 1], an elapsed time outside (0, window], and an empty budget
 */
export function standing({ allowed, window }: ErrorBudget, elapsed: number, failing: number): Standing {
  if (!(allowed > 0 && allowed <= 1))
    throw new RangeError(`a budget allows a share above 0 and up to 1, not ${allowed}`)
  if (!(elapsed > 0 && elapsed <= window)) throw new RangeError(`${elapsed} µs are not within a window of ${window} µs`)
  if (!(failing >= 0 && failing <= 1)) throw new RangeError(`a share of failures is between 0 and 1, not ${failing}`)
  const burn = burnRate(failing, allowed)
  const spent = (burn * elapsed) / window
  // A rolling window forgets as fast as it is spent.
  const lasts = elapsed === window && spent < 1 ? Infinity : exhaustion(window, burn, spent)
  return { spent, remaining: 1 - spent, burn, exhaustion: lasts }
}
