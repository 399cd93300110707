import { mean } from '../laws/index.js'
import type { FailureMode, Scenario } from '../scenario/index.js'
import type { Component, Effect, Part, Tuning } from './component.js'
import { type Cycle, chained, cycleOf, meanRepair, type Share, suspended } from './cycles.js'
import { faultEffect } from './fault-effect.js'
import type { Layout } from './layout.js'

/** A component but for its place among those that exclude it. */
type Loose = Omit<Component, 'set' | 'probability'>

/** Everything in a scenario that can take a node off the network, in the order in which the simulator numbers causes. */
export function componentsOf(scenario: Scenario, layout: Layout, tuning: Tuning): Component[] {
  const { domains, nodes, faults } = scenario
  const sets: Loose[][] = []
  for (const d of domains.keys()) sets.push(...domainSets(scenario, layout, d, tuning))
  for (const n of nodes.keys()) sets.push(...nodeSets(scenario, n, tuning))
  for (const f of faults.keys()) sets.push(...faultSets(scenario, layout, f, tuning))
  return sets.flatMap((set, number) => {
    const probabilities = chained(set.map(component => component.unavailability))
    return set.map((component, i) => ({ ...component, set: number, probability: probabilities[i] }))
  })
}

/** What boots after a power failure: nodes with equal mean boots share a stage, the stages add up. */
interface Stage {
  readonly nodes: readonly number[]
  readonly from: number
  readonly to: number
}

function bootStages({ nodes }: Scenario, inside: readonly number[]): Stage[] {
  const boots = inside.map(n => mean(nodes[n].boot))
  const lengths = [...new Set(boots)].sort((a, b) => a - b)
  return lengths.map((to, i) => ({
    nodes: inside.filter((_, at) => boots[at] >= to),
    from: i === 0 ? 0 : lengths[i - 1],
    to,
  }))
}

/** A failure mode with what it is called and what it does; its boots are stages of their own beyond the shortest. */
interface Mode {
  readonly id: string
  readonly label: string
  readonly family: string
  readonly part: Part
  readonly cycle: Cycle
  readonly effect: Effect
  readonly stages: readonly Stage[]
}

function domainSets(scenario: Scenario, layout: Layout, d: number, tuning: Tuning): Loose[][] {
  const domain = scenario.domains[d]
  const inside = layout.nodesOfDomain[d]
  const modes = domain.failures.map((mode): Mode => {
    const named = names(`${domain.kind} ${domain.id}`, domain.kind, mode.name)
    const cycle = cycleOf(mode.lifetime, meanRepair(mode), factors(tuning, named.family))
    const known = { ...named, part: { kind: 'domain', index: d }, cycle } as const
    if (mode.effect === 'network') return { ...known, effect: cutAround(inside), stages: [] }
    return { ...known, effect: { kind: 'stop', nodes: inside }, stages: bootStages(scenario, inside) }
  })
  return inSets(domain.failures, modes).map(excluding)
}

function names(part: string, kind: string, mode: string): Pick<Mode, 'id' | 'label' | 'family'> {
  return { id: `${part}/${mode}`, label: `${part}: ${mode}`, family: `${kind}: ${mode}` }
}

/** Lives that stand still together in one set, every other mode in one of its own; what stops nodes comes first. */
function inSets(failures: readonly FailureMode[], modes: readonly Mode[]): Mode[][] {
  const together = modes.filter((_, i) => failures[i].aging === 'while-up')
  const stops = together.filter(mode => mode.effect.kind === 'stop')
  const cuts = together.filter(mode => mode.effect.kind === 'cut')
  const alone = modes.filter((_, i) => failures[i].aging !== 'while-up').map(mode => [mode])
  return together.length === 0 ? alone : [[...stops, ...cuts], ...alone]
}

/**
 * Modes of which at most one is active at a time, in an order in which each takes down all that a later one does: power
 * before network, which leaves those inside cut off from clients and majorities alike, before boots, the shortest first. So
 * that a later one may be drawn beside an earlier one, as independent draws do, without any harm.
 */
function excluding(modes: readonly Mode[]): Loose[] {
  const shares = suspended(
    modes.map(mode => mode.cycle),
    cycle => cycle.meanRepair,
  )
  const loose = modes.map((mode, i) => {
    const { rate, down } = shares[i]
    const shortest = mode.stages.length === 0 ? 0 : mode.stages[0].to
    return component(mode, { rate, down }, booting(rate, mode.cycle, 0, shortest), shortest)
  })
  const most = Math.max(0, ...modes.map(mode => mode.stages.length))
  const stages = Array.from({ length: most }, (_, stage) =>
    modes.flatMap((mode, i) =>
      stage > 0 && stage < mode.stages.length ? [laterStage(mode, stage, shares[i].rate)] : [],
    ),
  )
  return [...loose, ...stages.flat()]
}

/** Of every cycle, the time between two moments after the repair in which it has not failed again. */
function booting(rate: number, cycle: Cycle, from: number, to: number): number {
  return rate === 0 ? 0 : rate * (cycle.upWithin(to) - cycle.upWithin(from))
}

function laterStage(mode: Mode, stage: number, rate: number): Loose {
  const { nodes, from, to } = mode.stages[stage]
  return {
    id: `${mode.id}/boot-${stage + 1}`,
    label: `${mode.label}, slow boots`,
    family: mode.family,
    part: mode.part,
    effect: { kind: 'stop', nodes },
    meanUp: mode.cycle.meanUp,
    meanDown: to - from,
    unavailability: booting(rate, mode.cycle, from, to),
    repairing: 0,
    rate: 0,
  }
}

function component(mode: Mode, { rate, down }: Share, booting: number, boot: number): Loose {
  const { id, label, family, part, effect, cycle } = mode
  const meanDown = cycle.meanRepair + boot
  const unavailability = Math.min(1, down + booting)
  return { id, label, family, part, effect, meanUp: cycle.meanUp, meanDown, unavailability, repairing: down, rate }
}

function nodeSets(scenario: Scenario, n: number, tuning: Tuning): Loose[][] {
  const node = scenario.nodes[n]
  const boot = mean(node.boot)
  const modeOf = (mode: FailureMode): Mode => {
    const named = names(node.id, node.group, mode.name)
    const cycle = cycleOf(mode.lifetime, meanRepair(mode), factors(tuning, named.family))
    const effect: Effect = { kind: 'stop', nodes: [n], pause: mode.effect === 'pause' }
    return { ...named, part: { kind: 'node', index: n }, cycle, effect, stages: [] }
  }
  const stops = node.failures.filter(mode => !harmless.has(mode.effect) && mode.effect !== 'pause')
  const together = stops.filter(mode => mode.aging === 'while-up').map(modeOf)
  const shares = suspended(
    together.map(mode => mode.cycle),
    cycle => cycle.meanRepair + boot,
  )
  const crashes = together.map((mode, i) => component(mode, shares[i], 0, boot))
  const free = stops.filter(mode => mode.aging !== 'while-up').map(modeOf)
  const pauses = node.failures.filter(mode => mode.effect === 'pause').map(modeOf)
  return [
    ...(crashes.length === 0 ? [] : [crashes]),
    ...free.map(mode => [alone(mode, boot)]),
    ...pauses.map(mode => [alone(mode, 0)]),
  ]
}

/** Makes a node slower and takes nothing down. */
const harmless: ReadonlySet<FailureMode['effect']> = new Set(['slow'])

/** A mode whose life runs on through all else, its own boot included. */
function alone(mode: Mode, boot: number): Loose {
  const [share] = suspended([mode.cycle], cycle => cycle.meanRepair)
  return component(mode, share, booting(share.rate, mode.cycle, 0, boot), boot)
}

function faultSets(scenario: Scenario, layout: Layout, f: number, tuning: Tuning): Loose[][] {
  const { id, when, duration, effect } = scenario.faults[f]
  const does = faultEffect(effect, layout)
  if (does === null || when.kind !== 'law') return []
  const cycle = cycleOf(when.law, mean(duration), factors(tuning, id))
  const boots = effect.kind === 'crash' || effect.kind === 'power'
  const stages = boots && does.kind === 'stop' ? bootStages(scenario, does.nodes) : []
  const part: Part = { kind: 'fault', index: f }
  return [excluding([{ id, label: id, family: id, part, cycle, effect: does, stages }])]
}

function factors({ families }: Tuning, family: string): { readonly up: number; readonly down: number } {
  return Object.hasOwn(families, family) ? families[family] : { up: 1, down: 1 }
}

function cutAround(nodes: readonly number[]): Effect {
  const inside = new Set(nodes)
  return { kind: 'cut', separates: (a, b) => inside.has(a) !== inside.has(b) }
}
