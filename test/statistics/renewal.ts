import { type Law, mean } from '../../src/laws/index.js'
import { type SeedTree, type Stream, sample, sampleEquilibrium } from '../../src/random/index.js'
import { type Cycle, cyclesOf, type TrialDowntime } from '../../src/statistics/index.js'

/** A unit that fails and is repaired for ever: its unavailability is known exactly, whatever the laws. */
export interface Unit {
  readonly up: Law
  readonly down: Law
}

export interface Study {
  readonly trials: readonly TrialDowntime[]
  readonly cycles: readonly Cycle[]
  /** Lengths of all outages, those cut off by an end of a trial as far as seen. */
  readonly lengths: readonly number[]
}

export interface Outage {
  readonly start: number
  readonly length: number
}

/** mean down / (mean up + mean down): the renewal theorem (Ross 2014, section 7.5). */
export function unavailabilityOf({ up, down }: Unit): number {
  return mean(down) / (mean(up) + mean(down))
}

/**
 * Outages of a unit over [0, horizon), started in equilibrium: down with chance U, residual life as its law says. Moments
 * are rounded to microseconds.
 */
export function outagesOf(unit: Unit, horizon: number, stream: Stream): Outage[] {
  const outages: Outage[] = []
  const add = (from: number, to: number) => {
    const start = Math.round(from)
    outages.push({ start, length: Math.min(Math.round(to), horizon) - start })
  }
  let now = 0
  if (stream.unit() < unavailabilityOf(unit)) {
    now = sampleEquilibrium(unit.down, stream)
    add(0, now)
    now += sample(unit.up, stream)
  } else {
    now = sampleEquilibrium(unit.up, stream)
  }
  while (now < horizon) {
    const end = now + sample(unit.down, stream)
    add(now, end)
    now = end + sample(unit.up, stream)
  }
  return outages
}

/** A study of `trials` trials with `perTrial` outages expected in each. */
export function studyOf(unit: Unit, trials: number, perTrial: number, stream: Stream): Study {
  const horizon = Math.round(perTrial * (mean(unit.up) + mean(unit.down)))
  return studyFrom(
    horizon,
    Array.from({ length: trials }, () => outagesOf(unit, horizon, stream)),
  )
}

export function studyFrom(horizon: number, outages: readonly (readonly Outage[])[]): Study {
  const lengths = outages.map(trial => trial.map(outage => outage.length))
  return {
    trials: lengths.map(each => ({
      downtime: each.reduce((total, length) => total + length, 0),
      measured: horizon,
      outages: each.length,
    })),
    cycles: outages.flatMap(trial => cyclesOf(trial, horizon)),
    lengths: lengths.flat(),
  }
}

export interface Coverage {
  readonly repetitions: number
  readonly covered: number
  /** Repetitions whose interval lay wholly above the truth, and wholly below. */
  readonly tooHigh: number
  readonly tooLow: number
  /** Repetitions in which there was an outage to speak of. */
  readonly seen: number
}

/** How many of the intervals, one per repetition with its own stream, hold the truth. Null when there is none. */
export function coverageOf(
  truth: number,
  repetitions: number,
  tree: SeedTree,
  path: readonly string[],
  intervalOf: (stream: Stream) => { readonly low: number; readonly high: number } | null,
): Coverage {
  const count = { repetitions, covered: 0, tooHigh: 0, tooLow: 0, seen: 0 }
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const interval = intervalOf(tree.stream(...path, `${repetition}`))
    if (interval === null) continue
    count.seen += 1
    if (interval.low > truth) count.tooHigh += 1
    else if (interval.high < truth) count.tooLow += 1
    else count.covered += 1
  }
  return count
}

/** Covered, too high and too low as shares of the repetitions that gave an interval. */
export function coverageCells({ covered, tooHigh, tooLow, seen }: Coverage): string[] {
  return [covered, tooHigh, tooLow].map(count => `${((100 * count) / seen).toFixed(1)} %`)
}
