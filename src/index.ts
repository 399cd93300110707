/** The package root: read a scenario, run it, forecast it, tell the story of an outage, read a result again. */
export { type Problem, renderText } from './diagnostics/index.js'
export {
  forecast,
  type Progress,
  runStudy,
  type StudyOptions,
  type TraceOptions,
  type TrialOptions,
  traceOutage,
  traceTrial,
  traceWindow,
  type WindowOptions,
} from './experiments/index.js'
export {
  type Estimate,
  type ExpectationResult,
  type Forecast,
  type OutageStory,
  type ParsedResult,
  parseResult,
  type RunResult,
  type ServiceResult,
  type SpaceTime,
  type Verdict,
  version,
  writeResult,
} from './results/index.js'
export {
  type LoadedScenario,
  type LoadOptions,
  loadScenario,
  type ReadFile,
  type Scenario,
  scenarioJsonSchema,
} from './scenario/index.js'
