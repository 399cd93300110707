import { displayWidth } from '../diagnostics/index.js'
import type { Estimate } from '../results/index.js'
import { formatDuration, YEAR } from '../units/index.js'
import { forTerminal } from './escape.js'
import { cut } from './layout.js'
import { atLeast, availabilityInterval, grouped } from './numbers.js'

export interface ProgressFacts {
  readonly done: number
  readonly asked: number
  /** µs over all trials. */
  readonly simulated: number
  readonly unavailability: Estimate | null
}

/** One line of progress of at most `columns`; what matters least is left out first. */
export function progressLine(p: ProgressFacts, seconds: number, label: string, columns: number): string {
  const parts = [
    forTerminal(label),
    `${grouped(p.done)}/${grouped(p.asked)} trials`,
    interval(p.unavailability),
    remaining(p, seconds),
    speed(p.simulated, seconds),
  ].filter(part => part !== '')
  while (parts.length > 2 && displayWidth(parts.join(' · ')) > columns) parts.pop()
  return cut(parts.join(' · '), columns, '…')
}

function speed(simulated: number, seconds: number): string {
  if (seconds <= 0 || simulated <= 0) return ''
  const years = simulated / YEAR / seconds
  if (years < 1) return `${grouped(Math.round(simulated / 1e6 / seconds))} times real time`
  return `${years >= 10 ? grouped(Math.round(years)) : years.toFixed(1)} years/s`
}

function interval(u: Estimate | null): string {
  if (u === null) return ''
  return u.value === 0 ? `≥ ${atLeast(u.high)}` : availabilityInterval(u)
}

function remaining({ done, asked }: ProgressFacts, seconds: number): string {
  if (done === 0 || done >= asked) return ''
  const left = Math.max(1, Math.round((seconds / done) * (asked - done)))
  return `${formatDuration(left * 1e6)} left`
}
