import type { Histogram } from '../statistics/index.js'
import type { BalancerTally } from './balancing.js'
import type { Phase } from './charge.js'
import type { Exposure } from './exposure.js'
import type { HealthTally } from './health.js'
import type { OutageRecord } from './ledger.js'
import type { ClassTally } from './requests.js'

/**
 * Everything one trial reports: plain, JSON-safe data that crosses threads and processes. Entries of `services`,
 * `nodes`, `domains`, `detectors` and `workloads` stand in the scenario's order. Durations are microseconds, times count
 * from the start of measuring; sums and counts are exact.
 */
export interface TrialSummary {
  readonly format: 'nines.trial/1'
  /** From 1. */
  readonly trial: number
  /** Length of measuring. */
  readonly measured: number
  readonly events: number
  /** Of the event history. */
  readonly fingerprint: string
  readonly services: readonly ServiceSummary[]
  readonly nodes: readonly ComponentSummary[]
  readonly domains: readonly ComponentSummary[]
  readonly detectors: readonly DetectionSummary[]
  readonly workloads: readonly WorkloadSummary[]
  /** In the order of the groups of the plan. */
  readonly groups: readonly GroupSummary[]
  /** Of every service that is called, where traffic is sampled and none was simulated. */
  readonly exposures?: readonly Exposure[]
}

/** What a group of processes that exchange heartbeats was spared. */
export interface GroupSummary {
  /** Microseconds of the trial's simulated time, warm-up included, that were not simulated message by message. */
  readonly leapt: number
  /** How many stretches those were. */
  readonly leaps: number
}

export interface ServiceSummary extends LedgerSummary {
  /** Stretches of an outage in which nothing waited for a repair, in order. */
  readonly failovers: readonly number[]
  /** Times from the first proposal to the first knowledge of a decision, in order. */
  readonly decisions: readonly number[]
  /** Time with two serving leaders. */
  readonly dual: number
  /** Where requests to it are measured closely. */
  readonly attempts?: BalancerTally
  /** Where its balancer checks its members. */
  readonly health?: HealthTally
}

/** What the availability ledger says. */
export interface LedgerSummary {
  readonly measured: number
  readonly downtime: number
  /** Up, but degraded. */
  readonly degraded: number
  /** Of positive length, censored ones included. */
  readonly outages: number
  /** Open at the end of measuring: 0 or 1; counted as downtime, of unknown length. */
  readonly censored: number
  readonly censoredDowntime: number
  /** The first outage was there when measuring began: no up time ended with it. */
  readonly downAtStart: boolean
  /** From each outage's start to the next one's. */
  readonly betweenStarts: { readonly count: number; readonly sum: number }
  readonly longest: { readonly start: number; readonly length: number; readonly censored: boolean } | null
  /** Sum to `downtime`; ascending by cause, then by phase. */
  readonly charges: readonly { readonly cause: number; readonly phase: Phase; readonly downtime: number }[]
  /** Ascending by cause. `led` sum to `outages`; `shared` counts every outage a cause has a share in. */
  readonly causes: readonly CauseSummary[]
  /** Downtime in each calendar window. */
  readonly windows: readonly number[]
  /** In order of start; all of them unless `dropped` counts some. */
  readonly records: readonly OutageRecord[]
  /** Lengths of ended outages without a record, all at most as long as the shortest record. */
  readonly dropped: Histogram
}

export interface CauseSummary {
  readonly cause: number
  readonly downtime: number
  readonly led: number
  readonly shared: number
}

export interface ComponentSummary {
  readonly measured: number
  readonly downtime: number
  readonly failures: number
}

export interface DetectionSummary {
  readonly pairs: number
  readonly detection: Histogram
  readonly undetected: number
  readonly open: number
  readonly falseSuspicions: number
  readonly falseSuspicionTime: number
  readonly lingeringTime: number
  readonly watchedTime: number
}

export interface WorkloadSummary {
  /** With an outcome by the end of measuring. */
  readonly requests: number
  readonly failed: number
  /** Sum to `failed`; ascending by kind. */
  readonly errors: readonly { readonly kind: string; readonly count: number }[]
  readonly latency: Histogram
  /** In the order of the scenario; absent where there are none. */
  readonly classes?: readonly ClassTally[]
  /** Of the failed, by cause, ascending; absent where that is not measured. */
  readonly charges?: readonly { readonly cause: number; readonly count: number }[]
  /** Of calls: those called off, which are not among the requests; absent where there were none. */
  readonly cancelled?: number
}
