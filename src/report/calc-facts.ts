import type { BudgetWindow, Calendar, CivilDate } from '../units/index.js'
import { formatAvailability, formatDuration, formatNines, nines, printAvailability } from '../units/index.js'

/** What `nines calc` found out; times in microseconds. */
export interface Calculation {
  readonly unavailability: number
  /** Whether the availability was given as such: then it is printed as written, with all its digits. */
  readonly given: boolean
  readonly calendar: Calendar
  readonly start: CivilDate | null
  readonly budgets: readonly { readonly window: BudgetWindow; readonly length: number; readonly downtime: number }[]
  readonly cycle: CalculatedCycle | null
}

/** Mean up time and mean outage, and which of them (or neither) follows from the rest. */
export interface CalculatedCycle {
  readonly meanUp: number
  readonly meanDown: number
  readonly derived: 'mean-up' | 'mean-down' | 'availability'
}

/** The availability as a percentage: in full when it was given, else with four digits of what is missing. */
export function availabilityText({ unavailability, given }: Pick<Calculation, 'unavailability' | 'given'>): string {
  if (given || unavailability === 0 || unavailability === 1) return printAvailability(unavailability)
  const digits = Math.max(2, Math.floor(nines(unavailability)) + 2)
  return formatAvailability(unavailability, digits).replace(/\.?0+%$/, '%')
}

const UNITS: readonly (readonly [name: string, length: number])[] = [
  ['d', 86_400e6],
  ['h', 3_600e6],
  ['min', 60e6],
  ['s', 1e6],
  ['ms', 1e3],
  ['us', 1],
]

/** A duration in one unit with up to six digits, as one quotes it: `52.56 min`. */
export function inOneUnit(us: number): string {
  if (us === Infinity) return 'forever'
  const [name, length] = UNITS.find(([, size]) => us >= size) ?? UNITS[us === 0 ? 3 : 5]
  return `${Number((us / length).toPrecision(6))} ${name}`
}

/** `5e-4`: the unavailability with four digits, or all of them where four would make it the whole. */
export function shortNumber(x: number): string {
  const short = Number(x.toPrecision(4))
  return String(short === 1 ? x : short)
}

/** Both ways to say one duration, the second where it says more: `13d 21h (13.8819 d)`. */
export function bothForms(us: number): string {
  const words = formatDuration(us)
  const one = inOneUnit(us)
  return words === one.replace(' min', 'm').replace(' ', '') ? words : `${words} (${one})`
}

/** A window with its days: `a month of 30 days`. */
export function windowText({ window, length }: Calculation['budgets'][number]): string {
  return window === 'day' ? 'a day' : `a ${window} of ${length / 86_400e6} days`
}

/** `3.30 nines`, or `all nines`. */
export function ninesText(unavailability: number): string {
  return unavailability === 0 ? 'all nines' : `${formatNines(unavailability)} nines`
}
