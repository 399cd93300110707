import type { ServiceSummary } from '../measures/index.js'
import type {
  BudgetUse,
  CauseShare,
  Estimate,
  OutageDetail,
  OutageRef,
  OutageSummary,
  PhaseTimes,
  ServiceResult,
} from '../results/index.js'
import { kindOf } from '../scenario/index.js'
import { histogramTable, type QuantileTable, quantileTable, record } from '../statistics/index.js'
import { monthLength } from '../units/index.js'
import * as estimates from './estimates.js'
import { healthOf } from './health-result.js'
import { type Study, unavailability } from './metric-values.js'
import { objectiveOf } from './objectives.js'
import { causesOfOutage, phasesOfOutage } from './outage.js'
import { trafficOf } from './traffic-result.js'

/** Everything there is to say of one service over all trials. */
export function serviceResult(study: Study, s: number, level: number): ServiceResult {
  const { scenario } = study.plan
  const summaries = study.trials.map(t => t.services[s])
  const u = unavailability(study, s, level)
  const objective = objectiveOf(scenario, s)
  const traffic = trafficOf(study, s, level)
  const health = healthOf(study, s)
  const soft = scenario.services[s].dependsOn.some(d => d.kind === 'soft')
  return {
    id: scenario.services[s].id,
    kind: kindOf(scenario.services[s]),
    unavailability: u,
    degraded: soft ? estimates.degradedShare(summaries, level) : null,
    outages: outagesOf(study, s, summaries, level),
    phases: phasesOf(summaries),
    downtime: total(summaries, t => t.downtime),
    measured: total(summaries, t => t.measured),
    causes: causesOf(study, summaries),
    budget: objective === null ? null : budgetOf(objective, u, monthLength(scenario.calendar)),
    months: objective === null ? null : monthsOf(study, summaries, objective, level),
    failover: quantileTable(summaries.flatMap(t => t.failovers)),
    decision: quantileTable(summaries.flatMap(t => t.decisions)),
    dual: total(summaries, t => t.dual),
    ...(traffic !== undefined && { traffic }),
    ...(health !== undefined && { health }),
  }
}

const total = (summaries: readonly ServiceSummary[], pick: (s: ServiceSummary) => number): number =>
  summaries.reduce((sum, s) => sum + pick(s), 0)

function outagesOf(study: Study, s: number, summaries: readonly ServiceSummary[], level: number): OutageSummary {
  return {
    count: total(summaries, t => t.outages),
    censored: total(summaries, t => t.censored),
    meanUp: estimates.meanUp(summaries, level),
    meanOutage: estimates.meanOutage(summaries, level),
    meanBetweenStarts: estimates.meanBetweenStarts(summaries, level),
    lengths: lengthsOf(summaries),
    longest: longestOf(study, s),
    worst: worstOf(study, s),
  }
}

/** Exact while all outages were kept; beyond, from a histogram that is within 1/256. */
function lengthsOf(summaries: readonly ServiceSummary[]): QuantileTable | null {
  const kept = estimates.endedLengths(summaries)
  if (summaries.every(s => s.dropped.count === 0)) return quantileTable(kept)
  const histogram = estimates.mergedHistogram(summaries.map(s => s.dropped))
  for (const length of kept) record(histogram, length)
  return histogramTable(histogram)
}

function longestOf({ trials }: Study, s: number): OutageRef | null {
  let longest: OutageRef | null = null
  for (const { trial, services } of trials) {
    const found = services[s].longest
    if (found !== null && (longest === null || found.length > longest.length)) {
      longest = { trial, start: found.start, length: found.length }
    }
  }
  return longest
}

const worstShown = 5

/** The longest outages of all trials, earlier ones first among equals. */
function worstOf({ plan, trials }: Study, s: number): OutageDetail[] {
  return trials
    .flatMap(({ trial, services }) => services[s].records.map(record => ({ trial, record })))
    .sort((a, b) => b.record.length - a.record.length || a.trial - b.trial || a.record.start - b.record.start)
    .slice(0, worstShown)
    .map(({ trial, record }) => ({
      trial,
      start: record.start,
      length: record.length,
      censored: record.censored,
      phases: phasesOfOutage(record),
      causes: causesOfOutage(plan, record),
    }))
}

function phasesOf(summaries: readonly ServiceSummary[]): PhaseTimes {
  const times = { detect: 0, decide: 0, restore: 0, repair: 0 }
  for (const { charges } of summaries) for (const { phase, downtime } of charges) times[phase] += downtime
  return times
}

function causesOf({ plan }: Study, summaries: readonly ServiceSummary[]): CauseShare[] {
  const byCause = new Map<number, { downtime: number; outages: number }>()
  for (const { causes } of summaries) {
    for (const { cause, downtime, led } of causes) {
      const known = byCause.get(cause) ?? { downtime: 0, outages: 0 }
      byCause.set(cause, { downtime: known.downtime + downtime, outages: known.outages + led })
    }
  }
  return [...byCause]
    .sort(([a, x], [b, y]) => y.downtime - x.downtime || a - b)
    .map(([cause, share]) => ({ ...plan.causes[cause], ...share }))
}

function budgetOf(objective: number, u: Estimate, month: number): BudgetUse {
  const expected = { ...u, value: u.value * month, low: u.low * month, high: u.high * month }
  return { objective, window: 'month', windowLength: month, allowed: objective * month, expected }
}

function monthsOf(
  study: Study,
  summaries: readonly ServiceSummary[],
  objective: number,
  level: number,
): ServiceResult['months'] {
  const months = estimates.monthsBroken(summaries, study.plan.months, objective, level)
  return months === null ? null : { total: months.total, broken: months.broken, objective, share: months.share }
}
