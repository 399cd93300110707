import type { Exposure } from '../../measures/index.js'
import { BOOT, MEASURE, STEP, STRIKE } from '../events.js'
import type { World } from '../world.js'
import { configurationOf } from './configuration.js'

/** Writes down the configurations of called services in a trial that makes no requests. Not part of a snapshot. */
export class ExposureRecorder {
  readonly exposures: readonly Exposure[]
  readonly #seen: Map<string, number>[]
  readonly #incarnations: number[][]
  /** Dependencies of each service, as they were when it was looked at last. */
  readonly #needed: string[]

  constructor(services: readonly number[]) {
    this.exposures = services.map(service => ({ service, configurations: [], times: [], places: [] }))
    this.#seen = services.map(() => new Map())
    this.#incarnations = services.map(() => [])
    this.#needed = services.map(() => '')
  }

  /** An event was carried out: what it changed is written down. Between faults only dependencies can change. */
  note(world: World, kind: number): void {
    if (world.state.stage !== 'measuring') return
    const fault = kind === STRIKE || kind === STEP || kind === BOOT || kind === MEASURE
    for (const e of this.exposures.keys()) if (this.#dependencies(world, e) || fault) this.#look(world, e)
  }

  #dependencies(world: World, e: number): boolean {
    const { dependsOn } = world.plan.scenario.services[this.exposures[e].service]
    let now = ''
    for (const d of dependsOn) if (d.kind === 'hard') now += world.state.services[d.service].up ? '1' : '0'
    const changed = now !== this.#needed[e]
    this.#needed[e] = now
    return changed
  }

  #look(world: World, e: number): void {
    const { service: s, times, places } = this.exposures[e]
    const { members } = world.plan.scenario.services[s]
    const text = configurationOf(world, s)
    // A node that went down and came up within one event has lost what it worked on.
    const before = this.#incarnations[e]
    const incarnations = members.map(n => world.state.nodes[n].incarnation)
    const blink = members.map((n, m) => world.state.nodes[n].running && incarnations[m] > (before[m] ?? 0))
    const wasUp = places.length === 0 ? [] : this.#words(e, places[places.length - 1])
    const words = text.split(' ')
    const down = words.map((word, m) => (blink[m] === true && wasUp[m] !== 'down' ? 'down' : word))
    this.#incarnations[e] = incarnations
    if (times.length > 0 && down.some((word, m) => word !== words[m])) this.#enter(world, e, down.join(' '))
    this.#enter(world, e, text)
  }

  #words(e: number, place: number): string[] {
    return this.exposures[e].configurations[place].split(' ')
  }

  #enter(world: World, e: number, text: string): void {
    const { configurations, times, places } = this.exposures[e]
    let place = this.#seen[e].get(text)
    if (place === undefined) {
      place = configurations.length
      configurations.push(text)
      this.#seen[e].set(text, place)
    }
    if (places.length > 0 && places[places.length - 1] === place) return
    times.push(world.now - world.plan.from)
    places.push(place)
  }
}
