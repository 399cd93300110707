import { readConfiguration } from '../../cluster/index.js'
import type { TrialSummary } from '../../measures/index.js'
import { sum } from '../../numerics/index.js'
import type {
  SampledConfiguration,
  SampledService,
  SampledTrafficResult,
  SampledTransient,
} from '../../results/index.js'
import type { Scenario } from '../../scenario/index.js'
import type { Sampled } from './allocation.js'
import { sampledUnavailability } from './estimate.js'
import type { ServiceTraffic } from './measures-of-traffic.js'
import type { TrafficSample } from './sample-traffic.js'
import { type SettledMeasure, sampling } from './settled.js'

/** Told one by one of each service; more would hide what matters. */
const mostTold = 20
const SECOND = 1e6

/** How the requests of a study were come by. */
export function sampledResult(
  scenario: Scenario,
  trials: readonly TrialSummary[],
  sample: TrafficSample,
  level: number,
): SampledTrafficResult {
  const { precision, floor } = sampling(scenario)
  const workloads = scenario.workloads.map(({ id }, w) => {
    const { parts, spread } = sampledUnavailability(
      trials.map(trial => trial.workloads[w]),
      sample,
      w,
      level,
    )
    const all = parts.trials + parts.settled + parts.changes
    const of = (part: number): number => (all > 0 ? part / all : 0)
    const variance = { trials: of(parts.trials), settled: of(parts.settled), changes: of(parts.changes) }
    return { id, settled: spread.failedSettled, changes: spread.failedChanges, variance }
  })
  const requests = trials.flatMap(trial => trial.workloads.map(workload => workload.requests))
  return {
    obtained: 'sampled',
    precision,
    floor,
    simulated: sample.simulated,
    represented: sum(requests),
    fine: sample.fine,
    services: sample.services.map((service, place) => serviceOf(scenario, service, sample, place)),
    workloads,
  }
}

function serviceOf(scenario: Scenario, service: ServiceTraffic, sample: TrafficSample, place: number): SampledService {
  const times = new Map<SettledMeasure, number>()
  for (const trial of sample.settled)
    for (const [measure, time] of trial[place]) times.set(measure, (times.get(measure) ?? 0) + time)
  const classes = sample.classes.filter(c => c.traffic === service)
  const whole = scenario.horizon * sample.settled.length
  const label = labelOf(scenario, service)
  const configurations = [...service.measures.values()].map(measure =>
    configurationResult(measure, times.get(measure) ?? 0, whole, label),
  )
  const transients = classes.map(c => transientResult(c, label))
  const worth = (one: { readonly failed: number; readonly unsettled?: string }): number =>
    (one.unsettled ?? '') === '' ? one.failed : Number.POSITIVE_INFINITY
  return {
    id: scenario.services[service.service].id,
    quiet: service.timing.quiet,
    measures: service.measures.size,
    classes: classes.length,
    changes: sum(classes.map(c => c.of.count)),
    configurations: largest(configurations, worth),
    transients: largest(transients, worth),
  }
}

function largest<T>(all: readonly T[], worth: (one: T) => number): T[] {
  const byWorth = all.map((one, i) => ({ one, i, worth: worth(one) }))
  byWorth.sort((a, b) => (a.worth === b.worth ? a.i - b.i : b.worth - a.worth))
  return byWorth.slice(0, mostTold).map(({ one }) => one)
}

type Labels = (configuration: string) => string

function configurationResult(
  measure: SettledMeasure,
  time: number,
  whole: number,
  label: Labels,
): SampledConfiguration {
  const { configuration, rates, parts, simulated, precise, unsettled } = measure
  const asked = sum(rates)
  const share = asked > 0 ? sum(parts.map((part, i) => (part.share * rates[i]) / asked)) : 0
  const failed = (share * asked * time) / SECOND
  return { label: label(configuration), rates, time: time / whole, share, failed, simulated, precise, unsettled }
}

function transientResult(c: Sampled, label: Labels): SampledTransient {
  const each = sum(c.outcomes.flatMap(({ parts }) => parts.map(part => part.failed))) / c.outcomes.length
  return {
    label: c.of.configurations.map(label).join(', then '),
    rates: c.traffic.bands.get(c.of.band) ?? [],
    changes: c.of.count,
    simulations: c.outcomes.length,
    each,
    failed: each * c.of.count,
    stayed: c.outcomes.filter(outcome => !outcome.back).length,
    cut: c.outcomes.filter(outcome => outcome.cut).length,
  }
}

/** `2 of web down, db down`: what is not as it should be; members that nobody tells apart are counted. */
function labelOf({ services, nodes }: Scenario, { service: s, kinds }: ServiceTraffic): Labels {
  const { members, dependsOn } = services[s]
  const needed = dependsOn.filter(d => d.kind === 'hard').map(d => services[d.service].id)
  const alone = kinds.map(kind => kinds.filter(other => other === kind).length === 1)
  return configuration => {
    const counts = new Map<string, number>()
    const words = configuration.slice(0, configuration.lastIndexOf(' |')).split(' ')
    for (const [m, word] of words.entries()) {
      if (word === 'up') continue
      const { id, group } = nodes[members[m]]
      const what = alone[m] ? `${id} ${word}` : `of ${group} ${word}`
      counts.set(what, (counts.get(what) ?? 0) + 1)
    }
    const parts = [...counts].map(([what, count]) => (what.startsWith('of ') ? `${count} ${what}` : what))
    const { dependencies } = readConfiguration(configuration)
    const down = dependencies.flatMap((up, d) => (up ? [] : [`${needed[d]} down`]))
    return [...parts, ...down].join(', ') || 'all up'
  }
}
