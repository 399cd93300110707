export { operand, shellCommand } from '../diagnostics/index.js'
export type {
  EventImportance,
  FaultTreeResult,
  RankedSet,
  SolvedCutSets,
  SolvedTop,
  SolvedUncertainty,
} from './fault-tree.js'
export { faultTreeResultSchema, writeFaultTreeResult } from './fault-tree-schema.js'
export type { Forecast } from './forecast.js'
export { type JudgeContext, judge, type Threshold } from './judge.js'
export type {
  BudgetUse,
  CallResult,
  CauseShare,
  ClassResult,
  ComponentResult,
  DetectionResult,
  Estimate,
  ExpectationResult,
  FidelityResult,
  GroupFidelity,
  HealthResult,
  MemberResult,
  Note,
  OutageDetail,
  OutageRef,
  OutageSummary,
  PhaseTimes,
  QuantileTable,
  RunResult,
  ScenarioSummary,
  ServiceResult,
  TrafficResult,
  Verdict,
  WorkloadResult,
} from './result.js'
export type {
  SampledConfiguration,
  SampledService,
  SampledTrafficResult,
  SampledTransient,
  SampledWorkload,
} from './sampled-traffic.js'
export { type ParsedResult, parseResult, runResultSchema, writeResult } from './schema.js'
export type {
  Change,
  ComponentImportance,
  GroupImportance,
  Importance,
  NextNine,
  SolvedExpectation,
  SolvedFailover,
  SolvedService,
  SolveResult,
} from './solve.js'
export { solveResultSchema, writeSolveResults } from './solve-schema.js'
export type { Arrived, Happened, Happening, Lane, Moment, Sent, SpaceTime } from './space-time.js'
export { spaceTimeSchema, writeSpaceTime } from './space-time-schema.js'
export type { OutageStory, TraceLine } from './story.js'
export { exitCode, worst } from './verdict.js'
export { version } from './version.js'
