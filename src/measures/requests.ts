import { emptyHistogram, type Histogram, record } from '../statistics/index.js'
import { type ChargeSets, chargeOfKey } from './charge.js'
import { splitDowntime } from './split.js'

/** Requests of one workload by what became of them: plain data. */
export interface RequestTally extends ClassTally {
  /** Of the failed, how many for each reason. */
  readonly errors: { [kind: string]: number }
  /** By class of requests, where there are classes. */
  readonly classes: ClassTally[]
  /** Of the failed, how many each cause is charged with, and what it is owed beyond; null where that is not asked. */
  readonly charges: { [cause: number]: { count: number; credit: number } } | null
  /** Of calls: those that were called off before they had an outcome, which are neither answered nor failed. */
  cancelled?: number
}

export interface ClassTally {
  answered: number
  failed: number
  /** From the request to its answer, retries included; of the answered, microseconds. */
  readonly latency: Histogram
}

export function openRequests(classes = 0, charged = false): RequestTally {
  return {
    ...openClass(),
    errors: {},
    classes: Array.from({ length: classes }, openClass),
    charges: charged ? {} : null,
  }
}

const openClass = (): ClassTally => ({ answered: 0, failed: 0, latency: emptyHistogram() })

/** A request was answered in time; `of` is its class, or -1. */
export function answered(tally: RequestTally, latency: number, of = -1): void {
  for (const one of of < 0 ? [tally] : [tally, tally.classes[of]]) {
    one.answered++
    record(one.latency, latency)
  }
}

/** A request got no answer in time, or a bad one; `error` is the reason in a word. */
export function failed(tally: RequestTally, error: string, of = -1): void {
  tally.failed++
  if (of >= 0) tally.classes[of].failed++
  tally.errors[error] = (Object.hasOwn(tally.errors, error) ? tally.errors[error] : 0) + 1
}

export function wasCancelled(tally: RequestTally): void {
  tally.cancelled = (tally.cancelled ?? 0) + 1
}

/**
 * Charges a failed request, whole, to one cause: sets and the causes in them share alike, as downtime is shared, and the
 * request goes to whoever is owed most.
 */
export function chargeRequest({ charges }: RequestTally, sets: ChargeSets): void {
  if (charges === null || sets.length === 0) return
  for (const { key, downtime, credit } of splitDowntime(1, sets, of => charges[chargeOfKey(of).cause]?.credit ?? 0)) {
    const { cause } = chargeOfKey(key)
    charges[cause] = { count: (charges[cause]?.count ?? 0) + downtime, credit }
  }
}
