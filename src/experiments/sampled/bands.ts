import type { Scenario, Workload } from '../../scenario/index.js'

/** Mean rates of the workloads that call a service, by workload, per second. */
export type Rates = readonly number[]

/** A stretch of time in which the load stays as it is, as far as it is told apart. */
export interface Band {
  readonly rates: Rates
  /** When it ends, from the start of measuring. */
  readonly until: number
}

/** Two rates within this of each other are told as one where a rate goes along a slope. */
const width = 0.05
const mostSteps = 64

interface Steps {
  readonly at: readonly number[]
  readonly rates: readonly number[]
  /** 0: the last goes on. */
  readonly period: number
}

/** The load of a service by time: constant rates as they are, slopes as steps of their mean, at most 5 % apart. */
export class Load {
  readonly #steps: readonly Steps[]
  /** Which workloads of the scenario they are. */
  readonly workloads: readonly number[]

  constructor({ workloads }: Scenario, s: number) {
    this.workloads = [...workloads.keys()].filter(w => workloads[w].service === s)
    this.#steps = this.workloads.map(w => stepsOf(workloads[w]))
  }

  /** The band at a time from the start of measuring. */
  at(time: number): Band {
    let until = Number.POSITIVE_INFINITY
    const rates = this.#steps.map(({ at, rates: all, period }) => {
      const turn = period > 0 ? Math.floor(time / period) * period : 0
      const inside = time - turn
      let i = 0
      while (i < at.length - 1 && inside >= at[i + 1]) i++
      const ends = i < at.length - 1 ? turn + at[i + 1] : period > 0 ? turn + period : Number.POSITIVE_INFINITY
      until = Math.min(until, Math.max(ends, time + 1))
      return all[i]
    })
    return { rates, until }
  }

  /** Walks through the bands of a stretch of time; those that follow each other with the same rates come one by one. */
  walk(from: number, to: number, visit: (rates: Rates, from: number, to: number) => void): void {
    for (let at = from; at < to; ) {
      const { rates, until } = this.at(at)
      const end = Math.min(to, until)
      visit(rates, at, end)
      at = end
    }
  }
}

/** A word for a band. */
export const bandKey = (rates: Rates): string => rates.join(';')

function stepsOf({ rate, arrivals }: Workload): Steps {
  if (arrivals?.kind !== 'profile') return { at: [0], rates: [rate], period: 0 }
  const at: number[] = []
  const rates: number[] = []
  const { pieces, period } = arrivals
  for (const [p, piece] of pieces.entries()) {
    const end = p < pieces.length - 1 ? pieces[p + 1].at : period
    const flat = piece.rate === piece.end || end <= piece.at
    const many = flat ? 1 : stepsIn(piece.rate, piece.end)
    for (let i = 0; i < many; i++) {
      at.push(piece.at + (flat ? 0 : ((end - piece.at) * i) / many))
      rates.push(flat ? piece.rate : piece.rate + ((piece.end - piece.rate) * (i + 0.5)) / many)
    }
  }
  return { at, rates, period }
}

function stepsIn(from: number, to: number): number {
  return Math.min(mostSteps, Math.max(1, Math.ceil(Math.abs(to - from) / (width * Math.max(from, to)))))
}
