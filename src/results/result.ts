import type { Interval as Estimate, QuantileTable } from '../statistics/index.js'

export type { Estimate, QuantileTable }

import type { SampledTrafficResult } from './sampled-traffic.js'

/**
 * The result of a study as plain, versioned data: what JSON output contains and what every renderer draws from.
 * Durations are microseconds. Probabilities are carried as unavailability. Nothing here depends on the wall clock, the
 * machine or the number of workers.
 */
export interface RunResult {
  readonly format: 'nines.run/1'
  /** Version of nines. */
  readonly version: string
  readonly scenario: ScenarioSummary
  readonly trials: {
    readonly asked: number
    readonly done: number
    readonly incomplete: boolean
    readonly stopped: 'count' | 'precision' | 'interrupted'
  }
  readonly fidelity: FidelityResult
  readonly verdict: Verdict
  readonly expectations: readonly ExpectationResult[]
  readonly services: readonly ServiceResult[]
  readonly nodes: readonly ComponentResult[]
  readonly domains: readonly ComponentResult[]
  readonly detectors: readonly DetectionResult[]
  readonly workloads: readonly WorkloadResult[]
  /** How requests were come by, where not all of them were simulated. */
  readonly sampled?: SampledTrafficResult
  /** What services ask of each other; absent where none does. */
  readonly calls?: readonly CallResult[]
  readonly notes: readonly Note[]
  /** Events over all trials. */
  readonly events: number
  /** Hex; changes when any event of any trial changes. */
  readonly fingerprint: string
  /** The command that makes this very result again. */
  readonly reproduce: string
}

export type Verdict = 'pass' | 'unknown' | 'fail'

export interface ScenarioSummary {
  readonly name: string
  readonly description: string
  /** As given on the command line. */
  readonly file: string
  readonly digest: string
  readonly seed: string
  readonly horizon: number
  readonly start: 'new' | 'steady'
  readonly calendar: string
  /** Options on the command line that change what is simulated; every command that leads on from here has them. */
  readonly options: readonly string[]
}

/** How much of the simulated time was leapt over and how much was simulated message by message. */
export interface FidelityResult {
  readonly mode: 'leap' | 'full'
  /** Traffic was left out: only time availability was asked for. */
  readonly timeOnly: boolean
  /** Over all trials, warm-up included. */
  readonly simulated: number
  /** Share of the time simulated that was leapt over, the mean over groups; null without groups. */
  readonly leapt: number | null
  /** The rest of the time simulated. */
  readonly byMessage: number | null
  /** How many stretches were leapt over. */
  readonly leaps: number
  readonly groups: readonly GroupFidelity[]
}

/** Processes that exchange heartbeats: a service with a protocol, or a detector and those it listens to. */
export interface GroupFidelity {
  readonly id: string
  readonly label: string
  /**
   * Of false suspicions in stretches that were leapt over: `certain` that there are none; `neglected` as next to none
   * are expected; `drawn` from their law. Or the group was `simulated` all the time.
   */
  readonly treatment: 'certain' | 'neglected' | 'drawn' | 'simulated'
  /** Why it was simulated all the time, or empty. */
  readonly why: string
  /** False suspicions expected in the whole study and left out. */
  readonly neglected: number
  /** Share of the time simulated. */
  readonly leapt: number
  readonly leaps: number
}

export interface ServiceResult {
  readonly id: string
  readonly kind: string
  /** Time unavailability: the share of measured time in which the service predicate is false. */
  readonly unavailability: Estimate
  readonly degraded: Estimate | null
  readonly outages: OutageSummary
  /** Downtime in microseconds summed over all trials, by phase; sums to `downtime`. */
  readonly phases: PhaseTimes
  /** Summed over all trials. */
  readonly downtime: number
  readonly measured: number
  /** Sums to `downtime` exactly, largest first. */
  readonly causes: readonly CauseShare[]
  readonly budget: BudgetUse | null
  readonly months: {
    readonly total: number
    readonly broken: number
    readonly objective: number
    readonly share: Estimate
  } | null
  /** Stretches of outages in which nothing waited for a repair. */
  readonly failover: QuantileTable | null
  /** From the first proposal for an epoch of a lock to the first process that knows the decision. */
  readonly decision: QuantileTable | null
  /** Time in which two members served at once, summed over all trials. */
  readonly dual: number
  /** What its balancer did with attempts; only where that is measured. */
  readonly traffic?: TrafficResult
  /** What the checks of its balancer made of failures; only where it makes some. */
  readonly health?: HealthResult
}

/** Summed over members and trials. A member fails when it stops, is paused, or is cut off from the balancer. */
export interface HealthResult {
  /** The product whose checks they are. */
  readonly check: string
  /** From a failure until the checks hold the member for down. */
  readonly takenOut: QuantileTable | null
  /** Failures that were over before that, and that the end of measuring cut short. */
  readonly unnoticed: number
  readonly open: number
  /** From a failure to the last request sent to the member while it was down. */
  readonly lastRequest: QuantileTable | null
  /** Failures during which nothing was sent to the member. */
  readonly spared: number
  /** Requests sent to members that were down. */
  readonly sent: number
  /** Times a member that served was taken for down, and for how long, microseconds. */
  readonly falseSuspicions: number
  readonly falseSuspicionTime: number
}

/** Attempts at a service, summed over all trials. */
export interface TrafficResult {
  readonly attempts: number
  /** No member was to be had. */
  readonly refused: number
  /** Repeated by the balancer itself. */
  readonly repeated: number
  /** Of those who waited at the balancer. */
  readonly waits: QuantileTable | null
  /** From sending to a good answer, of all members together. */
  readonly latency?: QuantileTable | null
  /** The most that any member got, over the mean of all: of attempts, and of work; that with its interval, given two trials. */
  readonly imbalance: { readonly attempts: number; readonly work: number; readonly interval?: Estimate }
  readonly members: readonly MemberResult[]
}

export interface MemberResult {
  readonly id: string
  readonly attempts: number
  readonly failed: number
  /** Share of its slots' time that was work. */
  readonly utilization: number
  readonly latency: QuantileTable | null
  /** Look-ups of keys, and those that found theirs, where members hold any. */
  readonly keys?: { readonly lookUps: number; readonly hits: number }
}

/** Downtime by what the service was waiting for. */
export interface PhaseTimes {
  readonly detect: number
  readonly decide: number
  readonly restore: number
  readonly repair: number
}

export interface OutageSummary {
  readonly count: number
  /** Open at the horizon: counted as downtime, left out of the mean outage. */
  readonly censored: number
  readonly meanUp: Estimate | null
  readonly meanOutage: Estimate | null
  readonly meanBetweenStarts: Estimate | null
  readonly lengths: QuantileTable | null
  readonly longest: OutageRef | null
  /** The longest few, longest first, with what they were spent on. */
  readonly worst: readonly OutageDetail[]
}

export interface OutageDetail extends OutageRef {
  readonly censored: boolean
  readonly phases: PhaseTimes
  /** Sums to `length`, largest first. */
  readonly causes: readonly CauseShare[]
}

export interface OutageRef {
  readonly trial: number
  /** From the start of measuring. */
  readonly start: number
  readonly length: number
}

export interface CauseShare {
  readonly id: string
  /** For people: `zone a: power`, `db-2: crash`, `false suspicion`. */
  readonly label: string
  readonly downtime: number
  readonly outages: number
}

export interface BudgetUse {
  /** Unavailability allowed by the tightest availability expectation on this service. */
  readonly objective: number
  readonly window: 'month' | 'year'
  readonly windowLength: number
  readonly allowed: number
  readonly expected: Estimate
}

export interface ComponentResult {
  readonly id: string
  readonly kind: string
  readonly unavailability: Estimate
  readonly failures: number
}

export interface DetectionResult {
  readonly id: string
  readonly detection: QuantileTable | null
  readonly undetected: number
  readonly falseSuspicions: number
  /** Observer time spent suspecting the living, summed over pairs and trials. */
  readonly falseSuspicionTime: number
  readonly pairs: number
}

export interface WorkloadResult {
  readonly id: string
  readonly service: string
  readonly requests: number
  readonly failed: number
  /** Request unavailability: the share not answered within the deadline. */
  readonly unavailability: Estimate
  readonly latency: QuantileTable | null
  readonly errors: readonly { readonly kind: string; readonly count: number }[]
  /** Requests answered in time, in a second; here and below only where requests are measured closely. */
  readonly goodput?: Estimate
  readonly classes?: readonly ClassResult[]
  /** What failed requests are charged to: sums to `failed`, largest first. */
  readonly charges?: readonly { readonly id: string; readonly label: string; readonly requests: number }[]
}

/** Requests that one service makes of another, as those of a workload. */
export interface CallResult extends WorkloadResult {
  /** The service that makes them. */
  readonly caller: string
  /** Called off before they had an outcome, and not among the requests. */
  readonly cancelled: number
}

export interface ClassResult {
  readonly id: string
  readonly requests: number
  readonly failed: number
  readonly unavailability: Estimate
  readonly latency: QuantileTable | null
}

export interface ExpectationResult {
  readonly text: string
  readonly name: string
  readonly verdict: Verdict
  readonly metric: string
  readonly subject: string
  readonly op: string
  readonly threshold: number
  readonly unit: 'unavailability' | 'duration' | 'share' | 'count' | 'nines'
  readonly observed: Estimate | null
  /** Further trials likely needed for a verdict, when it is unknown and that can be said. */
  readonly moreTrials: number | null
  readonly why: string
}

export interface Note {
  readonly code: string
  readonly severity: 'note' | 'warning'
  readonly message: string
}
