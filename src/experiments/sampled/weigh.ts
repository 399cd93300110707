import type { TrialSummary, WorkloadSummary } from '../../measures/index.js'
import { sum } from '../../numerics/index.js'
import type { Histogram } from '../../statistics/index.js'
import type { Sampled } from './allocation.js'
import type { TrafficSample } from './sample-traffic.js'
import { type SettledMeasure, sections } from './settled.js'
import type { Ground } from './staged.js'
import { Blend, Weighted } from './tallies.js'

const SECOND = 1e6

/** What the sample adds to the variance of the failures of one workload in all trials, and on how much that rests. */
export interface SampleSpread {
  readonly settled: number
  readonly changes: number
  readonly dof: number
  /** Failed in all trials, by where. */
  readonly failedSettled: number
  readonly failedChanges: number
  /**
   * Of configurations and classes in which nothing was seen to fail: what one failure more would have stood for, the most of
   * them. With k parts whose counts are zero their means sum to less than -ln α with confidence 1 - α, since they are all
   * zero with probability exp(-sum); so what they stand for is at most -ln α times the largest weight.
   */
  readonly unseen: number
}

/** The trials with the requests that they would have had, in expectation. Linear in what was counted in the sample. */
export function weighTrials(
  { scenario }: Ground,
  trials: readonly TrialSummary[],
  sample: TrafficSample,
): TrialSummary[] {
  const settledMeans = new Map(sample.classes.map(c => [c, meanSettled(c)]))
  return trials.map((trial, t) => {
    const workloads: WorkloadSummary[] = [...trial.workloads]
    for (const [place, service] of sample.services.entries()) {
      const times = timesLeft(sample, settledMeans, trial.trial, sample.settled[t][place], place)
      const own = sample.classes.filter(c => c.traffic === service && c.of.counts.has(trial.trial))
      for (const [part, w] of service.load.workloads.entries()) {
        const blend = new Blend()
        for (const [measure, time] of times) blend.add(measure.parts[part].summary, weightOf(measure, part, time))
        for (const c of own) {
          const weight = (c.of.counts.get(trial.trial) ?? 0) / c.outcomes.length
          for (const outcome of c.outcomes) blend.add(outcome.parts[part], weight)
        }
        workloads[w] = blend.summary(requestsIn(service.load, part, scenario.horizon))
      }
    }
    return { ...trial, workloads }
  })
}

/** Requests of a workload in one trial, in expectation. */
function requestsIn(load: TrafficSample['services'][number]['load'], part: number, horizon: number): number {
  let requests = 0
  load.walk(0, horizon, (rates, from, to) => (requests += (rates[part] * (to - from)) / SECOND))
  return requests
}

/** How many times what was counted stands for so much time. */
function weightOf(measure: SettledMeasure, part: number, time: number): number {
  const { requests } = measure.parts[part].summary
  return requests > 0 ? (measure.rates[part] * time) / SECOND / requests : 0
}

/** Settled time that was simulated behind one change of a class, in the mean, by measure. */
function meanSettled(c: Sampled): Map<SettledMeasure, number> {
  const means = new Map<SettledMeasure, number>()
  for (const { settled } of c.outcomes) {
    for (const { band, time } of settled) {
      const measure = c.traffic.measureOf(c.last, band)
      if (measure !== undefined) means.set(measure, (means.get(measure) ?? 0) + time / c.outcomes.length)
    }
  }
  return means
}

/** Settled time less what was simulated with the changes. */
function timesLeft(
  { classes, services }: TrafficSample,
  means: ReadonlyMap<Sampled, ReadonlyMap<SettledMeasure, number>>,
  trial: number,
  times: ReadonlyMap<SettledMeasure, number>,
  place: number,
): Map<SettledMeasure, number> {
  const left = new Map(times)
  for (const c of classes) {
    const count = c.of.counts.get(trial) ?? 0
    if (c.traffic !== services[place] || count === 0) continue
    for (const [measure, time] of means.get(c) ?? []) left.set(measure, (left.get(measure) ?? 0) - count * time)
  }
  return left
}

/** Over all trials: settled time that was not simulated with the changes. */
function settledTimes(sample: TrafficSample, place: number): Map<SettledMeasure, number> {
  const left = new Map<SettledMeasure, number>()
  for (const trial of sample.settled)
    for (const [measure, time] of trial[place]) left.set(measure, (left.get(measure) ?? 0) + time)
  for (const c of sample.classes)
    if (c.traffic === sample.services[place])
      for (const [measure, time] of meanSettled(c)) left.set(measure, (left.get(measure) ?? 0) - c.of.count * time)
  return left
}

/** Latencies of all trials as each section of the sample would have them: every eighth batch, every eighth simulation. */
export function latencySections(sample: TrafficSample, place: number, part: number): Histogram[] {
  const left = settledTimes(sample, place)
  const own = sample.classes.filter(c => c.traffic === sample.services[place])
  return Array.from({ length: sections }, (_, s) => {
    const weighted = new Weighted()
    for (const [measure, time] of left)
      weighted.add(measure.parts[part].sections[s], weightOf(measure, part, time) * sections)
    for (const { of, outcomes } of own) {
      // With few simulations all sections share them.
      const some = outcomes.length < sections ? outcomes : outcomes.filter((_, i) => i % sections === s)
      for (const outcome of some) weighted.add(outcome.parts[part].latency, of.count / some.length)
    }
    return weighted.whole()
  })
}

/**
 * The delta method: all failures are a sum of W p over settled configurations and of N x over classes of changes, which were
 * estimated from streams of their own; so the variance is the sum of W² Var p and N² Var x.
 */
export function spreadOfSample(sample: TrafficSample, place: number, part: number): SampleSpread {
  const service = sample.services[place]
  const own = sample.classes.filter(c => c.traffic === service)
  const left = settledTimes(sample, place)
  const terms: { readonly variance: number; readonly dof: number }[] = []
  let failedSettled = 0
  let unseen = 0
  for (const [measure, time] of left) {
    const { share, variance, dof, summary } = measure.parts[part]
    const weight = (measure.rates[part] * time) / SECOND
    failedSettled += weight * share
    if (share > 0) terms.push({ variance: weight * weight * variance, dof })
    else if (summary.requests > 0) unseen = Math.max(unseen, weight / summary.requests)
  }
  const settled = sum(terms.map(term => term.variance))
  let failedChanges = 0
  for (const c of own) {
    const { variance } = c.moments(part)
    const n = c.outcomes.length
    const failed = sum(c.outcomes.map(outcome => outcome.parts[part].failed))
    failedChanges += (c.of.count * failed) / n
    if (failed > 0) terms.push({ variance: (c.of.count * c.of.count * variance) / n, dof: Math.max(1, n - 1) })
    else unseen = Math.max(unseen, c.of.count / n)
  }
  const all = sum(terms.map(term => term.variance))
  // Welch and Satterthwaite: what a sum of variances rests on.
  const rests = sum(terms.map(term => (term.variance * term.variance) / Math.max(1, term.dof)))
  const dof = rests > 0 ? (all * all) / rests : 1
  return { settled, changes: all - settled, dof, failedSettled, failedChanges, unseen }
}
