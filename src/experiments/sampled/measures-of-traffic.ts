import type { Exposure, TrialSummary } from '../../measures/index.js'
import { bandKey, Load, type Rates } from './bands.js'
import type { SettledMeasure, SettledTask } from './settled.js'
import type { Ground } from './staged.js'
import { canonicalPath, kindsOfMembers } from './symmetry.js'
import { type Timing, timingOf } from './timing.js'

/** A called service, and what was measured of it so far. */
export class ServiceTraffic {
  readonly service: number
  readonly load: Load
  readonly kinds: readonly number[]
  readonly timing: Timing
  readonly measures = new Map<string, SettledMeasure>()
  /** All loads there are, by their key. */
  readonly bands = new Map<string, Rates>()
  readonly #canonical = new Map<string, string>()
  readonly #settles = new Map<string, boolean>()

  constructor({ scenario }: Ground, service: number) {
    this.service = service
    this.load = new Load(scenario, service)
    this.kinds = kindsOfMembers(scenario, service)
    this.timing = timingOf(scenario, service)
    this.load.walk(0, scenario.horizon, rates => this.bands.set(bandKey(rates), rates))
  }

  /** The configuration with its members in one order among those that nobody tells apart. */
  canonical(configuration: string): string {
    let found = this.#canonical.get(configuration)
    if (found === undefined) {
      found = canonicalPath([configuration], this.kinds)[0]
      this.#canonical.set(configuration, found)
    }
    return found
  }

  measureOf(configuration: string, band: string): SettledMeasure | undefined {
    return this.measures.get(`${this.canonical(configuration)}\n${band}`)
  }

  keep(measure: SettledMeasure): void {
    this.measures.set(`${measure.configuration}\n${bandKey(measure.rates)}`, measure)
    if (measure.unsettled !== '') this.#settles.set(measure.configuration, false)
  }

  /** What follows a change does not come to be what was measured: nothing is settled there. */
  distrust(configuration: string, band: string): void {
    const measure = this.measureOf(configuration, band)
    if (measure !== undefined) this.keep({ ...measure, unsettled: 'after a change it does not come back to it' })
  }

  /** How many measures are taken for what comes in the long run. */
  get trusted(): number {
    return [...this.measures.values()].filter(({ unsettled }) => unsettled === '').length
  }

  settles(configuration: string, band: string): boolean {
    return (this.measureOf(configuration, band)?.unsettled ?? '') === ''
  }

  alwaysSettles(configuration: string): boolean {
    return this.#settles.get(this.canonical(configuration)) ?? true
  }

  /** What has to be measured: every configuration that ever lasted, under every load it lasted under. */
  needed(trials: readonly TrialSummary[], horizon: number): SettledTask[] {
    const wanted = new Map<string, Set<string>>()
    for (const { exposures = [] } of trials)
      for (const exposure of exposures) if (exposure.service === this.service) this.#want(exposure, horizon, wanted)
    const tasks = [...wanted].flatMap(([configuration, bands]) =>
      [...bands].map((band): SettledTask => {
        return { kind: 'settled', service: this.service, configuration, rates: this.bands.get(band) ?? [] }
      }),
    )
    // Nothing asks anything where all rates are zero.
    return tasks.filter(({ rates }) => rates.some(rate => rate > 0)).sort(byName)
  }

  #want({ configurations, times, places }: Exposure, horizon: number, wanted: Map<string, Set<string>>): void {
    for (const [i, at] of times.entries()) {
      const end = i + 1 < times.length ? times[i + 1] : horizon
      if (end - at <= this.timing.quiet) continue
      const configuration = this.canonical(configurations[places[i]])
      const bands = wanted.get(configuration) ?? new Set<string>()
      wanted.set(configuration, bands)
      if (bands.size < this.bands.size) this.load.walk(at, end, rates => bands.add(bandKey(rates)))
    }
  }
}

const nameOf = ({ configuration, rates }: SettledTask): string => `${configuration}\n${bandKey(rates)}`
const byName = (a: SettledTask, b: SettledTask): number => (nameOf(a) < nameOf(b) ? -1 : 1)
