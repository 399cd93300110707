import { sum } from '../../numerics/index.js'
import type { TransientClass } from './classes.js'
import type { ServiceTraffic } from './measures-of-traffic.js'
import type { TransientOutcome, TransientTask, Usual } from './transient.js'

/** A class of changes with what was simulated of it. */
export class Sampled {
  readonly of: TransientClass
  readonly traffic: ServiceTraffic
  readonly outcomes: TransientOutcome[] = []

  constructor(of: TransientClass, traffic: ServiceTraffic) {
    this.of = of
    this.traffic = traffic
  }

  /** The last configuration it went through. */
  get last(): string {
    return this.of.configurations[this.of.configurations.length - 1]
  }

  /** The tasks that bring it to `n` simulations: occurrences in the order of the lot, then all of them once more. */
  upTo(n: number): TransientTask[] {
    const { kept, key, service, configurations } = this.of
    return Array.from({ length: Math.max(0, n - this.outcomes.length) }, (_, more): TransientTask => {
      const i = this.outcomes.length + more
      const { trial, start, offsets, owned, length } = kept[i % kept.length]
      const replicate = Math.floor(i / kept.length) + 1
      const usual = this.#usual()
      const name = [key, trial, start, replicate]
      return { kind: 'transient', service, configurations, offsets, start, owned, length, usual, name }
    })
  }

  #usual(): Usual[] {
    const { traffic } = this
    return [...traffic.bands.keys()].flatMap(band => {
      const measure = traffic.measureOf(this.last, band)
      if (measure === undefined || measure.unsettled !== '') return []
      const parts = measure.parts.map(({ share, dispersion, open, openDeviation }) => {
        return { share, dispersion, open, openDeviation }
      })
      return [{ band, parts }]
    })
  }

  /** Failures beyond what the last configuration would have had in the settled time that was simulated, by simulation. */
  excess(part: number): number[] {
    return this.outcomes.map(({ parts, settled }) => {
      const usual = sum(
        settled.map(({ band, time }) => {
          const measure = this.traffic.measureOf(this.last, band)
          return measure === undefined ? 0 : (measure.parts[part].share * measure.rates[part] * time) / SECOND
        }),
      )
      return parts[part].failed - usual
    })
  }

  /** Mean excess, and the variance of one: never less than that of counts, as if one more had failed. */
  moments(part: number): { readonly mean: number; readonly variance: number } {
    const values = this.excess(part)
    const n = values.length
    const mean = sum(values) / n
    const squares = sum(values.map(value => (value - mean) * (value - mean)))
    const failures = sum(this.outcomes.map(({ parts }) => parts[part].failed))
    return { mean, variance: Math.max(n > 1 ? squares / (n - 1) : 0, (failures + 1) / n) }
  }

  /** Requests simulated for one of them, in the mean. */
  get cost(): number {
    return Math.max(1, sum(this.outcomes.map(({ simulated }) => simulated)) / this.outcomes.length)
  }
}

const SECOND = 1e6

/** Simulations of a class to begin with; a variance needs two. */
export const pilots = ({ count }: TransientClass): number => (count >= 3 ? 3 : 2)
/** What occurred once in all trials tells more of their scatter than of its own. */
const mostOf = ({ count }: TransientClass): number => Math.min(512, 8 + 4 * count)

/** How fine the sum of all classes has to be: the variance of all failures together, by part. */
export interface Target {
  readonly part: number
  readonly variance: number
}

/**
 * How many simulations each class should have: for a given variance of the sum the cheapest way takes them in proportion to
 * N σ / √cost (Neyman 1934; Cochran, Sampling Techniques, 1977, section 5.5). At most twice as many at a time, since
 * what few simulations say of σ is little. Empty when all is fine enough.
 */
export function allocate(classes: readonly Sampled[], targets: readonly Target[]): Map<Sampled, number> {
  const wanted = new Map<Sampled, number>()
  for (const { part, variance: target } of targets) {
    const spreads = classes.map(c => c.of.count * Math.sqrt(c.moments(part).variance))
    const variance = sum(classes.map((c, i) => (spreads[i] * spreads[i]) / c.outcomes.length))
    if (variance <= target) continue
    const roots = classes.map(c => Math.sqrt(c.cost))
    const scale = sum(spreads.map((spread, i) => spread * roots[i])) / target
    for (const [i, c] of classes.entries()) {
      const ideal = Math.ceil((spreads[i] / roots[i]) * scale)
      const n = Math.min(ideal, 2 * c.outcomes.length, mostOf(c.of))
      if (n > Math.max(c.outcomes.length, wanted.get(c) ?? 0)) wanted.set(c, n)
    }
  }
  return wanted
}
