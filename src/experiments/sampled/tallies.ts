import { type RequestTally, summariseRequests, type WorkloadSummary } from '../../measures/index.js'
import { emptyHistogram, type Histogram } from '../../statistics/index.js'

/** Sets a tally back to nothing; what was counted so far is given back. */
export function takeTally(tally: RequestTally): WorkloadSummary {
  const { charges: _, ...taken } = summariseRequests(structuredClone(tally))
  for (const one of [tally, ...tally.classes]) {
    one.answered = 0
    one.failed = 0
    Object.assign(one.latency, emptyHistogram())
  }
  for (const kind of Object.keys(tally.errors)) delete tally.errors[kind]
  if (tally.charges !== null) for (const cause of Object.keys(tally.charges)) delete tally.charges[Number(cause)]
  return taken
}

export const noRequests = (): WorkloadSummary => ({ requests: 0, failed: 0, errors: [], latency: emptyHistogram() })

/** One after the other. */
export function joined(parts: readonly WorkloadSummary[]): WorkloadSummary {
  const blend = new Blend()
  for (const part of parts) blend.add(part, 1)
  return blend.summary(parts.reduce((sum, part) => sum + part.requests, 0))
}

/** Tallies added up, each so many times: what was counted in a sample stands for more than that. */
export class Blend {
  failed = 0
  readonly #errors = new Map<string, number>()
  readonly #latency = new Weighted()
  readonly #classes: { answered: number; failed: number; readonly latency: Weighted }[] = []

  add({ failed, errors, latency, classes = [] }: WorkloadSummary, weight: number): void {
    if (weight === 0) return
    this.failed += weight * failed
    for (const { kind, count } of errors) this.#errors.set(kind, (this.#errors.get(kind) ?? 0) + weight * count)
    this.#latency.add(latency, weight)
    for (const [c, tally] of classes.entries()) {
      const own = (this.#classes[c] ??= { answered: 0, failed: 0, latency: new Weighted() })
      own.answered += weight * tally.answered
      own.failed += weight * tally.failed
      own.latency.add(tally.latency, weight)
    }
  }

  /** Counts of latencies are whole; all others are as they come out, and none is below zero. */
  summary(requests: number): WorkloadSummary {
    const failed = Math.min(requests, Math.max(0, this.failed))
    const errors = [...this.#errors].sort(([a], [b]) => (a < b ? -1 : 1))
    return {
      requests,
      failed,
      errors: errors.map(([kind, count]) => ({ kind, count: Math.max(0, count) })),
      latency: this.#latency.whole(),
      ...(this.#classes.length > 0 && {
        classes: this.#classes.map(({ answered, failed: lost, latency }) => ({
          answered: Math.max(0, answered),
          failed: Math.max(0, lost),
          latency: latency.whole(),
        })),
      }),
    }
  }
}

const PART = 134217728

/** A histogram whose counts are not whole. */
export class Weighted {
  #first = 0
  #counts: number[] = []
  #sum = 0
  #min = 0
  #max = 0
  #any = false

  add(histogram: Histogram, weight: number): void {
    const { count, counts, first, min, max, sumHigh, sumLow } = histogram
    if (count === 0) return
    if (!this.#any) this.#first = first
    if (first < this.#first) {
      this.#counts.unshift(...new Array<number>(this.#first - first).fill(0))
      this.#first = first
    }
    while (this.#first + this.#counts.length < first + counts.length) this.#counts.push(0)
    for (let i = 0; i < counts.length; i++) this.#counts[first + i - this.#first] += weight * counts[i]
    this.#sum += weight * (sumHigh * PART + sumLow)
    this.#min = this.#any ? Math.min(this.#min, min) : min
    this.#max = Math.max(this.#max, max)
    this.#any = true
  }

  /** Rounded so that the counts up to any bucket are right to within a half. */
  whole(): Histogram {
    let exact = 0
    let given = 0
    const counts = this.#counts.map(count => {
      exact += count
      const all = Math.max(given, Math.round(exact))
      const own = all - given
      given = all
      return own
    })
    if (given === 0) return emptyHistogram()
    const sum = Math.max(0, Math.round(this.#sum))
    const sumHigh = Math.floor(sum / PART)
    return {
      count: given,
      min: this.#min,
      max: this.#max,
      sumHigh,
      sumLow: sum - sumHigh * PART,
      first: this.#first,
      counts,
    }
  }
}
