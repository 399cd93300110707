import { emptyHistogram, type Histogram, record } from '../statistics/index.js'

/** Requests of one workload by what became of them: plain data. */
export interface RequestTally {
  answered: number
  failed: number
  /** Of the failed, how many for each reason. */
  readonly errors: { [kind: string]: number }
  /** From the request to its answer, retries included; of the answered, microseconds. */
  readonly latency: Histogram
}

export function openRequests(): RequestTally {
  return { answered: 0, failed: 0, errors: {}, latency: emptyHistogram() }
}

/** A request was answered in time. */
export function answered(tally: RequestTally, latency: number): void {
  tally.answered++
  record(tally.latency, latency)
}

/** A request got no answer in time, or a bad one; `error` is the reason in a word. */
export function failed(tally: RequestTally, error: string): void {
  tally.failed++
  tally.errors[error] = (Object.hasOwn(tally.errors, error) ? tally.errors[error] : 0) + 1
}
