import type { BalancerConfig, ServerConfig } from '../balancers/index.js'
import type { DetectorConfig } from '../detectors/index.js'
import type { Span } from '../diagnostics/index.js'
import type { Law } from '../laws/index.js'
import type {
  MultiPaxosConfig,
  PaxosLockConfig,
  PrimaryBackupConfig,
  RaftConfig,
  SinglePaxosConfig,
  VsrConfig,
  ZabConfig,
} from '../protocols/index.js'
import type { Calendar } from '../units/index.js'
import type { Calls } from './calls.js'
import type { Arrivals, Keys, RequestClass } from './requests.js'
import type { SampledTraffic } from './sampled-traffic.js'

export type { Arrivals, Keys, Phase, RatePiece, RequestClass } from './requests.js'

/**
 * A scenario with every default filled in, every unit parsed and every name resolved to an index. Plain data: it is
 * sent to workers as it is. Durations and times are in microseconds; times count from the start of measuring.
 */
export interface Scenario {
  readonly version: 1
  readonly name: string
  /** What the author has to say; printed in reports. */
  readonly description: string
  readonly seed: string
  readonly horizon: number
  /** Time simulated before measuring and faults begin, so that protocols have settled. */
  readonly warmup: number
  readonly trials: number
  /** Stop when the relative half-width of unavailability is below this, or never early when 0. */
  readonly precision: number
  /** leap: what is steady is moved on without simulating its heartbeats; full: every message is simulated. */
  readonly fidelity: 'leap' | 'full'
  /** Absent: every request is simulated. */
  readonly traffic?: SampledTraffic
  readonly start: 'new' | 'steady'
  readonly calendar: Calendar
  /** First day for a Gregorian calendar, `YYYY-MM-DD`; empty otherwise. */
  readonly startDate: string
  readonly domains: readonly Domain[]
  readonly nodes: readonly ClusterNode[]
  readonly network: Network
  readonly services: readonly Service[]
  readonly detectors: readonly DetectorGroup[]
  readonly workloads: readonly Workload[]
  readonly faults: readonly Fault[]
  /** Absent when there are none. */
  readonly operations?: readonly Operation[]
  readonly expectations: readonly Expectation[]
  readonly limits: Limits
}

/** A failure domain: parents stand before children. */
export interface Domain {
  /** Path from the top, `eu/a/r1`. */
  readonly id: string
  /** region, zone, rack or the author's own word. */
  readonly kind: string
  /** Index of the enclosing domain, or -1. */
  readonly parent: number
  readonly failures: readonly FailureMode[]
  /** Index into `network.classes` for two nodes whose innermost common domain is this one. */
  readonly linkClass: number
}

export interface ClusterNode {
  readonly id: string
  /** The group it was declared in: `web` for `web-3`. */
  readonly group: string
  /** Index of the innermost domain it stands in, or -1. */
  readonly domain: number
  readonly failures: readonly FailureMode[]
  readonly disk: Disk
  readonly clock: Clock
  /** From power on to processes started: after a crash's repair and after a domain's power returns. */
  readonly boot: Law
  /** Service times are divided by this. */
  readonly speed: number
}

/** One way in which a node or domain fails by itself. */
export interface FailureMode {
  /** `crash` unless the author names it; shown in causes. */
  readonly name: string
  /** Up time from the end of a repair to the next failure. */
  readonly lifetime: Law
  readonly repair: Repair
  /**
   * crash: the node stops and loses what was not synced. power: all nodes inside crash and boot when it returns.
   * network: the nodes inside live on, cut off from everything outside. pause: the node stands still, keeps its memory.
   * slow: service and disk times are multiplied by `factor`.
   */
  readonly effect: 'crash' | 'power' | 'network' | 'pause' | 'slow'
  readonly factor: number
  /** while-up: it ages only while the part is powered and up; always: the clock runs on (wall-clock). */
  readonly aging: 'while-up' | 'always'
}

/** The parts of a repair that operators know, one after the other. */
export interface Repair {
  readonly detect: Law
  readonly diagnose: Law
  readonly repair: Law
  readonly restore: Law
}

export interface Disk {
  /** Time from `persist` to synced. */
  readonly sync: Law
  /** A stall begins after this much time, when given, and lasts for `stall`. */
  readonly stallEvery: Law | null
  readonly stall: Law
}

export interface Clock {
  /** Rate error as a fraction: 10 ppm is 1e-5; each node draws its own uniformly in [-drift, +drift]. */
  readonly drift: number
}

export interface Network {
  readonly classes: readonly LinkClass[]
  /** Class for two nodes with no common domain. */
  readonly between: number
  /** Class between clients and nodes. */
  readonly clients: number
  /** Class from a node to itself (messages to self), always without loss. */
}

export interface LinkClass {
  readonly name: string
  /** One-way. */
  readonly latency: Law
  readonly loss: number
  readonly duplicate: number
  /** Probability that a message is held back by a further draw of latency, so that later ones overtake it. */
  readonly reorder: number
  /** When false, a message never overtakes an earlier one on the same link unless `reorder` strikes. */
  readonly overtaking: boolean
}

export interface Service {
  readonly id: string
  /** Indices into `nodes`. */
  readonly members: readonly number[]
  readonly redundancy: Redundancy
  readonly dependsOn: readonly { readonly service: number; readonly kind: 'hard' | 'soft' }[]
  /** How requests find a member; null when no workload goes there. */
  readonly balancer: BalancerUse | null
  /** Requests a member works on at once, and how many may wait. */
  readonly concurrency: number
  readonly queue: number
  /** Whoever finds it full gets no connection; absent: an error. */
  readonly whenFull?: 'refuse'
  /** Work of any request, by member, where it is not what the workload says. */
  readonly work?: readonly (Law | null)[]
  /** Each member holds so many of the keys it was asked for last; what it does not hold costs this work besides, and its calls. */
  readonly cache?: { readonly entries: number; readonly miss: Law }
  /** After a boot work takes `factor` times as long, and comes down in a straight line. */
  readonly warmUp?: { readonly window: number; readonly factor: number }
  /** What a request asks of other services once its own work is done; absent: nothing. */
  readonly calls?: Calls
}

export type Redundancy =
  | { readonly kind: 'k-of-n'; readonly needs: number }
  | { readonly kind: 'standby'; readonly config: PrimaryBackupConfig; readonly monitor: Monitor }
  | { readonly kind: 'raft'; readonly config: RaftConfig }
  | { readonly kind: 'multi-paxos'; readonly config: MultiPaxosConfig }
  | { readonly kind: 'zab'; readonly config: ZabConfig }
  | { readonly kind: 'vsr'; readonly config: VsrConfig }
  | { readonly kind: 'single-paxos'; readonly config: SinglePaxosConfig }
  | { readonly kind: 'paxos'; readonly config: PaxosLockConfig; readonly monitor: Monitor }
  | OwnRedundancy

/** A protocol that was loaded beside the scenario; `config` is `members` and its settings. */
export interface OwnRedundancy {
  readonly kind: 'own'
  readonly name: string
  /** Of the text of its module, so that a scenario's digest tells results of different texts apart. */
  readonly digest: string
  readonly config: { readonly members: number }
}

/** Heartbeats and the detector that listens to them. */
export interface Monitor {
  readonly heartbeat: number
  readonly detector: DetectorConfig
}

/** A policy of room `balancers` by name, and its configuration: its options, and a server for every member, in order. */
export interface PolicyUse {
  readonly name: string
  readonly config: { readonly servers: readonly ServerConfig[]; readonly [option: string]: unknown }
}

export interface BalancerUse {
  readonly config: BalancerConfig | PolicyUse
  /** How long an attempt waits for a connection to a member that is not there; absent: as long as for its answer. */
  readonly connectTimeout?: number
  /** Heartbeats from members to the balancer; null: it never learns of a death and picks blindly, but for `check`. */
  readonly monitor: Monitor | null
  /** Checks that the balancer makes; absent where it makes none. */
  readonly check?: CheckUse
}

/** A health check of room `balancers` by name, and its configuration. */
export interface CheckUse {
  readonly name: string
  readonly config: { readonly [option: string]: unknown }
  /** What a member does to answer; absent: nothing. */
  readonly work?: Law
}

/** Nodes that watch each other, all to all, only to measure detection. */
export interface DetectorGroup {
  readonly id: string
  readonly members: readonly number[]
  readonly monitor: Monitor
}

/** Requests of clients, or of one service to another: those stand behind, and are called `caller/service`. */
export interface Workload {
  readonly id: string
  /** Index of the service that makes them; absent: clients do. */
  readonly caller?: number
  readonly service: number
  /** Mean arrivals per second, Poisson. */
  readonly rate: number
  readonly serviceTime: Law
  readonly timeout: number
  readonly retries: number
  /** Absent: Poisson at `rate`. */
  readonly arrivals?: Arrivals
  /** What requests are about; absent: any number of 32 bits. */
  readonly keys?: Keys
  readonly classes?: readonly RequestClass[]
  /** From the request to its answer, all attempts together; absent: as long as they take. */
  readonly deadline?: number
  /** Members are told when an attempt is given up, and drop it. */
  readonly cancel?: true
  /** Of a service that keeps a log: the share of requests that read, and how long a client that is turned away waits. */
  readonly orders?: { readonly reads: number; readonly pause: number }
}

/** A fault of the author's own, by schedule or by law. */
export interface Fault {
  readonly id: string
  readonly when:
    | { readonly kind: 'at'; readonly times: readonly number[] }
    /** Time from the start or from the end of the last one to the next. */
    | { readonly kind: 'law'; readonly law: Law }
  readonly duration: Law
  readonly effect: FaultEffect
}

/**
 * An operator's order at given times: to a service that keeps a log, a proposal among them, or to a balancer. Members are
 * places among those of the service.
 */
export interface Operation {
  readonly id: string
  readonly times: readonly number[]
  readonly service: number
  readonly order:
    | { readonly kind: 'transfer'; readonly to: number }
    | { readonly kind: 'members'; readonly members: readonly number[] }
    | { readonly kind: 'snapshot' }
    | { readonly kind: 'propose'; readonly value: string; readonly by: number }
    | BalancerOrder
}

/** No new requests, out of service, or neither any more; and weights. */
export type BalancerOrder =
  | { readonly kind: 'drain' | 'maintenance' | 'ready'; readonly members: readonly number[] }
  | { readonly kind: 'weight'; readonly weights: readonly { readonly member: number; readonly weight: number }[] }

/** Node sets are indices into `nodes`; -1 stands for the clients. */
export type FaultEffect =
  /** With `leaderOf`, an index into `services`, whoever leads that service at the moment is struck, and `nodes` is empty. */
  | { readonly kind: 'crash'; readonly nodes: readonly number[]; readonly leaderOf?: number }
  | { readonly kind: 'power'; readonly domain: number }
  | { readonly kind: 'network'; readonly domain: number }
  | { readonly kind: 'pause'; readonly nodes: readonly number[]; readonly leaderOf?: number }
  | { readonly kind: 'slow'; readonly nodes: readonly number[]; readonly factor: number }
  /** Groups cannot talk to each other; nodes in no group talk to all. */
  | { readonly kind: 'partition'; readonly groups: readonly (readonly number[])[] }
  /** Messages from `from` to `to` are lost; the other way they pass. */
  | { readonly kind: 'one-way'; readonly from: readonly number[]; readonly to: readonly number[] }
  /** `both`: also from `to` to `from`. */
  | {
      readonly kind: 'loss'
      readonly from: readonly number[]
      readonly to: readonly number[]
      readonly both?: boolean
      readonly loss: number
    }
  | {
      readonly kind: 'delay'
      readonly from: readonly number[]
      readonly to: readonly number[]
      readonly both?: boolean
      readonly by: Law
    }
  | { readonly kind: 'clock-step'; readonly nodes: readonly number[]; readonly by: number }
  | { readonly kind: 'disk-stall'; readonly nodes: readonly number[] }

export interface Expectation {
  /** As written, for people. */
  readonly text: string
  readonly name: string
  readonly metric: string
  /** Id of the service, node, domain, workload or detector group it speaks of. */
  readonly subject: string
  /** For quantile metrics: 0.99 for p99; 0 otherwise. */
  readonly quantile: number
  readonly op: '>=' | '<=' | '>' | '<'
  /**
   * In the metric's own unit: availabilities are carried as the *unavailability* of the threshold, durations as
   * microseconds, shares and counts as numbers.
   */
  readonly threshold: number
  /** Confidence level, 0.95 unless stated. */
  readonly level: number
  readonly span: Span | null
}

/** What a study may use up before it is stopped with a clear error. */
export interface Limits {
  readonly eventsPerTrial: number
  readonly outagesKept: number
}
