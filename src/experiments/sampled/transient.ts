import { compile, World } from '../../cluster/index.js'
import { KernelLimitError } from '../../kernel/index.js'
import type { WorkloadSummary } from '../../measures/index.js'
import type { Workload } from '../../scenario/index.js'
import { type Band, bandKey, Load } from './bands.js'
import { sampling, stationary } from './settled.js'
import { type Ground, staged } from './staged.js'
import { Blend, joined, noRequests, takeTally } from './tallies.js'
import { timingOf } from './timing.js'

/** A change as it happened in a trial, or several that followed each other before all had settled. */
export interface TransientTask {
  readonly kind: 'transient'
  readonly service: number
  /** What it was settled in, then what it went through, and how long after the first change each began. */
  readonly configurations: readonly string[]
  readonly offsets: readonly number[]
  /** Of the first change, from the start of measuring. */
  readonly start: number
  /** From the first change until it need not be simulated any longer: the next one begins, or the trial ends. */
  readonly owned: number
  /** From the first change until all of it has to be simulated: the last change, or all there is. */
  readonly length: number
  /** What is usual afterwards, by load. */
  readonly usual: readonly Usual[]
  /** Names the streams it draws from. */
  readonly name: readonly (string | number)[]
}

/** What a settled configuration was found to do under a load, by workload. */
export interface Usual {
  readonly band: string
  readonly parts: readonly {
    readonly share: number
    readonly dispersion: number
    readonly open: number
    readonly openDeviation: number
  }[]
}

export interface TransientOutcome {
  readonly parts: readonly WorkloadSummary[]
  /** How much of the time behind its `length` was simulated, by load. */
  readonly settled: readonly { readonly band: string; readonly time: number }[]
  readonly simulated: number
  /** The limit of requests was reached: the rest was taken to go on as the last stretch did. */
  readonly cut: boolean
  /** All was as usual at its end. */
  readonly back: boolean
  /** It never was, though looked at often: what it is stuck in is not what its configuration settles in. */
  readonly stuck: boolean
}

/**
 * Simulates what follows a change: settled before it, then the changes at their times, then until for a quiet length all was
 * as it usually is in the last configuration. What never comes back to that is so simulated in full.
 */
export function simulateTransient(ground: Ground, seed: string, task: TransientTask): TransientOutcome {
  const { service: s, start, owned, length } = task
  const { scenario } = ground
  const load = new Load(scenario, s)
  const timing = timingOf(scenario, s)
  const before = timing.detect + timing.traffic
  const horizon = before + owned
  const workloads = load.workloads.map((w, i) =>
    passing(scenario.workloads[w], load, i, { from: timing.detect, before, start, owned }),
  )
  const stages = task.configurations.map((configuration, i) => ({
    at: i === 0 ? 0 : before + task.offsets[i - 1],
    configuration,
  }))
  const plan = compile(staged(ground, s, stages, { workloads, horizon }))
  const watch = new Watching(
    World.start(plan, JSON.stringify([seed, 'sampled', 'transient', ...task.name]), 1),
    task,
    load,
  )
  const most = sampling(scenario).requests
  let at = Math.min(owned, length + timing.quiet)
  let cut = false
  let looks = 0
  try {
    watch.begin(before)
    // In steps, so that the limit is kept.
    for (let step = timing.quiet; step < at - timing.quiet / 2 && !cut; step += timing.quiet) {
      watch.run(before + step)
      cut = watch.simulated >= most
    }
    while (!cut) {
      watch.run(before + at - Math.min(at, timing.quiet / 2))
      watch.run(before + at)
      looks++
      if (at >= owned || watch.back(start + at)) break
      cut = watch.simulated >= most
      if (!cut) at = Math.min(owned, at + timing.quiet)
    }
  } catch (error) {
    if (!(error instanceof KernelLimitError)) throw error
    cut = true
  }
  const outcome = watch.outcome(before, cut)
  return { ...outcome, stuck: !outcome.back && looks >= enoughLooks && length < owned }
}

/** So many looks in a row that find it otherwise are no chance: each alone does so at three standard deviations. */
const enoughLooks = 4

/** A world and what was counted in it, stretch by stretch. */
class Watching {
  simulated = 0
  readonly #world: World
  readonly #task: TransientTask
  readonly #load: Load
  readonly #stretches: { readonly from: number; readonly to: number; readonly parts: WorkloadSummary[] }[] = []
  #at = 0

  constructor(world: World, task: TransientTask, load: Load) {
    this.#world = world
    this.#task = task
    this.#load = load
  }

  begin(at: number): void {
    this.#world.run(at - 1)
    for (const { tally } of this.#world.state.workloads) this.simulated += takeTally(tally).requests
    this.#at = at
  }

  run(until: number): void {
    const to = Math.round(until)
    if (to <= this.#at) return
    this.#world.run(to)
    const parts = this.#world.state.workloads.map(({ tally }) => takeTally(tally))
    for (const { requests } of parts) this.simulated += requests
    this.#stretches.push({ from: this.#at, to, parts })
    this.#at = to
  }

  /** Whether the last stretch was as usual: three standard deviations for failures, four for requests under way. */
  back(now: number): boolean {
    const usual = this.#usualAt(now)
    const last = this.#stretches[this.#stretches.length - 1]
    if (usual === undefined || last === undefined) return false
    return this.#world.state.workloads.every(({ open }, w) => {
      const { share, dispersion, open: mean, openDeviation } = usual.parts[w]
      const { requests, failed } = last.parts[w]
      const spread = Math.sqrt(requests * share * (1 - share) * dispersion + 1)
      return Math.abs(failed - requests * share) <= 3 * spread && open <= mean + 4 * openDeviation + 3
    })
  }

  #usualAt(now: number): Usual | undefined {
    const key = bandKey(this.#load.at(now).rates)
    return this.#task.usual.find(({ band }) => band === key)
  }

  outcome(before: number, cut: boolean): Omit<TransientOutcome, 'stuck'> {
    const { start, owned, length } = this.#task
    const last = this.#stretches[this.#stretches.length - 1]
    const reached = this.#at - before
    const end = cut ? owned : Math.max(reached, Math.min(owned, length))
    const parts = this.#world.state.workloads.map((_, w) => {
      const all = joined(this.#stretches.map(stretch => stretch.parts[w]))
      if (!cut || last === undefined || reached >= owned) return all
      const times = (owned - reached) / (last.to - last.from)
      const rest = new Blend()
      rest.add(all, 1)
      rest.add(last.parts[w], times)
      return rest.summary(all.requests + times * last.parts[w].requests)
    })
    const settled = new Map<string, number>()
    this.#load.walk(start + Math.min(length, end), start + end, (rates, from, to) => {
      const key = bandKey(rates)
      settled.set(key, (settled.get(key) ?? 0) + to - from)
    })
    return {
      parts: parts.length > 0 ? parts : [noRequests()],
      settled: [...settled].map(([band, time]) => ({ band, time })),
      simulated: this.simulated,
      cut,
      back: last !== undefined && this.back(start + reached),
    }
  }
}

interface Passing {
  readonly from: number
  readonly before: number
  readonly start: number
  readonly owned: number
}

/** More steps of the load than this are not followed: it then stays as it is. */
const mostSteps = 10_000

/** The load as it was from the change on; before it, as at its moment. */
function passing(workload: Workload, load: Load, i: number, { from, before, start, owned }: Passing): Workload {
  const first: Band = load.at(start)
  const steady = stationary(workload, first.rates[i], from)
  if (workload.arrivals?.kind !== 'profile' || first.until >= start + owned) return steady
  const arrivals = steady.arrivals
  if (arrivals?.kind !== 'profile') return steady
  const pieces = [...arrivals.pieces]
  for (let at = first.until; at < start + owned && pieces.length < mostSteps; ) {
    const { rates, until } = load.at(at)
    pieces.push({ at: before + at - start, rate: rates[i], end: rates[i] })
    at = until
  }
  return { ...steady, arrivals: { ...arrivals, pieces } }
}
