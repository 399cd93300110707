import type { Estimate } from '../results/index.js'
import { type Calendar, formatAvailability, formatDuration, yearLength } from '../units/index.js'

/**
 * Numbers as people read them: the digits an interval supports and no more. `[low estimate high]` throughout, in the
 * order of the quantity shown, so an availability begins with the complement of the unavailability's upper end.
 */

const MOST_DECIMALS = 15

/** The least decimals of a percentage at which half the interval still shows; three significant digits when exact. */
function percentDecimals(low: number, high: number): number {
  const half = high > low ? ((high - low) / 2) * 100 : Math.min(high, 1 - high) * 10
  return decimalsAbove(half, MOST_DECIMALS)
}

/** Decimals until one unit of the last is at most `half`; the slack is for a half-width that is a rounded 0.01. */
function decimalsAbove(half: number, most: number): number {
  let decimals = 0
  for (let step = 1; step > half * 1.000001 && half > 0 && decimals < most; step /= 10) decimals++
  return decimals
}

/** An availability in per cent, with as many more decimals as it takes not to read the same as one it differs from. */
export function availability(unavailability: number, decimals: number, apart = unavailability): string {
  for (let d = decimals; d < MOST_DECIMALS && apart !== unavailability; d++) {
    const text = formatAvailability(unavailability, d)
    if (text !== formatAvailability(apart, d)) return text
  }
  return formatAvailability(unavailability, decimals)
}

/** The availability that an upper bound on the unavailability leaves, rounded down: a bound must not promise more. */
export function atLeast(bound: number): string {
  const [digits, exponent] = bound.toExponential(1).split('e')
  const rounded = Number(`${digits}e${exponent}`)
  const up = Number(`${Math.round(Number(digits) * 10) + 1}e${Number(exponent) - 1}`)
  return formatAvailability(Math.min(1, rounded < bound ? up : rounded))
}

/** `[low estimate high]` of an availability, from the estimate of its unavailability. */
export function availabilityInterval(u: Estimate, apart?: number): string {
  const decimals = percentDecimals(u.low, u.high)
  const [low, value, high] = [u.high, u.value, u.low].map(x => availability(x, decimals, apart))
  return u.low === u.high ? value : `[${low} ${value} ${high}]`
}

const STEPS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 6e7, 6e8, 36e8, 864e8, 864e9, 864e10]

/** A duration rounded to the coarsest step that half the interval still shows. */
function durationWithin(us: number, half: number): string {
  const step = STEPS.findLast(s => s <= half) ?? 1
  return formatDuration(Math.round(us / step) * step)
}

/** `[low, estimate, high]` of a duration in µs, with commas since each may be two words. */
export function durationInterval(e: Estimate): string {
  if (e.low === e.high) return formatDuration(Math.round(e.value))
  const half = (e.high - e.low) / 2
  return `[${[e.low, e.value, e.high].map(x => durationWithin(x, half)).join(', ')}]`
}

/** The middle of a duration's interval alone, with the digits the interval supports. */
export function durationValue(e: Estimate): string {
  return durationWithin(e.value, (e.high - e.low) / 2)
}

/** `[low estimate high]` of a share between 0 and 1, in per cent. */
export function shareInterval(e: Estimate): string {
  const decimals = Math.min(6, percentDecimals(e.low, e.high))
  const [low, value, high] = [e.low, e.value, e.high].map(x => `${(x * 100).toFixed(decimals)}%`)
  return e.low === e.high ? value : `[${low} ${value} ${high}]`
}

/** `[low estimate high]` of a plain number. */
export function numberInterval(e: Estimate): string {
  const half = (e.high - e.low) / 2
  const decimals = half === 0 && !Number.isInteger(e.value) ? 2 : decimalsAbove(half, 6)
  const [low, value, high] = [e.low, e.value, e.high].map(x => grouped(x.toFixed(decimals)))
  return e.low === e.high ? value : `[${low} ${value} ${high}]`
}

/** A share of a whole in whole per cent; what is there but rounds to nothing reads `<1%`. */
export function percent(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0%'
  const share = (part / whole) * 100
  if (share < 0.5) return '<1%'
  return share > 99.5 && part < whole ? '>99%' : `${Math.round(share)}%`
}

/** 12345 as `12,345`. */
export function grouped(n: number | string): string {
  const [whole, fraction] = String(n).split('.')
  const groups = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? groups : `${groups}.${fraction}`
}

/** `1 outage`, `2,000 outages`. */
export function counted(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`
}

/** Three significant digits, for relative figures and numbers too small to write out. */
export function scientific(x: number): string {
  return x.toPrecision(3).replace(/e([+-])/, (_, sign) => (sign === '-' ? 'e-' : 'e'))
}

/** Simulated time over all trials: whole years when there are some, else a duration. */
export function simulatedTime(us: number, calendar: string): string {
  const years = us / yearLength(calendar as Calendar)
  if (years >= 10) return `${grouped(Math.round(years))} years`
  return years >= 1 ? `${years.toFixed(1).replace(/\.0$/, '')} years` : formatDuration(Math.round(us))
}
