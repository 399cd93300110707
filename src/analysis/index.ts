/** Answers by formula, without the simulator: what a promise allows, and what failures and repairs make of it. */
export {
  type BurnAlert,
  burnAlerts,
  burnRate,
  type CreditTier,
  type CreditTiers,
  creditFor,
  detectionTime,
  type ErrorBudget,
  exhaustion,
  failuresToFire,
  firstAlert,
  resetTime,
  type Standing,
  standing,
} from './budgets/index.js'
export { allowedUnavailability, type Budget, downtimeBudgets } from './error-budget.js'
export {
  type AnalysisLimits,
  type BasicEvent,
  compileDiagram,
  type Diagram,
  type FaultTree,
  type Gate,
  type GateOp,
  topProbability,
} from './fault-tree/index.js'
export { type AnalysisLimit, AnalysisLimitError } from './limit-error.js'
export {
  constantService,
  erlangB,
  erlangC,
  type LimitedRoom,
  type Load,
  limitedRoom,
  type ManyServers,
  manyServers,
  offeredTraffic,
  responseQuantile,
  responseSurvival,
  type SingleServer,
  serversForDelay,
  serversForLoss,
  singleServer,
  singleServerOf,
  supermarketResponse,
  supermarketTail,
  UnstableQueueError,
  waitQuantile,
  waitSurvival,
} from './queueing/index.js'
export { type Cycle, cycleUnavailability, meanDownAllowed, meanUpNeeded } from './steady-state.js'
