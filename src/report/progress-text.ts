import { displayWidth } from '../diagnostics/index.js'
import type { Estimate } from '../results/index.js'
import { formatDuration, YEAR } from '../units/index.js'
import { forTerminal } from './escape.js'
import { type Glyphs, unicode } from './glyphs.js'
import { cut } from './layout.js'
import { atLeast, availabilityInterval, grouped } from './numbers.js'

export interface ProgressFacts {
  readonly done: number
  readonly asked: number
  /** µs over all trials. */
  readonly simulated: number
  /** Relative half-width at which the study ends before all trials asked for; 0 when nothing ends it. */
  readonly precision: number
  readonly unavailability: Estimate | null
}

/** One line of progress of at most `columns`; what matters least is left out first. */
export function progressLine(
  p: ProgressFacts,
  seconds: number,
  label: string,
  columns: number,
  glyphs: Glyphs = unicode,
): string {
  const u = p.unavailability
  const parts = [
    forTerminal(label),
    `${grouped(p.done)}/${p.precision > 0 ? glyphs.atMost : ''}${grouped(p.asked)} trials`,
    interval(u, glyphs),
    remaining(p, u, seconds),
    speed(p.simulated, seconds),
  ].filter(part => part !== '')
  const dot = ` ${glyphs.dot} `
  while (parts.length > 2 && displayWidth(parts.join(dot)) > columns) parts.pop()
  return cut(parts.join(dot), columns, glyphs.ellipsis)
}

function speed(simulated: number, seconds: number): string {
  if (seconds <= 0 || simulated <= 0) return ''
  const years = simulated / YEAR / seconds
  if (years < 1) return `${grouped(Math.round(simulated / 1e6 / seconds))} times real time`
  return `${years >= 10 ? grouped(Math.round(years)) : years.toFixed(1)} years/s`
}

function interval(u: Estimate | null, { atLeast: sign }: Glyphs): string {
  if (u === null) return ''
  return u.value === 0 ? `${sign} ${atLeast(u.high)}` : availabilityInterval(u)
}

function remaining(p: ProgressFacts, u: Estimate | null, seconds: number): string {
  const needed = trialsNeeded(p, u)
  if (p.done === 0 || p.done >= p.asked || needed === null) return ''
  const left = Math.max(1, Math.round((seconds / p.done) * Math.max(0, needed - p.done)))
  return `${formatDuration(left * 1e6)} left`
}

/** The half-width shrinks with the root of the number of trials. Null before there is one to go by. */
function trialsNeeded({ done, asked, precision }: ProgressFacts, u: Estimate | null): number | null {
  if (precision === 0) return asked
  if (u === null || u.value === 0) return null
  const over = (u.high - u.low) / (2 * u.value) / precision
  return Math.min(asked, done * over * over)
}
