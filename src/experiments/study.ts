import { compile, type Plan } from '../cluster/index.js'
import type { TrialSummary } from '../measures/index.js'
import type { Estimate, RunResult } from '../results/index.js'
import type { Scenario } from '../scenario/index.js'
import { mergeTrials, type StoppingRule, stoppingRule, type TrialDowntime } from '../statistics/index.js'
import { type Circumstances, collect } from './collect.js'
import { downtimes } from './estimates.js'
import { unavailability } from './metric-values.js'
import { leadService } from './objectives.js'
import { refuseEndless } from './pace.js'
import { pooledRunner } from './pool.js'
import { type Done, sampleTraffic, type Work, weighTrials } from './sampled/index.js'
import { localRunner, type TrialRunner } from './trials.js'
import { type Variation, vary } from './variation.js'

export interface StudyOptions extends Variation {
  /** The scenario's own unless given, as are the next two. */
  readonly seed?: string
  readonly trials?: number
  /** Relative half-width of the lead service's unavailability at which to stop; 0 never stops early. */
  readonly precision?: number
  /** Threads; the result does not depend on it. */
  readonly workers: number
  /** As given on the command line, for the reproduce line. */
  readonly file: string
  readonly onProgress?: (progress: Progress) => void
  /** Set by whoever wants the study to end after the trials in course. */
  readonly stop?: { requested: boolean }
}

export interface Progress {
  readonly done: number
  readonly asked: number
  /** Simulated time so far over all trials, microseconds. */
  readonly simulated: number
  /** Relative half-width that ends the study sooner; 0 when nothing does. */
  readonly precision: number
  /** Of the lead service; calculated when looked at, which takes the longer the more trials there are. */
  readonly unavailability: Estimate | null
}

/** A study that looks for a precision gives up after so many times the trials of the scenario. */
const precisionCap = 100
const batch = 20
/** A range is sized to so many events, so that an interrupt is heard and progress is seen within moments. */
const eventsInRange = 200_000
const mostInRange = 50

/**
 * Runs the trials of a scenario and judges what it expects. The result is a pure function of scenario, seed, number of
 * trials, precision and variation; an interrupted study says that it is one, and how many trials it rests on.
 *
 * @throws RangeError when traffic is to be left out of a scenario that expects something of requests
 * @throws KernelLimitError when a trial exceeds the scenario's limit of events
 */
export async function runStudy(written: Scenario, options: StudyOptions): Promise<RunResult> {
  const { scenario, ...variation } = vary(written, options)
  const stop = options.stop ?? { requested: false }
  const seed = options.seed ?? scenario.seed
  const precision = options.precision ?? scenario.precision
  const asked = options.trials ?? (precision > 0 ? precisionCap * scenario.trials : scenario.trials)
  const rule =
    precision > 0 && scenario.services.length > 0 ? stoppingRule({ precision, batch, maxTrials: asked }) : null
  const plan = compile(scenario)
  refuseEndless(plan, seed)
  const threads = Math.min(options.workers, asked)
  const runner = threads > 1 ? await pooledRunner(scenario, threads) : localRunner(scenario, plan, stop)
  try {
    const trials = await runTrials(runner, {
      plan,
      seed,
      asked,
      precision: rule === null ? 0 : precision,
      rule,
      stop,
      options,
    })
    const stopped =
      rule?.decide(leadDowntimes(plan, trials))?.reason ?? (trials.length < asked ? 'interrupted' : 'count')
    const how: Circumstances = { seed, asked, stopped, file: options.file, precision, ...variation }
    if (plan.exposed.length === 0 || trials.length === 0) return collect(plan, trials, how)
    const ground = { scenario, plan }
    const sample = await sampleTraffic(ground, seed, trials, workOf(runner, seed, options.workers, stop)).catch(
      unlessStopped,
    )
    // Without a whole sample there is nothing to weigh by: then requests are left out, and the study says that it was stopped.
    if (sample === null) return collect(plan, trials, { ...how, stopped: 'interrupted' })
    return collect(plan, weighTrials(ground, trials, sample), how, { scenario, sample })
  } finally {
    await runner.close()
  }
}

class Stopped extends Error {}

function unlessStopped(error: unknown): null {
  if (error instanceof Stopped) return null
  throw error
}

/** So many pieces at a time; what comes of them stands in their order, whoever was first. */
function workOf(runner: TrialRunner, seed: string, workers: number, stop: { readonly requested: boolean }): Work {
  return async tasks => {
    const done: Done<(typeof tasks)[number]>[] = []
    let next = 0
    const lane = async (): Promise<void> => {
      while (next < tasks.length) {
        if (stop.requested) throw new Stopped()
        const place = next++
        done[place] = await runner.sample(seed, tasks[place])
      }
    }
    await Promise.all(Array.from({ length: Math.max(1, workers) }, lane))
    return done
  }
}

interface Running {
  readonly plan: Plan
  readonly seed: string
  readonly asked: number
  readonly precision: number
  readonly rule: StoppingRule | null
  readonly stop: { readonly requested: boolean }
  readonly options: StudyOptions
}

/** Runs from look to look of the stopping rule; the finished prefix, in order of number, is the study. */
async function runTrials(runner: TrialRunner, running: Running): Promise<TrialSummary[]> {
  const { plan, asked, rule, stop } = running
  let trials: TrialSummary[] = []
  while (trials.length < asked && !stop.requested) {
    const until = rule === null ? asked : rule.nextLook(trials.length)
    trials = await extend(runner, running, trials, until)
    const decision = rule?.decide(leadDowntimes(plan, trials)) ?? null
    if (decision !== null) return trials.slice(0, decision.trials)
  }
  return trials
}

/** Adds trials up to number `until`, several ranges at a time; keeps what is finished without a gap. */
async function extend(
  runner: TrialRunner,
  running: Running,
  have: readonly TrialSummary[],
  until: number,
): Promise<TrialSummary[]> {
  const { seed, options, stop } = running
  const finished = [...have]
  const failures: { readonly first: number; readonly error: unknown }[] = []
  let events = finished.reduce((sum, trial) => sum + trial.events, 0)
  let next = have.length
  const lane = async (): Promise<void> => {
    while (next < until && !stop.requested && failures.length === 0) {
      const first = next + 1
      const count = Math.min(rangeSize(events, finished.length), until - next)
      next += count
      const trials = await runner.run({ seed, first, count }).catch((error: unknown) => {
        failures.push({ first, error })
        return []
      })
      finished.push(...trials)
      events += trials.reduce((sum, trial) => sum + trial.events, 0)
      report(running, finished)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, options.workers) }, lane))
  // Ranges are handed out in order, so the first trial that fails has run by now, whatever failed before it.
  if (failures.length > 0) throw failures.sort((a, b) => a.first - b.first)[0].error
  return withoutGap(finished)
}

/** What a stopping rule looks at; without a service there is no precision to reach. */
function leadDowntimes(plan: Plan, trials: readonly TrialSummary[]): TrialDowntime[] {
  const lead = leadService(plan.scenario)
  return lead < 0 ? [] : downtimes(trials.map(t => t.services[lead]))
}

/** One trial until it is known what a trial costs. How trials are cut into ranges changes nothing in the result. */
function rangeSize(events: number, trials: number): number {
  if (trials === 0) return 1
  return Math.max(1, Math.min(mostInRange, Math.floor((eventsInRange * trials) / Math.max(1, events))))
}

function withoutGap(finished: readonly TrialSummary[]): TrialSummary[] {
  const trials = [...finished].sort((a, b) => a.trial - b.trial)
  const gap = trials.findIndex((trial, i) => trial.trial !== i + 1)
  return mergeTrials([gap < 0 ? trials : trials.slice(0, gap)])
}

/** What is known so far, of whatever trials happen to be finished: shown, never a result. */
function report({ asked, plan, precision, options }: Running, trials: readonly TrialSummary[]): void {
  if (options.onProgress === undefined) return
  const { horizon } = plan.scenario
  const lead = leadService(plan.scenario)
  const done = trials.length
  options.onProgress({
    done,
    asked,
    simulated: done * horizon,
    precision,
    get unavailability() {
      return lead >= 0 && done > 0 ? unavailability({ plan, trials: trials.slice(0, done) }, lead, 0.95) : null
    },
  })
}
