import { type Law, quantile } from '../laws/index.js'
import type { Phase } from '../measures/index.js'
import type { FaultEffect, Monitor, Scenario, Service } from '../scenario/index.js'
import { parseDate, windowBoundaries } from '../units/index.js'
import { channelsOf, checkChannelsOf, type Group, groupsOf, probeChannelsOf } from './leap/group.js'
import { listeningOf } from './listening.js'
import { sourcesOf } from './sources.js'

/**
 * A scenario compiled for the world: everything that can be looked up instead of computed. Never changed after it was
 * made, so that one plan serves all trials.
 */
export interface Plan {
  readonly scenario: Scenario
  /** Whatever can break by itself or on schedule. Its place in this list is its cause number. */
  readonly sources: readonly Source[]
  readonly causes: readonly Cause[]
  /** Indices of the sources that are part of a node or of a domain. */
  readonly nodeSources: readonly (readonly number[])[]
  readonly domainSources: readonly (readonly number[])[]
  /** The domains a node or domain stands in, innermost first; for a domain without itself. */
  readonly domainsOfNode: readonly (readonly number[])[]
  readonly domainsOfDomain: readonly (readonly number[])[]
  /** A domain and all domains inside it. */
  readonly domainsInside: readonly (readonly number[])[]
  readonly nodesOfDomain: readonly (readonly number[])[]
  readonly servicesOfNode: readonly (readonly number[])[]
  /** Services in an order in which every one stands behind what it depends on. */
  readonly serviceOrder: readonly number[]
  readonly dependents: readonly (readonly number[])[]
  readonly processes: readonly ProcessPlan[]
  /** Index of the process of a service's first member, or -1 when it runs no protocol. */
  readonly firstProcess: readonly number[]
  readonly processesOfNode: readonly (readonly number[])[]
  /** Who watches whom: detector groups, then the health checks of balancers. */
  readonly watches: readonly Watch[]
  /** The watches a node sends heartbeats for, and its place among the members. */
  readonly beatsOfNode: readonly (readonly (readonly [watch: number, member: number])[])[]
  /** How long after a disturbance a new leaderless time is still laid to it. */
  readonly settle: readonly number[]
  /** Boundaries of the calendar months from the start of measuring, the incomplete last one left out. */
  readonly months: readonly number[]
  /** What heartbeats hold together, each with its connections and what may be leapt of it. */
  readonly groups: readonly Group[]
  /** Group of a service, or -1 when it runs no protocol, and of a watch. */
  readonly groupOfService: readonly number[]
  readonly groupOfWatch: readonly number[]
  /** Names of the channels: the services', then the watches', then those of balancers' own checks and probes. */
  readonly channels: readonly (readonly [kind: string, id: string])[]
  /** Of the checks that the balancer of a service makes, or -1. */
  readonly checkChannels: readonly number[]
  /** Of the probes that it sends, or -1. */
  readonly probeChannels: readonly number[]
  /** The services whose configurations are written down, as traffic is sampled; empty where requests are simulated. */
  readonly exposed: readonly number[]
  /** Absolute times between which is measured. */
  readonly from: number
  readonly to: number
}

export interface Source {
  readonly id: string
  /** For people: `zone a: power`. */
  readonly label: string
  /** Time to the next failure, or null for one that strikes at `times`. */
  readonly lifetime: Law | null
  readonly times: readonly number[]
  /** What its repair consists of, one after the other, and which phase of an outage each counts to. */
  readonly repair: readonly { readonly law: Law; readonly phase: Phase; readonly name: string }[]
  readonly effect: FaultEffect
  readonly aging: 'while-up' | 'always'
  /** The node or domain it is part of, or -1: it then ages only while that is powered and up. */
  readonly node: number
  readonly domain: number
  /** The nodes it touches, ascending. */
  readonly nodes: readonly number[]
  /** The services with a member among them, ascending. */
  readonly services: readonly number[]
  /** For effects on the network: on which side of the cut a node is (index node + 1; clients are 0). */
  readonly sides: Uint8Array | null
}

export interface Cause {
  readonly id: string
  readonly label: string
}

export interface ProcessPlan {
  readonly service: number
  readonly member: number
  readonly node: number
}

export interface Watch {
  readonly id: string
  readonly monitor: Monitor
  /** Nodes that send heartbeats. */
  readonly members: readonly number[]
  /** Who listens: nodes, or -1 for the balancer, which stands with the clients. */
  readonly observers: readonly number[]
  /** The service whose balancer listens, or -1. */
  readonly service: number
}

/** A suspicion that no fault explains, and what a service lacks before its first election. */
export const specialCauses: readonly Cause[] = [
  { id: 'false-suspicion', label: 'false suspicion' },
  { id: 'start-up', label: 'start-up' },
]

/** Cause number of a suspicion without a fault. */
export const falseSuspicion = (plan: Plan): number => plan.sources.length
/** Cause number of the time before a service first came up. */
export const startUp = (plan: Plan): number => plan.sources.length + 1

/** Cause number of what an operator's order begins: a leader that hands over, members that change. */
export const causeOfOrder = (plan: Plan, operation: number): number =>
  plan.sources.length + specialCauses.length + operation

const causesOfOrders = ({ operations = [] }: Scenario): Cause[] =>
  operations.map(({ id }) => ({ id: `operations/${id}`, label: id }))

/** What a failed request is charged to where no fault is in sight. */
const requestCauses: readonly Cause[] = [
  { id: 'load', label: 'load' },
  { id: 'message-loss', label: 'lost messages' },
]

/** Cause number of more work than members can do. */
export const overload = (plan: Plan): number => plan.causes.length
/** Cause number of a message that the network lost by itself. */
export const messageLoss = (plan: Plan): number => plan.causes.length + 1

/** What a failed request is charged to. */
export const causeOfRequest = (plan: Plan, cause: number): Cause =>
  plan.causes[cause] ?? requestCauses[cause - plan.causes.length]

/** Compiles a scenario. Pure; takes time linear in nodes, members and sources. */
export function compile(written: Scenario): Plan {
  const scenario = written.traffic === undefined ? written : withoutBalancers(written)
  const { nodes, domains, services } = scenario
  const domainsOfDomain: number[][] = []
  for (const domain of domains) {
    domainsOfDomain.push(domain.parent < 0 ? [] : [domain.parent, ...domainsOfDomain[domain.parent]])
  }
  const domainsOfNode = nodes.map(n => (n.domain < 0 ? [] : [n.domain, ...domainsOfDomain[n.domain]]))
  const nodesOfDomain = invert(domainsOfNode, domains.length)
  const servicesOfNode = invert(
    services.map(s => s.members),
    nodes.length,
  )
  const sources = sourcesOf(scenario, nodesOfDomain, servicesOfNode)
  const { processes, firstProcess } = layOutProcesses(services)
  const watches = watchesOf(scenario)
  const groups = groupsOf({ scenario, domainsOfNode, sources, watches })
  return {
    scenario,
    sources,
    causes: [...sources.map(s => ({ id: s.id, label: s.label })), ...specialCauses, ...causesOfOrders(scenario)],
    nodeSources: invert(
      sources.map(s => (s.node < 0 ? [] : [s.node])),
      nodes.length,
    ),
    domainSources: invert(
      sources.map(s => (s.domain < 0 ? [] : [s.domain])),
      domains.length,
    ),
    domainsOfNode,
    domainsOfDomain,
    domainsInside: invert(
      domainsOfDomain.map((around, d) => [d, ...around]),
      domains.length,
    ),
    nodesOfDomain,
    servicesOfNode,
    serviceOrder: orderOfServices(services),
    dependents: invert(
      services.map(s => s.dependsOn.map(d => d.service)),
      services.length,
    ),
    processes,
    firstProcess,
    processesOfNode: invert(
      processes.map(p => [p.node]),
      nodes.length,
    ),
    watches,
    beatsOfNode: beatsOf(watches, nodes.length),
    settle: services.map(settleTime),
    months: monthBoundaries(scenario),
    groups,
    groupOfService: services.map((_, s) => groups.findIndex(g => g.kind === 'service' && g.index === s)),
    groupOfWatch: watches.map((_, w) => groups.findIndex(g => g.kind === 'watch' && g.index === w)),
    channels: channelsOf(scenario, watches),
    checkChannels: checkChannelsOf(scenario, watches),
    probeChannels: probeChannelsOf(scenario, watches),
    exposed:
      scenario.traffic === undefined ? [] : [...new Set(scenario.workloads.map(w => w.service))].sort((a, b) => a - b),
    from: scenario.warmup,
    to: scenario.warmup + scenario.horizon,
  }
}

/** Where requests are not made their balancers watch nobody. */
const withoutBalancers = (scenario: Scenario): Scenario => ({
  ...scenario,
  services: scenario.services.map(service => ({ ...service, balancer: null })),
})

function monthBoundaries({ calendar, startDate, horizon }: Scenario): number[] {
  if (calendar !== 'gregorian') return windowBoundaries(calendar, 'month', horizon)
  const start = parseDate(startDate)
  return start.ok ? windowBoundaries(calendar, 'month', horizon, start.value) : []
}

function watchesOf({ detectors, services }: Scenario): Watch[] {
  const watches: Watch[] = []
  for (const { id, monitor, members } of detectors)
    watches.push({ id, monitor, members, observers: members, service: -1 })
  for (const [s, { id, members, balancer }] of services.entries()) {
    const monitor = balancer?.monitor ?? null
    if (monitor !== null) watches.push({ id, monitor, members, observers: [-1], service: s })
  }
  return watches
}

function beatsOf(watches: readonly Watch[], nodes: number): (readonly [number, number])[][] {
  const beats: (readonly [number, number])[][] = Array.from({ length: nodes }, () => [])
  for (const [w, { members }] of watches.entries()) for (const [m, n] of members.entries()) beats[n].push([w, m])
  return beats
}

/** For every target, who points at it: ascending. */
function invert(pointers: readonly (readonly number[])[], targets: number): number[][] {
  const inverse: number[][] = Array.from({ length: targets }, () => [])
  for (const [from, tos] of pointers.entries()) for (const to of tos) inverse[to].push(from)
  return inverse
}

function layOutProcesses(services: readonly Service[]): Pick<Plan, 'processes' | 'firstProcess'> {
  const processes: ProcessPlan[] = []
  const firstProcess = services.map((service, s) => {
    if (service.redundancy.kind === 'k-of-n') return -1
    const first = processes.length
    for (const [member, node] of service.members.entries()) processes.push({ service: s, member, node })
    return first
  })
  return { processes, firstProcess }
}

/** Dependencies first. The scenario has no cycles among them: its reader refuses them. */
function orderOfServices(services: readonly Service[]): number[] {
  const order: number[] = []
  const placed = services.map(() => false)
  const place = (s: number): void => {
    if (placed[s]) return
    placed[s] = true
    for (const dependency of services[s].dependsOn) place(dependency.service)
    order.push(s)
  }
  for (const s of services.keys()) place(s)
  return order
}

/**
 * Ten times the longest silence that a member bears before it acts. A leaderless time that begins within this span
 * after a fault began, ended or changed is laid to that fault: the healed partition whose stranded member comes back
 * with a higher term, say.
 */
function settleTime(service: Service): number {
  const { redundancy } = service
  switch (redundancy.kind) {
    case 'k-of-n':
      return 0
    case 'raft':
      return Math.ceil(10 * quantile(redundancy.config.electionTimeout, 0.99))
    default:
      return 'monitor' in redundancy ? Math.ceil(10 * silence(redundancy.monitor)) : ofListening(service)
  }
}

/** Whoever listens by timers of its own is taken to bear up to twice its least silence. */
function ofListening(service: Service): number {
  return Math.ceil(20 * (listeningOf(service)?.least ?? 0))
}

function silence(monitor: Monitor): number {
  const { detector, heartbeat } = monitor
  if (detector.kind === 'timeout') return detector.timeout
  return detector.kind === 'missed' ? detector.beats * heartbeat : 10 * heartbeat
}
