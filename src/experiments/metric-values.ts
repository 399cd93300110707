import type { Plan } from '../cluster/index.js'
import type { TrialSummary } from '../measures/index.js'
import { log10 } from '../numerics/index.js'
import type { Estimate } from '../results/index.js'
import type { Expectation } from '../scenario/index.js'
import { yearLength } from '../units/index.js'
import * as estimates from './estimates.js'
import { meanOutageOf, objectiveOf } from './objectives.js'
import type { TrafficSample } from './sampled/index.js'
import { goodput, imbalance, latencyQuantile, requestUnavailability } from './traffic-result.js'

type Evaluate = (study: Study, expectation: Expectation, at: number) => Estimate | null

/** A study in hand: its plan and its trials in order. */
export interface Study {
  readonly plan: Plan
  readonly trials: readonly TrialSummary[]
  /** What requests rest on where not all of them were simulated. */
  readonly sample?: TrafficSample
}

const services: { readonly [metric: string]: Evaluate } = {
  downtime: (study, e, s) => scaled(unavailability(study, s, e.level), year(study)),
  outages: (study, { level }, s) =>
    estimates.perYear(
      service(study, s).map(t => t.outages - (t.downAtStart ? 1 : 0)),
      study.plan.scenario.horizon,
      year(study),
      level,
    ),
  'longest-outage': (study, { level }, s) => {
    const lengths = service(study, s).map(t => t.longest?.length ?? 0)
    const longest = lengths.reduce((most, length) => Math.max(most, length), 0)
    return estimates.exactly(longest, level, `longest of ${lengths.length} trials`)
  },
  'mean-outage': (study, { level }, s) => estimates.meanOutage(service(study, s), level),
  'mean-up': (study, { level }, s) => estimates.meanUp(service(study, s), level),
  'outage-length': (study, e, s) =>
    estimates.quantileOf(estimates.endedLengths(service(study, s)), e.quantile, e.level),
  failover: (study, e, s) =>
    estimates.quantileOf(
      service(study, s).flatMap(t => t.failovers),
      e.quantile,
      e.level,
    ),
  'time-to-decide': (study, e, s) =>
    estimates.quantileOf(
      service(study, s).flatMap(t => t.decisions),
      e.quantile,
      e.level,
    ),
  degraded: (study, { level }, s) => estimates.degradedShare(service(study, s), level),
  imbalance: (study, { level }, s) => imbalance(study, s, level),
  'months-broken': (study, { level }, s) => {
    const objective = objectiveOf(study.plan.scenario, s)
    if (objective === null) return null
    return estimates.monthsBroken(service(study, s), study.plan.months, objective, level)?.share ?? null
  },
}

const workloads: { readonly [metric: string]: Evaluate } = {
  'request-availability': (study, { level }, w) => requestUnavailability(study, w, level),
  goodput: (study, { level }, w) => goodput(study, w, level),
  latency: (study, e, w) => latencyQuantile(study, w, e.quantile, e.level),
}

const detectors: { readonly [metric: string]: Evaluate } = {
  detection: (study, e, d) =>
    estimates.histogramEstimate(
      study.trials.map(t => t.detectors[d].detection),
      e.quantile,
      e.level,
    ),
  'false-suspicions': (study, { level }, d) =>
    estimates.perYear(
      study.trials.map(t => t.detectors[d].falseSuspicions),
      study.plan.scenario.horizon,
      year(study),
      level,
    ),
}

/** What a study says of the metric an expectation speaks of; null when it saw too little to say anything. */
export function measured(study: Study, expectation: Expectation): Estimate | null {
  const { metric, subject, level } = expectation
  const { scenario } = study.plan
  const place = (list: readonly { readonly id: string }[]): number => list.findIndex(one => one.id === subject)
  if (metric === 'availability' || metric === 'nines') {
    const value = unavailabilityOfAny(study, place, level)
    return metric === 'nines' ? inNines(value) : value
  }
  if (Object.hasOwn(services, metric)) return services[metric](study, expectation, place(scenario.services))
  if (Object.hasOwn(workloads, metric)) return workloads[metric](study, expectation, place(scenario.workloads))
  return detectors[metric](study, expectation, place(scenario.detectors))
}

function unavailabilityOfAny(
  study: Study,
  place: (list: readonly { readonly id: string }[]) => number,
  level: number,
): Estimate {
  const { scenario } = study.plan
  const s = place(scenario.services)
  if (s >= 0) return unavailability(study, s, level)
  const n = place(scenario.nodes)
  if (n >= 0)
    return estimates.componentUnavailability(
      study.trials.map(t => t.nodes[n]),
      level,
    )
  const d = place(scenario.domains)
  return estimates.componentUnavailability(
    study.trials.map(t => t.domains[d]),
    level,
  )
}

const service = (study: Study, s: number) => study.trials.map(t => t.services[s])
const year = (study: Study): number => yearLength(study.plan.scenario.calendar)

export function unavailability(study: Study, s: number, level: number): Estimate {
  return estimates.serviceUnavailability(service(study, s), meanOutageOf(study.plan, s), level)
}

function scaled({ value, low, high, level, method }: Estimate, by: number): Estimate {
  return { value: value * by, low: low * by, high: high * by, level, method }
}

/** No downtime at all is more nines than a number can say; 99 stand for it. */
const mostNines = 99

function inNines({ value, low, high, level, method }: Estimate): Estimate {
  const nines = (u: number): number => (u > 0 ? Math.min(mostNines, -log10(u)) : mostNines)
  return { value: nines(value), low: nines(high), high: nines(low), level, method }
}
