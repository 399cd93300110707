import type { Plan } from '../cluster/index.js'
import { fingerprintOf } from '../kernel/index.js'
import type { ComponentSummary, TrialSummary } from '../measures/index.js'
import {
  type ComponentResult,
  type DetectionResult,
  type Estimate,
  type ExpectationResult,
  judge,
  operand,
  type RunResult,
  shellCommand,
  version,
  worst,
} from '../results/index.js'
import { metrics, type Scenario, type Workload } from '../scenario/index.js'
import { histogramTable } from '../statistics/index.js'
import * as estimates from './estimates.js'
import { fidelityOf } from './fidelity.js'
import { measured, type Study } from './metric-values.js'
import { notesOf } from './notes.js'
import { sampledResult, type TrafficSample } from './sampled/index.js'
import { summaryOf } from './scenario-summary.js'
import { serviceResult } from './service-result.js'
import { callResult, workloadResult } from './traffic-result.js'
import type { Varied } from './variation.js'

/** How a study was asked for and how it ended. */
export interface Circumstances extends Omit<Varied, 'scenario'> {
  readonly seed: string
  readonly asked: number
  readonly stopped: RunResult['trials']['stopped']
  /** 0 when the number of trials was fixed. */
  readonly precision: number
  readonly file: string
}

const level = 0.95

/** Merges the trials of a study, in order of their number, into its result, and judges what the scenario expects. */
export function collect(
  plan: Plan,
  trials: readonly TrialSummary[],
  how: Circumstances,
  sampled?: { readonly scenario: Scenario; readonly sample: TrafficSample },
): RunResult {
  const study: Study = { plan, trials, ...(sampled !== undefined && { sample: sampled.sample }) }
  const { scenario } = plan
  const seen = trials.length > 0
  const expectations = scenario.expectations.map(expectation => {
    const unit = metrics.find(m => m.name === expectation.metric)!.unit
    const estimate = seen ? measured(study, expectation) : null
    const why = seen ? 'too little was seen to bound it' : 'no trial was finished'
    return judge(expectation, estimate, { unit, trials: trials.length, why })
  })
  const ofWorkloads = (which: (workload: Workload) => boolean): number[] =>
    scenario.workloads.flatMap((workload, w) => (which(workload) ? [w] : []))
  const called = ofWorkloads(({ caller }) => caller !== undefined)
  return {
    format: 'nines.run/1',
    version,
    scenario: summaryOf(sampled?.scenario ?? scenario, how),
    trials: {
      asked: how.asked,
      done: trials.length,
      incomplete: how.stopped === 'interrupted',
      stopped: how.stopped,
    },
    fidelity: fidelityOf(study, how.timeOnly),
    verdict: verdictOf(expectations),
    expectations,
    services: seen ? scenario.services.map((_, s) => serviceResult(study, s, level)) : [],
    nodes: seen
      ? scenario.nodes.map(({ id, group }, n) =>
          component(
            id,
            group,
            trials.map(t => t.nodes[n]),
          ),
        )
      : [],
    domains: seen
      ? scenario.domains.map(({ id, kind }, d) =>
          component(
            id,
            kind,
            trials.map(t => t.domains[d]),
          ),
        )
      : [],
    detectors: seen ? scenario.detectors.map((_, d) => detection(study, d)) : [],
    workloads: seen ? ofWorkloads(({ caller }) => caller === undefined).map(w => workloadResult(study, w, level)) : [],
    ...(sampled !== undefined && { sampled: sampledResult(sampled.scenario, trials, sampled.sample, level) }),
    ...(seen && called.length > 0 && { calls: called.map(w => callResult(study, w, level)) }),
    notes: seen ? notesOf(study, level, how.leftOut) : [],
    events: trials.reduce((sum, t) => sum + t.events, 0),
    fingerprint: fingerprintOf(trials.map(t => t.fingerprint)),
    reproduce: reproduce(how, trials.length),
  }
}

/** The worst of all; without expectations there is nothing that could fail. */
function verdictOf(expectations: readonly ExpectationResult[]): RunResult['verdict'] {
  return worst(expectations.map(e => e.verdict))
}

function component(id: string, kind: string, summaries: readonly ComponentSummary[]): ComponentResult {
  const unavailability: Estimate = estimates.componentUnavailability(summaries, level)
  return { id, kind, unavailability, failures: summaries.reduce((sum, s) => sum + s.failures, 0) }
}

function detection({ plan, trials }: Study, d: number): DetectionResult {
  const summaries = trials.map(t => t.detectors[d])
  const total = (pick: (s: (typeof summaries)[number]) => number): number =>
    summaries.reduce((sum, s) => sum + pick(s), 0)
  return {
    id: plan.scenario.detectors[d].id,
    detection: histogramTable(estimates.mergedHistogram(summaries.map(s => s.detection))),
    undetected: total(s => s.undetected),
    falseSuspicions: total(s => s.falseSuspicions),
    falseSuspicionTime: total(s => s.falseSuspicionTime),
    pairs: summaries[0].pairs,
  }
}

/** An interrupted study is made again by asking for as many trials as it had finished. */
function reproduce({ file, seed, asked, stopped, precision, options }: Circumstances, done: number): string {
  const trials = stopped === 'interrupted' && done > 0 ? done : asked
  const words = ['nines', 'run', operand(file), '--seed', seed, '--trials', String(trials)]
  if (precision > 0 && stopped !== 'interrupted') words.push('--precision', `${percent(precision)}%`)
  return shellCommand([...words, ...options])
}

/** 0.05 as `5`, without the binary dust that 100 * 0.07 leaves. */
const percent = (share: number): string => String(Number((share * 100).toPrecision(12)))
