import type { TrialSummary } from '../../measures/index.js'
import { sum } from '../../numerics/index.js'
import { allocate, pilots, Sampled, type Target } from './allocation.js'
import { Classes } from './classes.js'
import { ServiceTraffic } from './measures-of-traffic.js'
import { walk } from './paths.js'
import { type SettledMeasure, sampling } from './settled.js'
import type { Ground } from './staged.js'
import type { Done, SampledTask } from './tasks.js'
import type { TransientOutcome } from './transient.js'

/** Does pieces of work, however many at a time, and gives back what came of them in their order. */
export type Work = <T extends SampledTask>(tasks: readonly T[]) => Promise<Done<T>[]>

/** What was found out about requests, before it is weighed by what the trials lived through. */
export interface TrafficSample {
  readonly services: readonly ServiceTraffic[]
  readonly classes: readonly Sampled[]
  /** By trial, then by service in `services`: settled time by measure. */
  readonly settled: readonly (readonly ReadonlyMap<SettledMeasure, number>[])[]
  /** Settled time in configurations and loads that were not measured, as nobody asks anything then. */
  readonly simulated: number
  /** Whether changes are as fine as they were to be. */
  readonly fine: boolean
}

const mostRounds = 16
/** Changes may take so many times the requests that one configuration may. */
const budget = 20

/**
 * Simulates a sample of the requests that the trials would have had: what their configurations do once they have settled,
 * and what follows their changes. Where a change leads to something else than that, what it led to was not settled, and paths
 * are cut anew.
 */
export async function sampleTraffic(
  ground: Ground,
  seed: string,
  trials: readonly TrialSummary[],
  work: Work,
): Promise<TrafficSample> {
  const { scenario, plan } = ground
  const services = plan.exposed.map(s => new ServiceTraffic(ground, s))
  const tasks = services.flatMap(service => service.needed(trials, scenario.horizon))
  for (const measure of await work(tasks)) services.find(one => one.service === measure.service)?.keep(measure)
  const done = new Map<string, TransientOutcome>()
  for (let round = 0; ; round++) {
    const found = new Classes(plan, seed)
    const settled = trials.map(trial => services.map(service => timesOf(trial, service, scenario.horizon, found)))
    const classes = found.sorted().map(of => new Sampled(of, services.find(one => one.service === of.service)!))
    await extend(new Map(classes.map(c => [c, pilots(c.of)])), work, done)
    if (round < mostRounds && distrust(classes)) continue
    const fine = await refine(ground, { services, classes, settled }, (wanted: ReadonlyMap<Sampled, number>) =>
      extend(wanted, work, done),
    )
    const measured = services.flatMap(({ measures }) => [...measures.values()].map(measure => measure.simulated))
    const simulated = sum([...measured, ...[...done.values()].map(outcome => outcome.simulated)])
    return { services, classes, settled, simulated, fine }
  }
}

/** Whether anything was taken for settled that changes do not come back to; from now on it is not. */
function distrust(classes: readonly Sampled[]): boolean {
  const before = classes.map(({ traffic }) => traffic.trusted)
  for (const { traffic, outcomes, last } of classes)
    for (const { stuck, settled } of outcomes) if (stuck) for (const { band } of settled) traffic.distrust(last, band)
  return classes.some(({ traffic }, i) => traffic.trusted < before[i])
}

/** More simulations where they are of most use, until changes are known as well as asked; whether they are. */
async function refine(
  ground: Ground,
  { services, classes, settled }: Pick<TrafficSample, 'services' | 'classes' | 'settled'>,
  more: (wanted: ReadonlyMap<Sampled, number>) => Promise<void>,
): Promise<boolean> {
  for (let round = 0; round < mostRounds; round++) {
    const wanted = new Map<Sampled, number>()
    for (const [place, service] of services.entries()) {
      const own = classes.filter(c => c.traffic === service)
      for (const [c, n] of allocate(own, targetsOf(ground, service, own, settled, place))) wanted.set(c, n)
    }
    if (wanted.size === 0) return true
    const spent = sum(classes.map(c => c.cost * c.outcomes.length))
    if (spent > budget * sampling(ground.scenario).requests) return false
    await more(wanted)
  }
  return false
}

function timesOf(
  trial: TrialSummary,
  service: ServiceTraffic,
  horizon: number,
  classes: Classes,
): Map<SettledMeasure, number> {
  const exposure = trial.exposures?.find(one => one.service === service.service)
  const times = new Map<SettledMeasure, number>()
  if (exposure === undefined) return times
  const { load, kinds, timing } = service
  const { occurrences, settled } = walk(trial.trial, exposure, {
    load,
    horizon,
    quiet: timing.quiet,
    settles: (configuration, band) => service.settles(configuration, band),
    alwaysSettles: configuration => service.alwaysSettles(configuration),
  })
  for (const occurrence of occurrences) classes.add(service.service, kinds, load, occurrence)
  for (const { configuration, band, time } of settled) {
    const measure = service.measureOf(configuration, band)
    if (measure !== undefined) times.set(measure, (times.get(measure) ?? 0) + time)
  }
  return times
}

/** Tasks are pure: what was done before is not done again. */
async function extend(
  wanted: ReadonlyMap<Sampled, number>,
  work: Work,
  done: Map<string, TransientOutcome>,
): Promise<void> {
  const all = [...wanted].flatMap(([c, n]) => c.upTo(n).map(task => ({ c, task, key: JSON.stringify(task) })))
  const open = all.filter(({ key }) => !done.has(key))
  const outcomes = await work(open.map(({ task }) => task))
  for (const [i, { key }] of open.entries()) done.set(key, outcomes[i])
  for (const { c, key } of all) {
    const outcome = done.get(key)
    if (outcome !== undefined) c.outcomes.push(outcome)
  }
}

/** Changes may add half of the half-width that was asked for, or that matters at all. */
function targetsOf(
  { scenario }: Ground,
  service: ServiceTraffic,
  classes: readonly Sampled[],
  settled: TrafficSample['settled'],
  place: number,
): Target[] {
  const { precision, floor } = sampling(scenario)
  return service.load.workloads.map((_, part) => {
    let failed = 0
    for (const trial of settled)
      for (const [measure, time] of trial[place])
        failed += (measure.parts[part].share * measure.rates[part] * time) / 1e6
    for (const c of classes) failed += c.of.count * c.moments(part).mean
    let requests = 0
    service.load.walk(0, scenario.horizon, (rates, from, to) => (requests += (rates[part] * (to - from)) / 1e6))
    const half = Math.max(precision * failed, floor * requests * settled.length) / 2
    return { part, variance: (half / 1.96) * (half / 1.96) }
  })
}
