import type { Exposure } from '../../measures/index.js'
import { bandKey, type Load } from './bands.js'

/** A moment at which what requests meet became another: a configuration, or a load under which it does not settle. */
interface Turn {
  readonly at: number
  readonly configuration: string
  /** Whether it settles under the load from here on. */
  readonly settles: boolean
}

/** A change and those that followed it before all had settled, and the settled time behind them. */
export interface Occurrence {
  readonly trial: number
  /** Of the first change, from the start of measuring. */
  readonly start: number
  /** The one before, then those it went through. */
  readonly configurations: readonly string[]
  readonly offsets: readonly number[]
  /** Until the next path begins, from its start. */
  readonly owned: number
  /** Until the last change; all of it where nothing settles behind it. */
  readonly length: number
}

export interface Walked {
  readonly occurrences: readonly Occurrence[]
  /** Settled time by configuration and load, those of occurrences behind their `length` among it. */
  readonly settled: readonly { readonly configuration: string; readonly band: string; readonly time: number }[]
}

export interface Ways {
  readonly load: Load
  readonly horizon: number
  readonly quiet: number
  /** Whether a configuration settles under a load. */
  readonly settles: (configuration: string, band: string) => boolean
  /** Whether it does under every load. */
  readonly alwaysSettles: (configuration: string) => boolean
}

/**
 * Cuts a trial into settled time and paths. A path ends when a configuration that settles has lasted longer than the quiet
 * length; what does not settle never ends one.
 */
export function walk(trial: number, exposure: Exposure, ways: Ways): Walked {
  const { load, horizon, quiet } = ways
  const turns = turnsOf(exposure, ways)
  const occurrences: Occurrence[] = []
  const settled = new Map<string, { configuration: string; band: string; time: number }>()
  const settle = (configuration: string, from: number, to: number): void =>
    load.walk(from, to, (rates, a, b) => {
      const band = bandKey(rates)
      const key = `${configuration}\n${band}`
      const known = settled.get(key)
      if (known === undefined) settled.set(key, { configuration, band, time: b - a })
      else known.time += b - a
    })
  const until = (i: number): number => (i + 1 < turns.length ? turns[i + 1].at : horizon)
  const ends = (i: number): boolean => turns[i].settles && until(i) - turns[i].at > quiet
  let next = 0
  if (ends(0)) {
    settle(turns[0].configuration, 0, until(0))
    next = 1
  }
  while (next < turns.length) {
    const first = next
    let last = first
    while (!ends(last) && last + 1 < turns.length) last++
    const start = turns[first].at
    const own = turns.slice(first, last + 1)
    const owned = until(last) - start
    const before = first > 0 ? turns[first - 1] : turns[0]
    const whole = !ends(last)
    occurrences.push({
      trial,
      start,
      configurations: [before, ...own].map(turn => turn.configuration),
      offsets: own.map(turn => turn.at - start),
      owned,
      length: whole ? owned : turns[last].at - start,
    })
    if (!whole) settle(turns[last].configuration, turns[last].at, until(last))
    next = last + 1
  }
  return { occurrences, settled: [...settled.values()] }
}

/** Changes of configuration, and of the load where it makes the difference between settling and not. */
function turnsOf({ configurations, times, places }: Exposure, ways: Ways): Turn[] {
  const { load, horizon, settles, alwaysSettles } = ways
  const turns: Turn[] = []
  for (const [i, at] of times.entries()) {
    const configuration = configurations[places[i]]
    const end = i + 1 < times.length ? times[i + 1] : horizon
    if (at >= horizon) break
    if (end === at || alwaysSettles(configuration)) {
      turns.push({ at, configuration, settles: true })
      continue
    }
    let now: boolean | null = null
    load.walk(at, end, (rates, from) => {
      const does = settles(configuration, bandKey(rates))
      if (does && now === true) return
      if (does !== now || from === at) turns.push({ at: from, configuration, settles: does })
      now = does
    })
  }
  return turns
}
