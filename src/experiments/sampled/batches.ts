import { studentQuantile, sum } from '../../numerics/index.js'
import { type Moments, moments } from '../../statistics/index.js'

/** With so many batches neighbours are joined, so that batches grow with the run: half as many, twice as long. */
export const mostBatches = 64

/**
 * What batches of one run say of a share: the method of batch means (Law, Simulation Modeling and Analysis, 2015, section
 * 9.5.3). Batches grow until they no longer follow each other.
 */
export class Batches {
  failed: number[] = []
  total: number[] = []
  /** Requests under way, the mean over a batch. */
  open: number[] = []

  /** How many stretches a batch is made of, and what came of those of the batch in course. */
  #stretches = 1
  #begun = { stretches: 0, failed: 0, total: 0, open: 0 }

  /** Adds a stretch; all are of one length. */
  add(failed: number, total: number, open: number): void {
    const begun = this.#begun
    begun.stretches++
    begun.failed += failed
    begun.total += total
    begun.open += open
    if (begun.stretches < this.#stretches) return
    this.failed.push(begun.failed)
    this.total.push(begun.total)
    this.open.push(begun.open / begun.stretches)
    this.#begun = { stretches: 0, failed: 0, total: 0, open: 0 }
    if (this.total.length < mostBatches) return
    this.#stretches *= 2
    this.failed = pairs(this.failed)
    this.total = pairs(this.total)
    this.open = pairs(this.open).map(two => two / 2)
  }

  get count(): number {
    return this.total.length
  }

  share(): ShareOfBatches {
    const requests = sum(this.total)
    const failed = sum(this.failed)
    const b = this.count
    if (requests === 0 || b < 2) return { share: 0, variance: 0, dof: 1, half: 0, requests, failed, follows: 0 }
    const share = failed / requests
    const mean = requests / b
    const residuals = this.failed.map((f, i) => (f - share * this.total[i]) / mean)
    const squares = sum(residuals.map(r => r * r))
    const neighbours = sum(residuals.slice(1).map((r, i) => r * residuals[i]))
    // However alike batches are by chance, one failure more or less is always possible.
    const least = (Math.min(failed, requests - failed) + 1) / (requests * requests)
    const variance = Math.max(squares / (b * (b - 1)), least)
    const half = studentQuantile(0.975, b - 1) * Math.sqrt(variance)
    return { share, variance, dof: b - 1, half, requests, failed, follows: squares > 0 ? neighbours / squares : 0 }
  }

  /** Whether neighbours are alike beyond chance: lag-one correlation against its law under independence, at 5 %. */
  dependent(): boolean {
    return this.share().follows > 1.645 / Math.sqrt(this.count)
  }

  /**
   * Why the run has not settled, or nothing: later batches have more requests under way than earlier ones, or another share
   * of them fails. Welch's t at 0.1 %, and by more than half, so that a long run does not find fault with dust.
   */
  unsettled(floor: number): string {
    const shares = this.failed.map((f, i) => (this.total[i] > 0 ? f / this.total[i] : 0))
    if (differs(this.open, 5) > 0) return 'ever more requests are under way'
    if (differs(shares, floor) !== 0) return 'the share that fails changes on the way'
    return ''
  }
}

export interface ShareOfBatches {
  readonly share: number
  readonly variance: number
  readonly dof: number
  /** Half-width at 95 %. */
  readonly half: number
  readonly requests: number
  readonly failed: number
  /** Correlation of neighbours. */
  readonly follows: number
}

function pairs(values: readonly number[]): number[] {
  return Array.from({ length: Math.floor(values.length / 2) }, (_, i) => values[2 * i] + values[2 * i + 1])
}

/** Sign of the change from the first half to the second; 0 where it is chance, or too small to matter. */
function differs(values: readonly number[], least: number): number {
  const middle = Math.floor(values.length / 2)
  const early = moments(values.slice(0, middle)) as Moments | null
  const late = moments(values.slice(middle)) as Moments | null
  if (early === null || late === null) return 0
  const change = late.mean - early.mean
  if (Math.abs(change) <= least || Math.abs(change) <= Math.min(early.mean, late.mean) / 2) return 0
  const spread = Math.sqrt(early.variance / early.count + late.variance / late.count)
  const limit = studentQuantile(0.9995, Math.max(1, Math.min(early.count, late.count) - 1)) * spread
  return Math.abs(change) > limit ? Math.sign(change) : 0
}
