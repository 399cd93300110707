import type { IntervalWindow } from './interval-window.js'
import type { PhiConfig } from './phi-config.js'
import { tailQuantile } from './phi-tail.js'

/** The mean may be short by this part of a period for what was before: cheap, and soon reached again. */
const FORGIVEN = 1 / 64

/**
 * The least silence, from the least mean of the window. The intervals telescope: however many heartbeats are lost and
 * however they jitter, k intervals in a row last at least k periods less the spread of delays, for the window as a
 * whole as for one of them. To that comes what the window may lack of before: enough for the jitter of good beats, and
 * for the one short interval when a sender restarts or a watch begins, which a window of 64 or more lives down within
 * some 64 beats (and as many again for each half period of spread).
 *
 * No deviation is below the least one; but where a greater one shortens the silence (thresholds below 0.3), no silence
 * is sure.
 */
export function phiLeastSilence(options: PhiConfig, period: number, spread: number): number {
  const tail = options.tail ?? 'normal'
  const quantile = tailQuantile(tail, options.threshold)
  if (quantile < 0) return 0
  const mean = Math.max(0, period - lack(options, period, spread) / options.window)
  const silence = tail === 'exponential' ? quantile * mean : mean + quantile * options.minStdDev
  return Math.floor(silence + options.pause)
}

/**
 * Whether the mean stays above that least one whatever comes: looks at all that can be left of the window, which is
 * every number of its last intervals, with as many new ones as there is then room for, short by the spread in all.
 */
export function phiSettled(options: PhiConfig, window: IntervalWindow, period: number, spread: number): boolean {
  const { differences, expected, next, size } = window
  const n = differences.length
  const least = -lack(options, period, spread)
  let surplus = 0
  for (let kept = 1; kept <= n; kept++) {
    surplus += differences[(next - kept + size) % size] + expected - period
    if (kept < n && surplus - spread < least) return false
  }
  // Of a window that is not full, the mean is of fewer and lacks more; worst now, or when it has one more.
  return surplus * size >= least * n && (n === size || (surplus - spread) * size >= least * (n + 1))
}

/** How much a full window may lack in all: the spread for the intervals to come, the rest for those before. */
function lack(options: PhiConfig, period: number, spread: number): number {
  return spread + Math.max(spread, period * options.window * FORGIVEN)
}
