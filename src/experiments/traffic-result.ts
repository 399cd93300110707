import { causeOfRequest } from '../cluster/index.js'
import type { BalancerTally, ClassTally, MemberTally, ServiceSummary, WorkloadSummary } from '../measures/index.js'
import type {
  CallResult,
  ClassResult,
  Estimate,
  MemberResult,
  TrafficResult,
  WorkloadResult,
} from '../results/index.js'
import { type Histogram, histogramTable, peakInterval, type QuantileTable } from '../statistics/index.js'
import * as estimates from './estimates.js'
import type { Study } from './metric-values.js'
import { sampledLatency, sampledUnavailability } from './sampled/index.js'

const SECOND = 1_000_000

function keysOf(members: readonly MemberTally[]): Pick<MemberResult, 'keys'> {
  if (members.every(({ hits }) => hits === undefined)) return {}
  const hits = total(members, m => m.hits ?? 0)
  return { keys: { lookUps: hits + total(members, m => m.misses ?? 0), hits } }
}

/** Everything there is to say of the requests of one workload over all trials. */
export function workloadResult(study: Study, w: number, level: number): WorkloadResult {
  const { scenario } = study.plan
  const { id, service, classes } = scenario.workloads[w]
  const summaries = study.trials.map(t => t.workloads[w])
  const errors = new Map<string, number>()
  for (const s of summaries) for (const { kind, count } of s.errors) errors.set(kind, (errors.get(kind) ?? 0) + count)
  const closely = summaries.some(({ charges }) => charges !== undefined)
  return {
    id,
    service: scenario.services[service].id,
    requests: whole(total(summaries, s => s.requests)),
    failed: whole(total(summaries, s => s.failed)),
    unavailability: requestUnavailability(study, w, level) ?? estimates.exactly(0, level, 'no request'),
    latency: merged(summaries.map(s => s.latency)),
    errors: [...errors].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => ({ kind, count: whole(count) })),
    ...((closely || study.sample !== undefined) && { goodput: goodput(study, w, level) }),
    ...((closely || study.sample !== undefined) &&
      classes !== undefined && { classes: classes.map((c, i) => classResult(c.id, summaries, i, level)) }),
    ...(closely && { charges: chargesOf(study, summaries) }),
  }
}

/** The same of the requests that one service makes of another. */
export function callResult(study: Study, w: number, level: number): CallResult {
  const { services, workloads } = study.plan.scenario
  const caller = services[workloads[w].caller ?? 0].id
  const cancelled = total(study.trials, ({ workloads: all }) => all[w].cancelled ?? 0)
  return { ...workloadResult(study, w, level), caller, cancelled }
}

/** Share of requests of a workload not answered in time. */
export function requestUnavailability({ trials, sample }: Study, w: number, level: number): Estimate | null {
  const summaries = trials.map(t => t.workloads[w])
  if (sample === undefined) return estimates.requestUnavailability(summaries, level)
  return sampledUnavailability(summaries, sample, w, level).estimate
}

/** A quantile of the time from request to answer. */
export function latencyQuantile({ trials, sample }: Study, w: number, p: number, level: number): Estimate | null {
  const over = estimates.histogramEstimate(
    trials.map(t => t.workloads[w].latency),
    p,
    level,
  )
  return over === null || sample === undefined ? over : sampledLatency(over, sample, w, p)
}

/** Requests answered in time, in a second. */
export function goodput({ plan, trials }: Study, w: number, level: number): Estimate {
  const answered = trials.map(({ workloads }) => whole(workloads[w].requests - workloads[w].failed))
  return estimates.perYear(answered, plan.scenario.horizon, SECOND, level)
}

function classResult(id: string, trials: readonly WorkloadSummary[], c: number, level: number): ClassResult {
  const tallies = trials.flatMap(({ classes }): ClassTally[] => (classes === undefined ? [] : [classes[c]]))
  const summaries = tallies.map(({ answered, failed }) => ({ requests: answered + failed, failed }))
  return {
    id,
    requests: whole(total(summaries, s => s.requests)),
    failed: whole(total(summaries, s => s.failed)),
    unavailability: unavailabilityOf(summaries, level),
    latency: merged(tallies.map(tally => tally.latency)),
  }
}

function chargesOf({ plan }: Study, summaries: readonly WorkloadSummary[]): NonNullable<WorkloadResult['charges']> {
  const counts = new Map<number, number>()
  for (const { charges = [] } of summaries)
    for (const { cause, count } of charges) counts.set(cause, (counts.get(cause) ?? 0) + count)
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || a - b)
    .map(([cause, requests]) => ({ ...causeOfRequest(plan, cause), requests }))
}

/** What the balancer of a service did, or undefined where that is not measured. */
export function trafficOf({ plan, trials }: Study, s: number, level: number): TrafficResult | undefined {
  const tallies = talliesOf(trials, s)
  if (tallies.length === 0) return undefined
  const { horizon, nodes, services } = plan.scenario
  const { members, concurrency } = services[s]
  const time = horizon * tallies.length * concurrency
  const results = members.map((n, m): MemberResult => {
    const own = tallies.map(tally => tally.members[m])
    return {
      id: nodes[n].id,
      attempts: total(own, t => t.sent),
      failed: total(own, t => t.failed),
      utilization: total(own, t => t.busy) / time,
      latency: merged(own.map(t => t.latency)),
      ...keysOf(own),
    }
  })
  const interval = imbalanceOfWork(tallies, level)
  return {
    attempts: total(results, r => r.attempts),
    refused: total(tallies, t => t.refused),
    repeated: total(tallies, t => t.repeated),
    waits: merged(tallies.map(t => t.waits)),
    latency: merged(tallies.flatMap(({ members: all }) => all.map(m => m.latency))),
    imbalance: {
      attempts: peak(results.map(r => r.attempts)),
      work: peak(results.map(r => r.utilization)),
      ...(interval !== null && { interval }),
    },
    members: results,
  }
}

/** Work of the busiest member over the mean of all; null where it is not measured, or in fewer than two trials. */
export function imbalance({ trials }: Study, s: number, level: number): Estimate | null {
  const tallies = talliesOf(trials, s)
  const idle = tallies.every(({ members }) => members.every(({ busy }) => busy === 0))
  if (tallies.length > 0 && idle) return estimates.exactly(1, level, 'nobody did any work')
  return imbalanceOfWork(tallies, level)
}

function imbalanceOfWork(tallies: readonly BalancerTally[], level: number): Estimate | null {
  return peakInterval(
    tallies.map(({ members }) => members.map(({ busy }) => busy)),
    level,
  )
}

function talliesOf(trials: Study['trials'], s: number): BalancerTally[] {
  return trials.flatMap(({ services }: { readonly services: readonly ServiceSummary[] }): BalancerTally[] => {
    const { attempts } = services[s]
    return attempts === undefined ? [] : [attempts]
  })
}

/** The largest over the mean; 1 where there is nothing. */
function peak(values: readonly number[]): number {
  const sum = values.reduce((all, value) => all + value, 0)
  return sum > 0 ? (values.reduce((most, value) => Math.max(most, value), 0) * values.length) / sum : 1
}

function unavailabilityOf(
  counts: readonly { readonly requests: number; readonly failed: number }[],
  level: number,
): Estimate {
  return estimates.requestUnavailability(counts, level) ?? estimates.exactly(0, level, 'no request')
}

/** Counts of a sample that stands for more are not whole. */
const whole = Math.round

const merged = (histograms: readonly Histogram[]): QuantileTable | null =>
  histogramTable(estimates.mergedHistogram(histograms))

function total<T>(all: readonly T[], pick: (one: T) => number): number {
  return all.reduce((sum, one) => sum + pick(one), 0)
}
