import type {
  Progress,
  StudyOptions,
  TraceOptions,
  TrafficMode,
  TrialOptions,
  WindowOptions,
} from '../experiments/index.js'
import type { Forecast, OutageStory, RunResult, SpaceTime } from '../results/index.js'
import type { Scenario } from '../scenario/index.js'

export type { Progress, StudyOptions, TraceOptions, TrafficMode, TrialOptions, WindowOptions }

/** What the commands ask of the `experiments` room; tests put a short one in its place. */
export interface Experiments {
  runStudy(scenario: Scenario, options: StudyOptions): Promise<RunResult>
  forecast(scenario: Scenario, options: StudyOptions): Forecast | Promise<Forecast>
  /** Null when the trial has no such outage. */
  traceOutage(scenario: Scenario, options: TraceOptions): OutageStory | null | Promise<OutageStory | null>
  traceWindow(scenario: Scenario, options: WindowOptions): SpaceTime | Promise<SpaceTime>
  traceTrial(scenario: Scenario, options: TrialOptions, sink: (record: unknown) => void): void | Promise<void>
}
