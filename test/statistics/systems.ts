import type { Stream } from '../../src/random/index.js'
import { type Outage, outagesOf, type Study, studyFrom, type Unit } from './renewal.js'
import { HOUR } from './units.js'

/** Makes a study of `trials` trials with that horizon. */
export type StudyMaker = (trials: number, horizon: number, stream: Stream) => Study

/** Independent units; an outage is when at least `need` of them are down at once. */
export function redundantStudy(units: number, need: number, unit: Unit): StudyMaker {
  return (trials, horizon, stream) => {
    const trial = () =>
      overlap(
        Array.from({ length: units }, () => outagesOf(unit, horizon, stream)),
        need,
      )
    return studyFrom(horizon, Array.from({ length: trials }, trial))
  }
}

function overlap(units: readonly (readonly Outage[])[], need: number): Outage[] {
  const edges = units.flat().flatMap(({ start, length }) => [
    { at: start, change: 1 },
    { at: start + length, change: -1 },
  ])
  edges.sort((a, b) => a.at - b.at || a.change - b.change)
  const outages: Outage[] = []
  let down = 0
  let since = 0
  for (const { at, change } of edges) {
    if (down === need - 1 && change === 1) since = at
    if (down === need && change === -1) outages.push({ start: since, length: at - since })
    down += change
  }
  return outages
}

const MONTH = 720 * HOUR
const OUTAGE = 0.01 * HOUR
const UP_IN_BAD = 30 * HOUR
const UP_IN_GOOD = 300 * HOUR

/** The mean over good and bad weather; what outages that outlast the weather change is below 1e-4 of it. */
export const stormyUnavailability = (OUTAGE / (UP_IN_BAD + OUTAGE) + OUTAGE / (UP_IN_GOOD + OUTAGE)) / 2

/** Failures ten times as frequent in bad months as in good ones; a month has an exponential length. */
export const stormyStudy: StudyMaker = (trials, horizon, stream) =>
  studyFrom(
    horizon,
    Array.from({ length: trials }, () => stormyTrial(horizon, stream)),
  )

function stormyTrial(horizon: number, stream: Stream): Outage[] {
  const outages: Outage[] = []
  let bad = stream.unit() < 0.5
  let change = stream.exponential() * MONTH
  let now = 0
  while (now < horizon) {
    const next = now + stream.exponential() * (bad ? UP_IN_BAD : UP_IN_GOOD)
    if (next >= change) {
      // Up times have no memory: start afresh in the new weather.
      now = change
      bad = !bad
      change = now + stream.exponential() * MONTH
    } else {
      const start = Math.round(next)
      now = next + stream.exponential() * OUTAGE
      if (start < horizon) outages.push({ start, length: Math.min(Math.round(now), horizon) - start })
    }
  }
  return outages
}
