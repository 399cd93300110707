import { compile, World } from '../../cluster/index.js'
import { KernelLimitError } from '../../kernel/index.js'
import type { WorkloadSummary } from '../../measures/index.js'
import type { SampledTraffic, Scenario, Workload } from '../../scenario/index.js'
import { emptyHistogram, type Histogram, mergeHistogram } from '../../statistics/index.js'
import { Load, type Rates } from './bands.js'
import { Batches, mostBatches } from './batches.js'
import { type Ground, staged } from './staged.js'
import { Blend, takeTally } from './tallies.js'
import { timingOf } from './timing.js'

/** A service in a configuration under a load: what becomes of requests when both have lasted. */
export interface SettledTask {
  readonly kind: 'settled'
  readonly service: number
  readonly configuration: string
  readonly rates: Rates
}

/** What was measured of it. */
export interface SettledMeasure {
  readonly service: number
  readonly configuration: string
  readonly rates: Rates
  /** Empty when it settles, else why not. */
  readonly unsettled: string
  /** The precision asked for was reached. */
  readonly precise: boolean
  /** Requests simulated, those before measuring among them. */
  readonly simulated: number
  /** In the order of the workloads that call the service. */
  readonly parts: readonly PartMeasure[]
}

/** Parts of a run by which quantiles are told to differ. */
export const sections = 8

export interface PartMeasure {
  readonly summary: WorkloadSummary
  /** Latencies of every eighth batch, from the first, the second and so on. */
  readonly sections: readonly Histogram[]
  /** Share that failed, and the variance of that, on so many degrees of freedom. */
  readonly share: number
  readonly variance: number
  readonly dof: number
  /** Variance of failures in a stretch over what independent requests would have; at least 1. */
  readonly dispersion: number
  /** Requests under way: mean and standard deviation. */
  readonly open: number
  readonly openDeviation: number
}

const SECOND = 1e6
/** Requests in a batch at first. */
const leastInBatch = 250

/**
 * Measures a settled configuration, a pure function of scenario, seed, configuration and load: from a standing start, then
 * without requests until balancers know their members, then with them until nothing is left of the start, then batch by batch
 * until the failed share is known as well as asked.
 */
export function measureSettled(ground: Ground, seed: string, task: SettledTask): SettledMeasure {
  const { service: s, configuration, rates } = task
  const { scenario } = ground
  const { requests: most } = sampling(scenario)
  const timing = timingOf(scenario, s)
  const all = rates.reduce((sum, rate) => sum + rate, 0)
  const some = Math.ceil((leastInBatch / all) * SECOND)
  const batch = Math.max(Math.ceil(timing.quiet / 16), some)
  const from = timing.detect + Math.max(timing.traffic, some)
  const horizon = from + batch * (mostBatches + Math.ceil((most * SECOND) / (all * batch)))
  const workloads = new Load(scenario, s).workloads.map((w, i) =>
    stationary(scenario.workloads[w], rates[i], timing.detect),
  )
  const plan = compile(staged(ground, s, [{ at: 0, configuration }], { workloads, horizon }))
  const name = JSON.stringify([seed, 'sampled', 'settled', scenario.services[s].id, configuration, rates])
  const run = new Run(World.start(plan, name, 1))
  let precise = false
  let next = mostBatches
  let unsettled = ''
  try {
    run.begin(from)
    for (let b = 1; !precise && run.simulated < most && from + b * batch <= horizon; b++) {
      run.batch(from + b * batch)
      // Seldom, each time after twice as much: who looks often stops where the variance happens to look small.
      if (b === next) {
        precise = run.isPrecise(sampling(scenario))
        next *= 2
      }
    }
    unsettled = run.unsettled(sampling(scenario).floor)
  } catch (error) {
    if (!(error instanceof KernelLimitError)) throw error
    unsettled = 'more requests are under way than can be'
  }
  return { service: s, configuration, rates, unsettled, precise, simulated: run.simulated, parts: run.parts() }
}

export function sampling({ traffic }: Scenario): SampledTraffic {
  if (traffic === undefined) throw new Error('traffic is not sampled')
  return traffic
}

/** Its arrivals at one mean rate, none before `from`. */
export function stationary(workload: Workload, rate: number, from: number): Workload {
  if (workload.arrivals !== undefined && workload.arrivals.kind !== 'profile') return workload
  const pieces = [
    { at: 0, rate: 0, end: 0 },
    { at: from, rate, end: rate },
  ]
  const arrivals = { kind: 'profile' as const, pieces: from > 0 ? pieces : pieces.slice(1), period: 0 }
  return { ...workload, rate, arrivals }
}

/** A run in hand, batch by batch. */
class Run {
  simulated = 0
  readonly #world: World
  readonly #counts: Counts[]

  constructor(world: World) {
    this.#world = world
    this.#counts = world.state.workloads.map(() => new Counts())
  }

  /** What came before does not count. */
  begin(from: number): void {
    this.#world.run(from)
    for (const { tally } of this.#world.state.workloads) this.simulated += takeTally(tally).requests
  }

  batch(until: number): void {
    this.#world.run(until)
    for (const [w, { tally, open }] of this.#world.state.workloads.entries()) {
      const taken = takeTally(tally)
      this.#counts[w].add(taken, open)
      this.simulated += taken.requests
    }
  }

  isPrecise({ precision, floor }: SampledTraffic): boolean {
    return this.#counts.every(({ batches }) => {
      const { share, half } = batches.share()
      return half <= Math.max(precision * share, floor) && !batches.dependent()
    })
  }

  unsettled(floor: number): string {
    return this.#counts.map(({ batches }) => batches.unsettled(floor)).find(why => why !== '') ?? ''
  }

  parts(): PartMeasure[] {
    return this.#counts.map(counts => counts.part())
  }
}

/** What was counted of one workload. */
class Counts {
  readonly batches = new Batches()
  readonly #blend = new Blend()
  readonly #sections = Array.from({ length: sections }, emptyHistogram)
  #requests = 0
  #count = 0
  #open = 0
  #openSquares = 0

  add(taken: WorkloadSummary, open: number): void {
    this.batches.add(taken.failed, taken.requests, open)
    this.#blend.add(taken, 1)
    mergeHistogram(this.#sections[this.#count % sections], taken.latency)
    this.#requests += taken.requests
    this.#count++
    this.#open += open
    this.#openSquares += open * open
  }

  part(): PartMeasure {
    const { share, variance, dof, requests } = this.batches.share()
    const open = this.#count > 0 ? this.#open / this.#count : 0
    const plain = (share * (1 - share)) / Math.max(1, requests)
    return {
      summary: this.#blend.summary(this.#requests),
      sections: this.#sections,
      share,
      variance,
      dof,
      dispersion: plain > 0 ? Math.max(1, variance / plain) : 1,
      open,
      openDeviation: this.#count > 1 ? Math.sqrt(Math.max(0, this.#openSquares / this.#count - open * open)) : 0,
    }
  }
}
