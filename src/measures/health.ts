import { emptyHistogram, type Histogram, record } from '../statistics/index.js'
import { type DetectionTally, observePair, openDetection, openPair, type PairTally } from './detection.js'

/** What a balancer's checks made of the failures of its members, and what these cost: plain data. Times are microseconds. */
export interface HealthTally {
  /** Failures, until the checks hold the member for down; suspicions of members that serve. */
  readonly detection: DetectionTally
  /** From a failure to the last request sent to the member while it was down. */
  readonly lastRequest: Histogram
  /** Failures during which nothing was sent to the member. */
  spared: number
  /** Requests sent to members that were down. */
  sent: number
}

/** One member under checks. It fails when it ceases to serve: stopped, paused, or cut off from the balancer. */
export interface HealthWatch {
  readonly pair: PairTally
  /** When it failed, and when the last request was sent to it since; -1: it serves, or none was. */
  failedAt: number
  lastSent: number
}

export function openHealth(): HealthTally {
  return { detection: openDetection(), lastRequest: emptyHistogram(), spared: 0, sent: 0 }
}

export function openHealthWatch(): HealthWatch {
  return { pair: openPair(), failedAt: -1, lastSent: -1 }
}

/** From `now` on this is true of the member. The first call begins; what has failed before is no failure seen. */
export function observeHealth(
  tally: HealthTally,
  watch: HealthWatch,
  now: number,
  { serving, held }: { readonly serving: boolean; readonly held: boolean },
): void {
  const { watching, alive } = watch.pair
  if (watching && alive && !serving) watch.failedAt = now
  else if (serving) settle(tally, watch)
  observePair(tally.detection, watch.pair, now, { watching: true, alive: serving, suspected: !held })
}

/** A request is sent to the member. */
export function sentUnderChecks(tally: HealthTally, watch: HealthWatch, now: number): void {
  if (watch.failedAt < 0) return
  watch.lastSent = now
  tally.sent++
}

/** Measuring ends. Of a failure that lasts, the last request is known where the checks have seen it. */
export function closeHealth(tally: HealthTally, watch: HealthWatch, now: number): void {
  if (watch.pair.suspected) settle(tally, watch)
  const { alive } = watch.pair
  observePair(tally.detection, watch.pair, now, { watching: false, alive, suspected: false })
}

function settle(tally: HealthTally, watch: HealthWatch): void {
  if (watch.failedAt < 0) return
  if (watch.lastSent < 0) tally.spared++
  else record(tally.lastRequest, watch.lastSent - watch.failedAt)
  watch.failedAt = -1
  watch.lastSent = -1
}
