import type { Estimate, Forecast, OutageStory, RunResult } from '../results/index.js'
import type { Scenario } from '../scenario/index.js'

/** What the commands ask of the `experiments` room; tests put a short one in its place. */
export interface Experiments {
  runStudy(scenario: Scenario, options: StudyOptions): Promise<RunResult>
  forecast(scenario: Scenario, options: StudyOptions): Forecast | Promise<Forecast>
  /** Null when the trial has no such outage. */
  traceOutage(scenario: Scenario, options: TraceOptions): OutageStory | null | Promise<OutageStory | null>
  traceTrial(scenario: Scenario, options: TrialOptions, sink: (record: unknown) => void): void | Promise<void>
}

export interface StudyOptions {
  readonly seed?: string
  readonly trials?: number
  /** Relative half-width at which to stop. */
  readonly precision?: number
  readonly workers: number
  /** As given on the command line, for the reproduce line. */
  readonly file: string
  readonly onProgress?: (progress: Progress) => void
  readonly stop?: { requested: boolean }
}

export interface Progress {
  readonly done: number
  readonly asked: number
  /** Simulated time so far, in µs over all trials. */
  readonly simulated: number
  /** Of the lead service. */
  readonly unavailability: Estimate | null
}

export interface TrialOptions {
  readonly seed?: string
  readonly trial: number
}

export interface TraceOptions extends TrialOptions {
  readonly outage: 'worst' | number
  /** The lead service unless named. */
  readonly service?: string
  readonly file: string
}
