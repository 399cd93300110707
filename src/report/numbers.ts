import type { Estimate } from '../results/index.js'
import {
  type Calendar,
  DAY,
  formatAvailability,
  formatDuration,
  HOUR,
  MILLISECOND,
  MINUTE,
  SECOND,
  YEAR,
  yearLength,
} from '../units/index.js'

/**
 * Numbers as people read them: the digits an interval supports and no more. `[low estimate high]` throughout, in the
 * order of the quantity shown, so an availability begins with the complement of the unavailability's upper end.
 */

const MOST_DECIMALS = 15

/** Half of what an estimate leaves open: its distance to the nearer end, as intervals made on a logarithm are lopsided. */
function slack({ low, value, high }: Estimate): number {
  const sides = [value - low, high - value].filter(side => side > 0)
  return sides.length === 0 ? 0 : Math.min(...sides)
}

/** The least decimals of a percentage at which the slack still shows; three significant digits when exact. */
function percentDecimals(e: Estimate): number {
  const open = slack(e) * 100
  return decimalsAbove(open > 0 ? open : Math.min(e.value, 1 - e.value) * 10, MOST_DECIMALS)
}

/** Decimals until one unit of the last is at most `open`; the hundredth is for one just short of a step. */
function decimalsAbove(open: number, most: number): number {
  let decimals = 0
  for (let step = 1; step > open * 1.01 && open > 0 && decimals < most; step /= 10) decimals++
  return decimals
}

/** The availability that an upper bound on the unavailability leaves, rounded down: a bound must not promise more. */
export function atLeast(bound: number): string {
  const [digits, exponent] = bound.toExponential(1).split('e')
  const rounded = Number(`${digits}e${exponent}`)
  const up = Number(`${Math.round(Number(digits) * 10) + 1}e${Number(exponent) - 1}`)
  return formatAvailability(Math.min(1, rounded < bound ? up : rounded))
}

/**
 * `[low estimate high]` of an availability, from the estimate of its unavailability, with as many more decimals as it
 * takes for an end not to read the same as a threshold it differs from.
 */
export function availabilityInterval(u: Estimate, apart?: number): string {
  const ends = [u.high, u.value, u.low]
  const same = (d: number): boolean =>
    apart !== undefined && ends.some(x => x !== apart && formatAvailability(x, d) === formatAvailability(apart, d))
  let decimals = percentDecimals(u)
  while (same(decimals) && decimals < MOST_DECIMALS) decimals++
  const [low, value, high] = ends.map(x => formatAvailability(x, decimals))
  return u.low === u.high ? value : `[${low} ${value} ${high}]`
}

const YEAR_STEPS = [YEAR / 100, YEAR / 10, YEAR, 10 * YEAR, 100 * YEAR, 1000 * YEAR]
const STEPS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, MINUTE, 10 * MINUTE, HOUR, 10 * HOUR, DAY, 10 * DAY]

/** A duration rounded to the coarsest step within what is left open, but not to nothing. */
function durationWithin(us: number, open: number): string {
  const steps = us >= YEAR ? YEAR_STEPS : STEPS
  const step = steps.findLast(s => s <= Math.min(open, us)) ?? steps[0]
  const rounded = Math.round(us / step) * step
  if (us < YEAR) return duration(rounded, 16)
  const decimals = step < YEAR / 10 ? 2 : step < YEAR ? 1 : 0
  return `${grouped((rounded / YEAR).toFixed(decimals))}y`
}

/** A duration for a reader: below a minute one unit and so many significant digits, `4.88s`; else two units. */
export function duration(us: number, digits = 3): string {
  const rounded = Number(us.toPrecision(digits))
  if (us === 0 || rounded < 1 || rounded >= MINUTE) return formatDuration(Math.round(us))
  if (rounded >= SECOND) return `${rounded / SECOND}s`
  return rounded >= MILLISECOND ? `${rounded / MILLISECOND}ms` : `${rounded}us`
}

/** `[low, estimate, high]` of a duration in µs, with commas since each may be two words. */
export function durationInterval(e: Estimate): string {
  if (e.low === e.high) return duration(e.value)
  return `[${[e.low, e.value, e.high].map(x => durationWithin(x, slack(e))).join(', ')}]`
}

/** The middle of a duration's interval alone, with the digits the interval supports. */
export function durationValue(e: Estimate): string {
  return e.low === e.high ? duration(e.value) : durationWithin(e.value, slack(e))
}

/** `[low estimate high]` of a share between 0 and 1, in per cent. */
export function shareInterval(e: Estimate): string {
  const decimals = Math.min(6, percentDecimals(e))
  const [low, value, high] = [e.low, e.value, e.high].map(x => `${(x * 100).toFixed(decimals)}%`)
  return e.low === e.high ? value : `[${low} ${value} ${high}]`
}

/** `[low estimate high]` of a plain number. */
export function numberInterval(e: Estimate): string {
  const open = slack(e)
  const decimals = open === 0 && !Number.isInteger(e.value) ? 2 : decimalsAbove(open, 6)
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
  if (years < 1) return formatDuration(Math.round(us))
  const tenths = years.toFixed(1).replace(/\.0$/, '')
  return `${tenths} year${tenths === '1' ? '' : 's'}`
}
