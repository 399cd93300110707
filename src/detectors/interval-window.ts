/**
 * The last intervals between arrivals, with their sums kept up to date: plain data. What is kept are differences from
 * the expected interval, whole and small, so that neither do the sums drift nor does the variance cancel. Squares are
 * added in two limbs; sums are exact for windows up to 2^14 and differences below 2^32 µs (71 minutes).
 */
export interface IntervalWindow {
  readonly expected: number
  readonly size: number
  /** A ring once it is full. */
  readonly differences: number[]
  /** Where the next one goes. */
  next: number
  sum: number
  squaresHigh: number
  squaresLow: number
}

const limb = 67108864

export function openWindow(expected: number, size: number): IntervalWindow {
  return { expected, size, differences: [], next: 0, sum: 0, squaresHigh: 0, squaresLow: 0 }
}

/** Adds an interval, and drops the oldest when the window is full. */
export function addInterval(window: IntervalWindow, interval: number): void {
  const { differences, next } = window
  if (differences.length === window.size) account(window, differences[next], -1)
  differences[next] = interval - window.expected
  account(window, differences[next], 1)
  window.next = (next + 1) % window.size
}

function account(window: IntervalWindow, difference: number, sign: 1 | -1): void {
  const square = difference * difference
  const high = Math.floor(square / limb)
  window.sum += sign * difference
  window.squaresHigh += sign * high
  window.squaresLow += sign * (square - high * limb)
}

export function meanInterval(window: IntervalWindow): number {
  return window.expected + window.sum / window.differences.length
}

/** Of the sample itself, not an estimate for the law behind it: divided by its size. */
export function intervalDeviation(window: IntervalWindow): number {
  const n = window.differences.length
  const mean = window.sum / n
  return Math.sqrt(Math.max(0, (window.squaresHigh * limb + window.squaresLow) / n - mean * mean))
}
