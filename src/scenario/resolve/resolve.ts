import { say, words } from '../../diagnostics/index.js'
import { LONGEST_DURATION } from '../../units/index.js'
import { hasLeader } from '../keeps-log.js'
import type { Nested } from '../language/domains.js'
import type { Root } from '../language/root.js'
import { sampledTraffic } from '../sampled-traffic.js'
import type { DetectorGroup, Scenario } from '../scenario.js'
import { type Reading, report } from '../shape/reading.js'
import { resolveCalls, servicesCalled } from './calls.js'
import { countMemberships, membersOf, type Names, type Section } from './context.js'
import { nodesInside } from './domain-nodes.js'
import { resolveDomains } from './domains.js'
import { resolveExpectations } from './expectations.js'
import { resolveFaults } from './faults.js'
import { monitorOf } from './monitor.js'
import { resolveNetwork } from './network.js'
import { resolveNodes } from './nodes.js'
import { resolveOperations } from './operations.js'
import { refuseUnsampled } from './sampled-traffic.js'
import { resolveServices } from './services.js'
import { defaultWarmup } from './warmup.js'
import { resolveWorkloads } from './workload.js'

/** Nodes that watch each other all to all, at most: their pairs are a million. */
const mostWatchers = 1000

/**
 * Turns names into indices and fills in what depends on more than one key. Problems go to `reading`; the scenario is
 * only good for use if there are no errors among them.
 */
export function resolve(root: Root, reading: Reading): Scenario {
  const unread = unreadSections(root, reading)
  const placed = resolveDomains(root, reading)
  const { nodes, groups, brokenGroups } = resolveNodes(root.nodes, placed, unread, reading)
  const nodeIds = nodes.map(node => node.id)
  const names: Names = {
    domains: indexed(placed.map(domain => domain.id)),
    nodes: indexed(nodeIds),
    groups,
    brokenGroups,
    services: indexed(root.services.map(service => service.name)),
    unread,
    memberships: countMemberships(),
  }
  const { network, domains } = resolveNetwork(root.network, placed)
  const called = new Set([...root.workload.map(entry => entry.value.to.value), ...servicesCalled(root.services)])
  const uncalling = resolveServices(root.services, { names, nodes, domains }, called, reading)
  const detectors = root.detectors.map(({ name, namePlace, value }): DetectorGroup => {
    const members = membersOf(reading, names, value.on, nodeIds)
    if ((members?.length ?? 0) > mostWatchers) {
      report(
        reading,
        'S207',
        namePlace,
        say`${name} has ${members!.length} nodes that watch each other; there may be ${mostWatchers}`,
      )
    }
    return { id: name, members: members ?? [], monitor: monitorOf(value.watch) }
  })
  const written = resolveWorkloads(root.workload, names, uncalling, reading)
  const { services, workloads } = resolveCalls(
    root.services,
    { names, services: uncalling, workloads: written },
    reading,
  )
  const led = (service: number) => hasLeader(services[service])
  const inside = nodesInside({ domains, nodes })
  const world = { names, nodeIds, nodesOfDomain: (domain: number) => inside[domain] ?? [], hasLeader: led }
  const faults = resolveFaults(root.faults, world, reading)
  const operations = resolveOperations(root.operations, services, { names, nodeIds }, reading)
  const subjects = {
    service: new Set(root.services.map(entry => entry.name)),
    node: new Set(nodeIds),
    domain: new Set(placed.map(domain => domain.id)),
    workload: new Set(workloads.map(({ id }) => id)),
    detector: new Set(root.detectors.map(entry => entry.name)),
  }
  const expectations = resolveExpectations(
    root.expect,
    subjects,
    services,
    unread.size > 0 || brokenGroups.size > 0,
    reading,
  )
  const warmup = root.warmup?.value ?? defaultWarmup(services, detectors)
  checkTimes(root, warmup, reading)
  const sampled = root.traffic?.value ?? null
  const scenario: Scenario = {
    version: 1,
    name: root.name,
    description: root.description,
    seed: root.seed,
    horizon: root.horizon.value,
    warmup,
    trials: root.trials,
    precision: root.precision,
    fidelity: root.fidelity,
    ...(sampled !== null && { traffic: sampledTraffic({ expectations }, sampled) }),
    start: root.start,
    calendar: root.calendar,
    startDate: root['start-date']?.value ?? '',
    domains,
    nodes,
    network,
    services,
    detectors,
    workloads,
    faults,
    ...(operations.length > 0 && { operations }),
    expectations,
    limits: { eventsPerTrial: root.limits['events-per-trial'], outagesKept: root.limits['outages-kept'] },
  }
  if (root.traffic !== null && sampled !== null) refuseUnsampled(scenario, root.traffic, reading)
  return scenario
}

function checkTimes(root: Root, warmup: number, reading: Reading): void {
  const { horizon, calendar } = root
  if (horizon.value + warmup > LONGEST_DURATION) {
    report(reading, 'S203', horizon.place, words('horizon and warm-up together are longer than 285 years'), {
      help: [words('longer studies are more trials')],
    })
  }
  const date = root['start-date']
  if (calendar === 'gregorian' && date === null) {
    report(reading, 'S214', horizon.place, say`the gregorian calendar needs a ${'start-date'}`)
  }
  if (calendar !== 'gregorian' && date !== null) {
    report(reading, 'S214', date.place, say`a start date is for ${'calendar: gregorian'}`)
  }
}

/** What has no value that can be read, or has domains in it that have none. */
function unreadSections(root: Root, reading: Reading): Set<Section> {
  const unread = new Set<Section>()
  if (reading.broken.has(root.nodes)) unread.add('nodes')
  if (reading.broken.has(root.services)) unread.add('services')
  const blind = (nested: Nested): boolean =>
    [nested.regions, nested.zones, nested.racks, nested.domains].some(
      list => reading.broken.has(list) || list.some(entry => blind(entry.value)),
    )
  if (blind(root)) unread.add('domains')
  return unread
}

function indexed(ids: readonly string[]): Map<string, number> {
  return new Map(ids.map((id, i) => [id, i]))
}
