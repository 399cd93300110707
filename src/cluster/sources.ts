import type { Law } from '../laws/index.js'
import {
  type Domain,
  type FailureMode,
  type Fault,
  type FaultEffect,
  nodesStruck,
  type Repair,
  type Scenario,
} from '../scenario/index.js'
import type { Source } from './plan.js'
import { sidesOf } from './sides.js'

const nothing: Law = { kind: 'constant', value: 0 }

type Touched = Pick<Source, 'nodes' | 'services'>

/** Everything that can break: the failure modes of domains, of nodes and of disks, then the author's own faults. */
export function sourcesOf(
  scenario: Scenario,
  nodesOfDomain: readonly (readonly number[])[],
  servicesOfNode: readonly (readonly number[])[],
): Source[] {
  const touching = (effect: FaultEffect): Touched => touched(scenario, effect, nodesOfDomain, servicesOfNode)
  const finish = (source: Omit<Source, 'nodes' | 'services' | 'sides'>): Source => ({
    ...source,
    ...touching(source.effect),
    sides: sidesOf(source.effect, scenario.nodes.length, nodesOfDomain),
  })
  const sources: Source[] = []
  for (const [d, domain] of scenario.domains.entries()) {
    for (const mode of domain.failures) {
      sources.push(finish({ ...modeSource(domainName(domain), mode, domainEffect(mode, d)), node: -1, domain: d }))
    }
  }
  for (const [n, node] of scenario.nodes.entries()) {
    for (const mode of node.failures) {
      sources.push(finish({ ...modeSource(node.id, mode, nodeEffect(mode, n)), node: n, domain: -1 }))
    }
    if (node.disk.stallEvery !== null)
      sources.push(finish(stallSource(node.id, n, node.disk.stallEvery, node.disk.stall)))
  }
  for (const fault of scenario.faults) sources.push(finish(authorSource(fault)))
  return sources
}

const domainName = (domain: Domain): string => `${domain.kind} ${domain.id}`

function modeSource(
  part: string,
  mode: FailureMode,
  effect: FaultEffect,
): Omit<Source, 'nodes' | 'services' | 'sides' | 'node' | 'domain'> {
  return {
    id: `${part}/${mode.name}`,
    label: `${part}: ${mode.name}`,
    lifetime: mode.lifetime,
    times: [],
    repair: repairSteps(mode.repair),
    effect,
    aging: mode.aging,
  }
}

/** Operators diagnose where protocols decide: both choose what to do about a failure that has been noticed. */
function repairSteps(repair: Repair): Source['repair'] {
  return [
    { law: repair.detect, phase: 'detect', name: 'detect' },
    { law: repair.diagnose, phase: 'decide', name: 'diagnose' },
    { law: repair.repair, phase: 'repair', name: 'repair' },
    { law: repair.restore, phase: 'restore', name: 'restore' },
  ]
}

const domainEffect = (mode: FailureMode, domain: number): FaultEffect =>
  mode.effect === 'network' ? { kind: 'network', domain } : { kind: 'power', domain }

function nodeEffect(mode: FailureMode, node: number): FaultEffect {
  if (mode.effect === 'pause') return { kind: 'pause', nodes: [node] }
  if (mode.effect === 'slow') return { kind: 'slow', nodes: [node], factor: mode.factor }
  return { kind: 'crash', nodes: [node] }
}

function stallSource(id: string, node: number, every: Law, stall: Law): Omit<Source, 'nodes' | 'services' | 'sides'> {
  return {
    id: `${id}/disk/stall`,
    label: `${id}: disk stall`,
    lifetime: every,
    times: [],
    repair: [{ law: stall, phase: 'repair', name: 'stall' }],
    effect: { kind: 'disk-stall', nodes: [node] },
    aging: 'while-up',
    node,
    domain: -1,
  }
}

function authorSource(fault: Fault): Omit<Source, 'nodes' | 'services' | 'sides'> {
  const duration = fault.effect.kind === 'clock-step' ? nothing : fault.duration
  return {
    id: fault.id,
    label: fault.id,
    lifetime: fault.when.kind === 'law' ? fault.when.law : null,
    times: fault.when.kind === 'at' ? fault.when.times : [],
    repair: [{ law: duration, phase: 'repair', name: 'lasts' }],
    effect: fault.effect,
    aging: 'always',
    node: -1,
    domain: -1,
  }
}

function touched(
  scenario: Scenario,
  effect: FaultEffect,
  nodesOfDomain: readonly (readonly number[])[],
  servicesOfNode: readonly (readonly number[])[],
): Touched {
  const nodes = ascending(nodesStruck(scenario, effect, nodesOfDomain).filter(n => n >= 0))
  return { nodes, services: ascending(nodes.flatMap(n => servicesOfNode[n])) }
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b)
}
