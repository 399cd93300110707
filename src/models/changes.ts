import { type Domain, firstQuorums, type Scenario, type Service } from '../scenario/index.js'
import type { Tuning } from './component.js'
import { layoutOf } from './layout.js'
import type { Model } from './model.js'

/** A scenario with the tuning of its components: what changes turn into another of the same kind. */
export interface Design {
  readonly scenario: Scenario
  readonly tuning: Tuning
}

export interface Candidate {
  readonly what: string
  readonly apply: (design: Design) => Design
}

/** What one could do for a service: repair or break less, fail over faster, add a replica, add a domain. */
export function candidatesFor(model: Model, s: number, components: readonly number[]): Candidate[] {
  const families = [...new Set(components.map(c => model.components[c].family))].sort(byText)
  const services = model.needed(s)
  return [
    ...families.flatMap(tunings),
    ...services.filter(n => estimated(model, n)).map(n => fasterFailover(model.scenario.services[n])),
    ...services.flatMap(n => moreReplicas(model.scenario, n)),
    ...services.flatMap(n => anotherDomain(model.scenario, n)),
  ]
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const estimated = (model: Model, s: number): boolean => {
  const failover = model.failover(s)
  return failover !== null && 'estimate' in failover && failover.estimate.rate > 0
}

function tunings(family: string): Candidate[] {
  const scaled = (up: number, down: number) => (design: Design) => {
    const { families } = design.tuning
    const before = Object.hasOwn(families, family) ? families[family] : { up: 1, down: 1 }
    const after = { up: before.up * up, down: before.down * down }
    return { ...design, tuning: { ...design.tuning, families: { ...families, [family]: after } } }
  }
  const failure = family.replace(': ', ' ')
  return [
    { what: `${failure} repaired in half the time`, apply: scaled(1, 0.5) },
    { what: `${failure} half as often`, apply: scaled(2, 1) },
  ]
}

function fasterFailover({ id }: Service): Candidate {
  return {
    what: `${id}: failover in half the time`,
    apply: design => {
      const { failover } = design.tuning
      const before = Object.hasOwn(failover, id) ? failover[id] : 1
      return { ...design, tuning: { ...design.tuning, failover: { ...failover, [id]: before / 2 } } }
    },
  }
}

/**
 * One more member that serves, as many needed as before; where a majority is needed, or may be meant, two more and a majority
 * of them.
 */
/** Two more members say nothing of who of them would vote, unless all do and a majority decides. */
function isPlain(service: Service): boolean {
  const quorums = firstQuorums(service)
  if (quorums === null) return false
  return [quorums.elect, quorums.commit].every(q => q.kind === 'majority' && q.of.length === service.members.length)
}

function moreReplicas({ services }: Scenario, s: number): Candidate[] {
  const { id, members, redundancy } = services[s]
  const n = members.length
  if (redundancy.kind !== 'standby' && redundancy.kind !== 'k-of-n') {
    if (!isPlain(services[s])) return []
    return [{ what: `${id}: two more members, ${n + 2} in all`, apply: design => enlarged(design, s, 2, 0) }]
  }
  if (redundancy.kind === 'standby') {
    return [{ what: `${id}: one more backup`, apply: design => enlarged(design, s, 1, 0) }]
  }
  const { needs } = redundancy
  const majority = n >= 3 && needs === Math.floor(n / 2) + 1
  const what = `${id}: one more, ${needs} of ${n + 1}${majority ? ' (no majority)' : ''}`
  const one = { what, apply: (design: Design) => enlarged(design, s, 1, 0) }
  if (!majority) return [one]
  const two = {
    what: `${id}: two more, ${needs + 1} of ${n + 2}`,
    apply: (design: Design) => enlarged(design, s, 2, 1),
  }
  return [one, two]
}

/** Further members like the one that stands where the service has the fewest. */
function enlarged(design: Design, s: number, more: number, needMore: number): Design {
  let { scenario } = design
  for (let i = 0; i < more; i++) {
    const service = scenario.services[s]
    const model = scenario.nodes[loneliest(scenario, service)]
    const nodes = [...scenario.nodes, { ...model, id: freshId(scenario.nodes, model.group) }]
    const members = [...service.members, nodes.length - 1]
    const larger = { ...service, members, redundancy: ofMembers(service.redundancy, members.length) }
    scenario = { ...scenario, nodes, services: scenario.services.with(s, larger) }
  }
  const service = scenario.services[s]
  if (service.redundancy.kind !== 'k-of-n' || needMore === 0) return { ...design, scenario }
  const redundancy = { ...service.redundancy, needs: service.redundancy.needs + needMore }
  return { ...design, scenario: { ...scenario, services: scenario.services.with(s, { ...service, redundancy }) } }
}

/** The same protocol among more members, all of whom vote. */
function ofMembers(redundancy: Service['redundancy'], members: number): Service['redundancy'] {
  if (redundancy.kind === 'k-of-n') return redundancy
  const grown = { ...redundancy, config: { ...redundancy.config, members } }
  return grown as Service['redundancy']
}

function loneliest({ nodes, domains }: Scenario, { members }: Service): number {
  const { domainsOfNode } = layoutOf({ nodes, domains })
  const company = (n: number): number =>
    members.reduce((sum, m) => sum + domainsOfNode[n].filter(d => domainsOfNode[m].includes(d)).length, 0)
  return members.reduce((best, n) => (company(n) < company(best) ? n : best), members[0])
}

function freshId(parts: readonly { readonly id: string }[], group: string): string {
  const taken = new Set(parts.map(part => part.id))
  let number = parts.length + 1
  while (taken.has(`${group}-${number}`)) number++
  return `${group}-${number}`
}

/** Of every kind of domain that fails around its members: one more of it, with an even share of the members moved there. */
function anotherDomain(scenario: Scenario, s: number): Candidate[] {
  const { id, members } = scenario.services[s]
  const { domainsOfNode } = layoutOf(scenario)
  const around = [...new Set(members.flatMap(n => domainsOfNode[n]))].sort((a, b) => a - b)
  const failing = around.filter(d => scenario.domains[d].failures.length > 0)
  const kinds = [...new Set(failing.map(d => scenario.domains[d].kind))]
  return kinds.flatMap(kind => {
    const used = around.filter(d => scenario.domains[d].kind === kind)
    const moved = Math.floor(members.length / (used.length + 1))
    if (moved === 0) return []
    const what = `${id}: over ${used.length + 1} ${kind}s instead of ${used.length}`
    return [{ what, apply: (design: Design) => spread(design, s, kind) }]
  })
}

function spread(design: Design, s: number, kind: string): Design {
  const { scenario } = design
  const { domainsOfNode } = layoutOf(scenario)
  const { members } = scenario.services[s]
  const homeOf = (n: number): number => domainsOfNode[n].find(d => scenario.domains[d].kind === kind) ?? -1
  const homes = new Map<number, number[]>()
  for (const n of members) if (homeOf(n) >= 0) homes.set(homeOf(n), [...(homes.get(homeOf(n)) ?? []), n])
  const crowded = [...homes.values()]
  const domains = [...scenario.domains]
  const nodes = [...scenario.nodes]
  const target = [...homes].reduce((most, home) => (home[1].length > most[1].length ? home : most))[0]
  const fresh = domains.length
  domains.push({ ...domains[target], id: freshId(domains, `${domains[target].id}-new`) })
  for (let left = Math.floor(members.length / (homes.size + 1)); left > 0; left--) {
    const from = crowded.reduce((most, home) => (home.length > most.length ? home : most))
    const n = from.pop()
    if (n !== undefined) nodes[n] = { ...nodes[n], domain: rebuilt(domains, domainsOfNode[n], homeOf(n), fresh) }
  }
  return { ...design, scenario: { ...scenario, domains, nodes } }
}

/** The domains between a node and the one it leaves are built anew within the fresh one; returns the innermost. */
function rebuilt(domains: Domain[], around: readonly number[], left: number, fresh: number): number {
  let parent = fresh
  for (const d of around.slice(0, around.indexOf(left)).reverse()) {
    domains.push({ ...domains[d], id: freshId(domains, `${domains[d].id}-new`), parent })
    parent = domains.length - 1
  }
  return parent
}
