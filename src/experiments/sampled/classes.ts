import type { Plan } from '../../cluster/index.js'
import { SeedTree, type Stream } from '../../random/index.js'
import { bandKey, type Load } from './bands.js'
import type { Occurrence } from './paths.js'
import { canonicalPath } from './symmetry.js'

/** Changes that differ in nothing but their times: through the same configurations, begun under the same load. */
export interface TransientClass {
  readonly service: number
  readonly key: string
  /** Of the configurations, one order of members for all of the class. */
  readonly configurations: readonly string[]
  readonly band: string
  /** How often it occurred, by trial. */
  readonly counts: Map<number, number>
  count: number
  /** So many of them, any as likely as any other, in the order in which they are to be simulated. */
  readonly kept: Occurrence[]
  readonly stream: Stream
}

/** Occurrences kept of a class: more than will ever be simulated. */
const mostKept = 1024

/** Sorts the changes of all trials, in order of their number, into classes. */
export class Classes {
  readonly all = new Map<string, TransientClass>()
  readonly #seeds: SeedTree
  readonly #plan: Plan
  readonly #known = new Map<string, readonly string[]>()

  constructor(plan: Plan, seed: string) {
    this.#plan = plan
    this.#seeds = new SeedTree(seed)
  }

  add(service: number, kinds: readonly number[], load: Load, occurrence: Occurrence): void {
    const written = occurrence.configurations.join('>')
    let configurations = this.#known.get(`${service}:${written}`)
    if (configurations === undefined) {
      configurations = canonicalPath(occurrence.configurations, kinds)
      this.#known.set(`${service}:${written}`, configurations)
    }
    const band = bandKey(load.at(occurrence.start).rates)
    const whole = occurrence.length === occurrence.owned ? ' to its end' : ''
    const { id } = this.#plan.scenario.services[service]
    const key = `${id}: ${configurations.join(' > ')} @ ${band}${whole}`
    let found = this.all.get(key)
    if (found === undefined) {
      const stream = this.#seeds.stream('sampled', 'occurrences', key)
      found = { service, key, configurations, band, counts: new Map(), count: 0, kept: [], stream }
      this.all.set(key, found)
    }
    found.count++
    found.counts.set(occurrence.trial, (found.counts.get(occurrence.trial) ?? 0) + 1)
    // Of a stream of unknown length, each as likely to be kept (Vitter 1985, algorithm R).
    if (found.kept.length < mostKept) found.kept.push(occurrence)
    else {
      const place = found.stream.below(found.count)
      if (place < mostKept) found.kept[place] = occurrence
    }
  }

  /** All classes, in the order of their keys; the occurrences of each in an order drawn by lot. */
  sorted(): TransientClass[] {
    const classes = [...this.all.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
    for (const { kept, stream } of classes) {
      for (let i = kept.length - 1; i > 0; i--) {
        const j = stream.below(i + 1)
        ;[kept[i], kept[j]] = [kept[j], kept[i]]
      }
    }
    return classes
  }
}
