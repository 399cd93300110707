import type { Law } from '../../src/laws/index.js'
import type { ClusterNode, Domain, FailureMode, LinkClass, Scenario, Service } from '../../src/scenario/index.js'
import { DAY, YEAR } from '../../src/units/index.js'

/** Building blocks for tests that speak of resolved scenarios, without a file in between. */

export const constant = (value: number): Law => ({ kind: 'constant', value })
export const exponential = (mean: number): Law => ({ kind: 'exponential', mean })
export const nothing = constant(0)

export function mode(lifetime: Law, repair: Law, more: Partial<FailureMode> = {}): FailureMode {
  return {
    name: 'crash',
    lifetime,
    repair: { detect: nothing, diagnose: nothing, repair, restore: nothing },
    effect: 'crash',
    factor: 1,
    aging: 'while-up',
    ...more,
  }
}

export function node(id: string, more: Partial<ClusterNode> = {}): ClusterNode {
  return {
    id,
    group: id.replace(/-\d+$/, ''),
    domain: -1,
    failures: [],
    disk: { sync: nothing, stallEvery: null, stall: nothing },
    clock: { drift: 0 },
    boot: nothing,
    speed: 1,
    ...more,
  }
}

export function nodes(count: number, more: Partial<ClusterNode> = {}): ClusterNode[] {
  return Array.from({ length: count }, (_, i) => node(`n-${i + 1}`, more))
}

export function domain(id: string, more: Partial<Domain> = {}): Domain {
  return { id, kind: 'zone', parent: -1, failures: [], linkClass: 0, ...more }
}

export function service(id: string, members: readonly number[], more: Partial<Service> = {}): Service {
  return {
    id,
    members,
    redundancy: { kind: 'k-of-n', needs: 1 },
    dependsOn: [],
    balancer: null,
    concurrency: 1,
    queue: 100,
    ...more,
  }
}

export function link(latency: Law, more: Partial<LinkClass> = {}): LinkClass {
  return { name: 'default', latency, loss: 0, duplicate: 0, reorder: 0, overtaking: false, ...more }
}

export function scenario(more: Partial<Scenario> = {}): Scenario {
  return {
    version: 1,
    name: 'test',
    description: '',
    seed: 'test',
    horizon: YEAR,
    warmup: 0,
    trials: 10,
    precision: 0,
    fidelity: 'full',
    start: 'new',
    calendar: 'plain',
    startDate: '',
    domains: [],
    nodes: [],
    network: { classes: [link(constant(500))], between: 0, clients: 0 },
    services: [],
    detectors: [],
    workloads: [],
    faults: [],
    expectations: [],
    limits: { eventsPerTrial: 100_000_000, outagesKept: 1000 },
    ...more,
  }
}

export { DAY, YEAR }
