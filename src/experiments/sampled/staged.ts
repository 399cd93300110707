import { type Condition, type Configuration, type Plan, readConfiguration } from '../../cluster/index.js'
import type { Law } from '../../laws/index.js'
import type { ClusterNode, Fault, FaultEffect, Scenario, Service, Workload } from '../../scenario/index.js'

/** The scenario as it is written, and its plan, which makes no requests. */
export interface Ground {
  readonly scenario: Scenario
  readonly plan: Plan
}

/** From `at` on, counted from the start, the service is in a configuration. */
export interface Stage {
  readonly at: number
  readonly configuration: string
}

const never: Law = { kind: 'constant', value: 0 }

/**
 * A scenario of one service with nothing of its own that fails: it is taken from configuration to configuration by faults at
 * fixed times. What it depends on is one node each, up or down; its balancer and all that is asked of it are as they were.
 */
export function staged(
  { scenario, plan }: Ground,
  s: number,
  stages: readonly Stage[],
  { workloads, horizon }: { readonly workloads: readonly Workload[]; readonly horizon: number },
): Scenario {
  const service = scenario.services[s]
  const needed = service.dependsOn.filter(d => d.kind === 'hard')
  const members = service.members.map(n => still(scenario.nodes[n]))
  const standIns = needed.map((_, d) => still({ ...scenario.nodes[service.members[0]], id: `needed ${d + 1}` }))
  const steps = stages.map(({ at, configuration }) => ({ at, ...readConfiguration(configuration) }))
  return {
    ...base(scenario, horizon),
    nodes: [...members, ...standIns],
    services: [
      {
        ...service,
        members: [...members.keys()],
        redundancy: { kind: 'k-of-n', needs: 1 },
        dependsOn: needed.map((_, d) => ({ service: d + 1, kind: 'hard' })),
      },
      ...needed.map((_, d) => standIn(`needed ${d + 1}`, members.length + d)),
    ],
    workloads: workloads.map(workload => ({ ...workload, service: 0 })),
    faults: [...members.keys()]
      .flatMap(m => faultsOf(m, steps, horizon, plan))
      .concat(
        needed.flatMap((_, d) =>
          stretches(steps, horizon, ({ dependencies }) => (dependencies[d] ? [] : ['down'])).map(stretch =>
            fault(`needed ${d + 1}`, stretch, { kind: 'crash', nodes: [members.length + d] }),
          ),
        ),
      ),
  }
}

function base(scenario: Scenario, horizon: number): Omit<Scenario, 'nodes' | 'services' | 'workloads' | 'faults'> {
  const { traffic: _, operations: __, ...rest } = scenario
  return {
    ...rest,
    horizon,
    warmup: 0,
    trials: 1,
    precision: 0,
    start: 'new',
    calendar: 'plain',
    startDate: '',
    domains: [],
    detectors: [],
    expectations: [],
    limits: { eventsPerTrial: Number.MAX_SAFE_INTEGER, outagesKept: 1 },
  }
}

const still = (node: ClusterNode): ClusterNode => ({
  ...node,
  domain: -1,
  failures: [],
  boot: never,
  disk: { ...node.disk, stallEvery: null },
})

function standIn(id: string, node: number): Service {
  return {
    id,
    members: [node],
    redundancy: { kind: 'k-of-n', needs: 1 },
    dependsOn: [],
    balancer: null,
    concurrency: 1,
    queue: 0,
  }
}

type Step = Configuration & { readonly at: number }

interface Stretch {
  readonly word: string
  readonly from: number
  readonly to: number
}

/** For how long each of the words that a step has lasts without a break. */
function stretches(steps: readonly Step[], horizon: number, wordsOf: (step: Step) => readonly string[]): Stretch[] {
  const open = new Map<string, number>()
  const done: Stretch[] = []
  for (const step of steps) {
    const words = wordsOf(step)
    for (const [word, from] of open) {
      if (words.includes(word)) continue
      open.delete(word)
      done.push({ word, from, to: step.at })
    }
    for (const word of words) if (!open.has(word)) open.set(word, step.at)
  }
  for (const [word, from] of open) done.push({ word, from, to: Math.max(from, horizon) + 1 })
  return done.sort((a, b) => a.from - b.from)
}

function faultsOf(m: number, steps: readonly Step[], horizon: number, plan: Plan): Fault[] {
  return stretches(steps, horizon, ({ members }) => wordsOf(members[m])).map(stretch =>
    fault(`${m + 1}`, stretch, effectOf(stretch.word, m, plan)),
  )
}

function fault(of: string, { word, from, to }: Stretch, effect: FaultEffect): Fault {
  return {
    id: `${of} ${word} at ${from}`,
    when: { kind: 'at', times: [from] },
    duration: { kind: 'constant', value: to - from },
    effect,
  }
}

/** What is wrong with a member, a word for every fault it takes. */
function wordsOf(member: Condition): string[] {
  if (!member.running) return ['down']
  return [
    ...(member.paused ? ['paused'] : []),
    ...(member.slow !== 1 ? [`slow=${member.slow}`] : []),
    ...(member.deaf ? ['cut-in'] : []),
    ...(member.mute ? ['cut-out'] : []),
    ...(member.lossIn > 0 ? [`loss-in=${member.lossIn}`] : []),
    ...(member.lossOut > 0 ? [`loss-out=${member.lossOut}`] : []),
    ...member.delaysIn.map(f => `delay-in=${f}`),
    ...member.delaysOut.map(f => `delay-out=${f}`),
  ]
}

function effectOf(word: string, m: number, plan: Plan): FaultEffect {
  const [name, value] = word.split('=')
  const way = name.endsWith('-in') ? { from: [-1], to: [m] } : { from: [m], to: [-1] }
  if (name === 'down') return { kind: 'crash', nodes: [m] }
  if (name === 'paused') return { kind: 'pause', nodes: [m] }
  if (name === 'slow') return { kind: 'slow', nodes: [m], factor: Number(value) }
  if (name.startsWith('cut')) return { kind: 'one-way', ...way }
  if (name.startsWith('loss')) return { kind: 'loss', ...way, loss: Number(value) }
  const { effect } = plan.sources[Number(value)]
  if (effect.kind !== 'delay') throw new Error(`source ${value} delays nothing`)
  return { kind: 'delay', ...way, by: effect.by }
}
