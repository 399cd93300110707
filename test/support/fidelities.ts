import { compile } from '../../src/cluster/plan.js'
import { summarise } from '../../src/cluster/trial.js'
import { World } from '../../src/cluster/world.js'
import { Trace, type TraceRecord } from '../../src/kernel/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { ksTwoSample } from './ks.js'

/** One system under both fidelities, from seeds of their own: what either saw, and how far they lie apart. */

export interface Observed {
  /** One value for each thing that happened, such as the length of an outage. */
  readonly happened: { [measure: string]: number[] }
  /** One value for each trial, such as its downtime. */
  readonly counted: { [measure: string]: number[] }
  readonly events: number
  /** Of the time simulated, by group. */
  readonly leapt: readonly number[]
}

export function observeTrials(scenario: Scenario, fidelity: 'leap' | 'full', trials: number): Observed {
  const seed = `${scenario.seed}, ${fidelity}`
  const plan = compile({ ...scenario, fidelity, seed })
  const happened: Observed['happened'] = {}
  const counted: Observed['counted'] = {}
  const leapt = plan.groups.map(() => 0)
  let events = 0
  const add = (to: { [measure: string]: number[] }, measure: string, values: readonly number[]) =>
    (to[measure] ??= []).push(...values)
  for (let trial = 1; trial <= trials; trial++) {
    const watcher = watchBeliefs(happened)
    const world = World.start(plan, seed, trial, new Trace('story', watcher.hear))
    watcher.of(world)
    world.run()
    const terms = termsOf(world)
    const summary = summarise(world)
    events += summary.events
    for (const [s, service] of summary.services.entries()) {
      const { id } = scenario.services[s]
      const starts = service.records.map(r => r.start)
      const lengths = service.records.filter(r => !r.censored && r.start > 0).map(r => r.length)
      add(happened, `${id}: outages`, lengths)
      add(
        happened,
        `${id}: between outages`,
        starts.slice(1).map((start, i) => start - starts[i]),
      )
      add(happened, `${id}: failovers`, service.failovers)
      add(happened, `${id}: decisions`, service.decisions)
      add(counted, `${id}: downtime`, [service.downtime])
      add(counted, `${id}: outages`, [service.outages])
      add(counted, `${id}: time with two`, [service.dual])
      if (terms[s] > 0) add(counted, `${id}: terms`, [terms[s]])
      for (const phase of ['detect', 'decide', 'restore', 'repair']) {
        const spent = service.charges.filter(c => c.phase === phase).reduce((sum, c) => sum + c.downtime, 0)
        add(counted, `${id}: ${phase}`, [spent])
      }
    }
    for (const [
      d,
      { falseSuspicions, falseSuspicionTime, undetected, watchedTime, lingeringTime },
    ] of summary.detectors.entries()) {
      const { id } = scenario.detectors[d]
      add(counted, `${id}: false suspicions`, [falseSuspicions])
      add(counted, `${id}: time in them`, [falseSuspicionTime])
      add(counted, `${id}: undetected`, [undetected])
      add(counted, `${id}: watched`, [watchedTime])
      add(counted, `${id}: lingering`, [lingeringTime])
    }
    for (const [w, { requests, failed }] of summary.workloads.entries()) {
      const { id } = scenario.workloads[w]
      add(counted, `${id}: requests`, [requests])
      add(counted, `${id}: failed`, [failed])
    }
    add(counted, 'false suspicions', [watcher.mistakes()])
    for (const [g, group] of summary.groups.entries()) leapt[g] += group.leapt / trials / plan.to
  }
  return { happened, counted, events, leapt }
}

/** Highest term of every service, at the end. */
function termsOf(world: World): number[] {
  const { plan, state } = world
  return plan.scenario.services.map((_, s) =>
    Math.max(0, ...state.processes.map((p, i) => (plan.processes[i].service === s ? (p.status?.term ?? 0) : 0))),
  )
}

/**
 * Follows who suspects whom. What befalls a node befalls all who watch it at once: of each, only the first to detect its
 * crash counts, and of false suspicions those of the next node (or of a balancer).
 */
function watchBeliefs(happened: Observed['happened']) {
  let world!: World
  let mistakes = 0
  const crashedAt = new Map<string, number>()
  const mistakenAt = new Map<string, number>()
  const note = (measure: string, value: number) => (happened[measure] ??= []).push(value)
  const hear = (record: TraceRecord): void => {
    const { source, what, time } = record
    if (what === 'stopped') {
      crashedAt.set(source, time)
      for (const pair of mistakenAt.keys()) if (pair.split('>').includes(source)) mistakenAt.delete(pair)
    }
    if (what === 'started') crashedAt.delete(source)
    if (what !== 'suspect' && what !== 'trust') return
    const target = String(record.fields['of'])
    const pair = [source, target, record.fields['service'] ?? ''].join('>')
    if (what === 'trust') {
      const since = mistakenAt.get(pair)
      if (since !== undefined && time > since && isNext(source, target)) note('false suspicion', time - since)
      return
    }
    const crash = crashedAt.get(target)
    if (crash !== undefined) {
      note('detection', time - crash)
      crashedAt.delete(target)
      return
    }
    const { nodes, networkFaults } = world.state
    const n = world.plan.scenario.nodes.findIndex(({ id }) => id === target)
    if (!nodes[n].running || nodes[n].pauses.length > 0 || networkFaults.length > 0) return
    mistakes++
    const last = mistakenAt.get(pair)
    if (last !== undefined && isNext(source, target)) note('between false suspicions', time - last)
    mistakenAt.set(pair, time)
  }
  const isNext = (source: string, target: string): boolean => {
    const ids = world.plan.scenario.nodes.map(({ id }) => id)
    const observer = ids.indexOf(source)
    return observer < 0 || observer === (ids.indexOf(target) + 1) % ids.length
  }
  return { hear, mistakes: () => mistakes, of: (w: World) => (world = w) }
}

export interface Comparison {
  readonly measure: string
  readonly test: 'Kolmogorov–Smirnov' | 'mean'
  /** Sizes of the samples. */
  readonly sizes: readonly [number, number]
  readonly statistic: number
  readonly critical: number
  readonly means: readonly [number, number]
}

/** Fewer than this many of a kind say little about their law. */
const enough = 40

/** Every law and every mean that both have enough of, each at level `alpha`, of which `z` is the normal deviate on two sides. */
export function compareFidelities(a: Observed, b: Observed, alpha: number, z: number): Comparison[] {
  const comparisons: Comparison[] = []
  for (const measure of Object.keys(a.happened)) {
    const [x, y] = [a.happened[measure], b.happened[measure] ?? []]
    if (x.length < enough && y.length < enough) continue
    const { distance, critical } = ksTwoSample(x, y, alpha)
    const means = [mean(x), mean(y)] as const
    comparisons.push({
      measure,
      test: 'Kolmogorov–Smirnov',
      sizes: [x.length, y.length],
      statistic: distance,
      critical,
      means,
    })
  }
  for (const measure of Object.keys(a.counted)) {
    const [x, y] = [a.counted[measure], b.counted[measure]]
    const error = Math.sqrt(variance(x) / x.length + variance(y) / y.length)
    if (error === 0) continue
    const means = [mean(x), mean(y)] as const
    const statistic = Math.abs(means[0] - means[1]) / error
    comparisons.push({ measure, test: 'mean', sizes: [x.length, y.length], statistic, critical: z, means })
  }
  return comparisons
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length

function variance(values: readonly number[]): number {
  const m = mean(values)
  return values.reduce((sum, x) => sum + (x - m) ** 2, 0) / (values.length - 1)
}
