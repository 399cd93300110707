/** What a trial measures: availability with its causes, detection, requests. Plain state and functions that change it. */
export type { BalancerTally, MemberTally } from './balancing.js'
export { attemptOver, lookedUp, openBalancer, waited } from './balancing.js'
export { conjunction, disjunction, kOfN, minimalSets, setsLimit } from './blame.js'
export type { Charge, ChargeSets, Phase } from './charge.js'
export { phases } from './charge.js'
export type { ComponentLedger } from './component-ledger.js'
export { closeComponent, observeComponent, openComponent } from './component-ledger.js'
export type { DetectionTally, PairCondition, PairTally } from './detection.js'
export { closePair, observePair, openDetection, openPair } from './detection.js'
export type { Exposure } from './exposure.js'
export type { HealthTally, HealthWatch } from './health.js'
export { closeHealth, observeHealth, openHealth, openHealthWatch, sentUnderChecks } from './health.js'
export type { CauseOutages, CauseTally, Condition, LedgerOptions, OutageRecord, ServiceLedger } from './ledger.js'
export { closeLedger, observe, openLedger } from './ledger.js'
export type { ClassTally, RequestTally } from './requests.js'
export { answered, chargeRequest, failed, openRequests, wasCancelled } from './requests.js'
export { summariseComponent, summariseDetection, summariseLedger, summariseRequests } from './summarise.js'
export type {
  CauseSummary,
  ComponentSummary,
  DetectionSummary,
  GroupSummary,
  LedgerSummary,
  ServiceSummary,
  TrialSummary,
  WorkloadSummary,
} from './trial-summary.js'
