import type { HealthTally } from '../measures/index.js'
import type { HealthResult } from '../results/index.js'
import { type Histogram, histogramTable, type QuantileTable } from '../statistics/index.js'
import * as estimates from './estimates.js'
import type { Study } from './metric-values.js'

/** What the checks of a service's balancer made of failures, or undefined where it makes none. */
export function healthOf({ plan, trials }: Study, s: number): HealthResult | undefined {
  const check = plan.scenario.services[s].balancer?.check
  const tallies = trials.flatMap(({ services }): HealthTally[] => {
    const { health } = services[s]
    return health === undefined ? [] : [health]
  })
  if (check === undefined || tallies.length === 0) return undefined
  const total = (pick: (tally: HealthTally) => number): number => tallies.reduce((sum, tally) => sum + pick(tally), 0)
  return {
    check: check.name,
    takenOut: merged(tallies.map(({ detection }) => detection.detection)),
    unnoticed: total(({ detection }) => detection.undetected),
    open: total(({ detection }) => detection.open),
    lastRequest: merged(tallies.map(({ lastRequest }) => lastRequest)),
    spared: total(({ spared }) => spared),
    sent: total(({ sent }) => sent),
    falseSuspicions: total(({ detection }) => detection.falseSuspicions),
    falseSuspicionTime: total(({ detection }) => detection.falseSuspicionTime),
  }
}

const merged = (histograms: readonly Histogram[]): QuantileTable | null =>
  histogramTable(estimates.mergedHistogram(histograms))
