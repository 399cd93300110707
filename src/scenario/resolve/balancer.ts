import { policyNamed } from '../../balancers/index.js'
import { say } from '../../diagnostics/index.js'
import type { PolicyBody } from '../language/policies.js'
import type { ServiceEntry } from '../language/services.js'
import type { BalancerUse, ClusterNode, Domain, PolicyUse } from '../scenario.js'
import type { Named } from '../shape/collection.js'
import { type Reading, report } from '../shape/reading.js'
import { membersOf, type Names } from './context.js'
import { monitorOf } from './monitor.js'

/** What is known of the machines that a balancer sends to. */
export interface Machines {
  readonly names: Names
  readonly nodes: readonly ClusterNode[]
  readonly domains: readonly Domain[]
}

/** The balancer of a service; round robin where nothing is said. */
export function balancerOf(
  body: ServiceEntry['value']['balancer'],
  members: readonly number[],
  machines: Machines,
  reading: Reading,
): BalancerUse {
  const check = body?.['health-check'] ?? null
  const connect = body?.['connect-timeout'] ?? null
  const policy = body?.policy ?? { kind: 'plain', policy: 'round-robin' }
  return {
    config: policy.kind === 'plain' ? { policy: policy.policy } : useOf(policy, members, machines, reading),
    ...(connect !== null && { connectTimeout: connect.value }),
    monitor: check?.kind === 'heartbeats' ? monitorOf(check.watch) : null,
    ...(check?.kind === 'active' && {
      check: { name: check.name, config: check.options, ...(check.work !== null && { work: check.work }) },
    }),
  }
}

function useOf(
  { name, options, servers }: Extract<PolicyBody, { kind: 'described' }>,
  members: readonly number[],
  machines: Machines,
  reading: Reading,
): PolicyUse {
  const told = toldByNode(servers, new Set(members), machines, reading)
  const zoned = Object.hasOwn(policyNamed(name)?.description.server ?? {}, 'zone')
  const all = members.map(n => {
    const { id } = machines.nodes[n]
    const said = told.get(n)
    const zone = zoned ? zoneOf(machines, n) : null
    return {
      name: said?.address ?? `${id}:80`,
      weight: said?.weight ?? 1,
      ...(zone !== null && { zone }),
      ...said?.told,
    }
  })
  return { name, config: { ...options, servers: all } }
}

/** What is said of a node itself goes before what is said of its group. */
export function toldByNode<T>(
  servers: readonly Named<T>[],
  members: ReadonlySet<number>,
  { names, nodes }: Machines,
  reading: Reading,
): Map<number, T> {
  const told = new Map<number, T>()
  const ids = nodes.map(({ id }) => id)
  const groups = servers.filter(({ name }) => names.groups.has(name) && (names.groups.get(name)?.length ?? 0) > 1)
  for (const entry of [...groups, ...servers.filter(one => !groups.includes(one))]) {
    const ref = { value: entry.name, place: entry.namePlace }
    for (const n of membersOf(reading, names, [ref], ids) ?? []) {
      if (members.has(n)) told.set(n, entry.value)
      else report(reading, 'S216', ref.place, say`${ids[n]} is no member of the service that this is said of`)
    }
  }
  return told
}

/** The zone a node stands in, or the innermost domain where none of them is a zone. */
function zoneOf({ nodes, domains }: Machines, n: number): string | null {
  const inner = nodes[n].domain
  for (let at = inner; at >= 0; at = domains[at].parent) if (domains[at].kind === 'zone') return domains[at].id
  return inner < 0 ? null : domains[inner].id
}
