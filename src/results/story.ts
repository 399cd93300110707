import type { CauseShare, PhaseTimes, ScenarioSummary } from './result.js'

/** One outage told from its first fault to its end: what `nines trace` prints. Times are µs from the start of measuring. */
export interface OutageStory {
  readonly format: 'nines.trace/1'
  readonly scenario: ScenarioSummary
  readonly trial: number
  readonly service: string
  /** Place of the outage within the trial, from 1 in order of start, over how many. */
  readonly outage: number
  readonly outages: number
  readonly start: number
  readonly length: number
  /** True when it was still open at the horizon. */
  readonly censored: boolean
  readonly phases: PhaseTimes
  /** Charged faults, largest first. */
  readonly causes: readonly CauseShare[]
  /** In order of time. May begin before `start`: an earlier fault can be part of the cause. */
  readonly lines: readonly TraceLine[]
  /** Lines left out because the outage made more than the limit. */
  readonly omitted: number
  readonly reproduce: string
}

export interface TraceLine {
  readonly at: number
  /** Node, domain, service or fault it happened to; empty when it concerns the whole cluster. */
  readonly subject: string
  /**
   * What sort of thing happened. `fault` and `repair` are truth, `suspect` and `trust` are belief, `protocol` is what a
   * process did, `down` and `up` are the service predicate.
   */
  readonly kind: 'fault' | 'repair' | 'suspect' | 'trust' | 'protocol' | 'down' | 'up' | 'note'
  readonly text: string
}
