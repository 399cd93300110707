import { type Label, listing, type Phrase, say, words } from '../diagnostics/index.js'
import {
  type FaultBudget,
  multiPaxos,
  ownProtocol,
  type Plain,
  type Protocol,
  raft,
  singlePaxos,
  vsr,
  zab,
} from '../protocols/index.js'
import { isQuorum, membersOf } from '../quorum/index.js'
import { nodesStruck } from './fault-nodes.js'
import type { Root } from './language/root.js'
import type { ServiceEntry } from './language/services.js'
import { type Blow, overlaps } from './overlapping-faults.js'
import { nodesInside, placesOfDomains } from './resolve/domain-nodes.js'
import type { FaultEffect, Scenario, Service } from './scenario.js'
import { firstQuorums } from './service-quorums.js'
import { type Reading, report } from './shape/reading.js'
import { type Place, spanOf } from './text/tree.js'

/** A service with what its protocol declares that it bears. */
interface Bearing {
  readonly entry: ServiceEntry
  readonly service: Service
  readonly index: number
  readonly budget: FaultBudget
  /** Of the protocol. */
  readonly place: Place
}

/**
 * Warns of faults beyond what a protocol declares to bear (`budget`): more members down at once, clocks that are more
 * wrong, or pauses where safety rests on time. A fault that is marked `meant` is passed over.
 */
export function beyondBudget(root: Root, scenario: Scenario, reading: Reading): void {
  const bearing = root.services.flatMap((entry, index): Bearing[] => {
    const service = scenario.services[index]
    const budget = budgetOf(service)
    const place = entry.value.protocol?.place
    return budget === null || place === undefined ? [] : [{ entry, service, index, budget, place }]
  })
  if (bearing.length === 0) return
  const inside = nodesInside(scenario)
  root.faults.forEach(({ name, namePlace, value }, f) => {
    const { effect } = scenario.faults[f]
    if (value.meant === true) return
    const blow = blowOf(scenario, effect, inside)
    if (blow !== null) manyDown(say`fault ${name} takes`, namePlace, blow, bearing, reading)
    if (!stands(effect)) return
    const struck = nodesStruck(scenario, effect, inside)
    for (const of of bearing) stoodStill(say`fault ${name}`, namePlace, struck, of, reading)
  })
  const domains = placesOfDomains(root)
  scenario.domains.forEach(({ id, kind, failures }, domain) => {
    if (!failures.some(mode => mode.effect === 'power')) return
    const place = domains.get(id)
    const blow = blowOf(scenario, { kind: 'power', domain }, inside)
    if (place === undefined || blow === null) return
    manyDown(say`a power failure of ${words(kind)} ${id} takes`, place, blow, bearing, reading)
  })
  for (const { fault, during, blow } of overlaps(root, scenario, effect => blowOf(scenario, effect, inside))) {
    const { name, namePlace } = root.faults[fault]
    const others = during.map(other => root.faults[other].name)
    const what = say`fault ${name} comes while ${listing(others, 'and')} ${words(others.length > 1 ? 'last' : 'lasts')}, and together they take`
    manyDown(what, namePlace, blow, bearing, reading)
  }
  for (const of of bearing) clocks(root, scenario, of, reading)
  for (const of of bearing) ownPauses(root, scenario, of, reading)
}

/** What a protocol declares to bear, as it is configured; null where it claims no agreement. */
function budgetOf({ redundancy }: Service): FaultBudget | null {
  switch (redundancy.kind) {
    case 'raft':
      return raft.budget?.(redundancy.config) ?? null
    case 'multi-paxos':
      return multiPaxos.budget?.(redundancy.config) ?? null
    case 'single-paxos':
      return singlePaxos.budget?.(redundancy.config) ?? null
    case 'zab':
      return zab.budget?.(redundancy.config) ?? null
    case 'vsr':
      return vsr.budget?.(redundancy.config) ?? null
    case 'own': {
      const protocol = ownProtocol(redundancy.name)?.protocol as Protocol<unknown, Plain, Plain> | undefined
      return protocol?.budget?.(redundancy.config) ?? null
    }
    default:
      return null
  }
}

/** Who is down at once by the author's faults, named or as leader of a service; null for what takes nobody down. */
function blowOf(scenario: Scenario, effect: FaultEffect, inside: readonly (readonly number[])[]): Blow | null {
  if (effect.kind !== 'crash' && effect.kind !== 'power' && effect.kind !== 'pause') return null
  const forgets = effect.kind !== 'pause'
  const led = 'leaderOf' in effect ? effect.leaderOf : undefined
  if (led !== undefined) return { nodes: new Set(), leaders: new Set([led]), forgets }
  return { nodes: new Set(nodesStruck(scenario, effect, inside)), leaders: new Set(), forgets }
}

/** So many members are struck that no quorum is left. */
function manyDown(what: Phrase, place: Place, blow: Blow, bearing: readonly Bearing[], reading: Reading): void {
  const exceeded = bearing.flatMap(of => {
    const { members, redundancy } = of.service
    const gone = membersWith(of.service).filter(m => blow.nodes.has(members[m]))
    const leader = blow.leaders.has(of.index) ? 1 : 0
    const count = gone.length + leader
    const spared = leader === 0 && redundancy.kind !== 'own' && leavesQuorum(of.service, gone)
    return count <= of.budget.down || spared || members.length < 2 ? [] : [{ of, count }]
  })
  if (exceeded.length === 0) return
  const forgets = ({ of }: { of: Bearing }) => of.budget.keeps === 'nothing' && blow.forgets
  const worst = exceeded.find(forgets) ?? exceeded[0]
  const { service, budget } = worst.of
  const all = membersWith(service).length
  const consequence = forgets(worst)
    ? words('they come back with nothing: what was acknowledged may be lost, and nobody may ever serve again (safety)')
    : words('nobody serves until enough are back, and nothing is lost (liveness alone)')
  const also = (same: boolean) =>
    exceeded.flatMap(one => (one !== worst && (forgets(one) === forgets(worst)) === same ? [one.of.service.id] : []))
  const [alike, milder] = [also(true), also(false)]
  report(
    reading,
    'S310',
    place,
    say`${what} ${worst.count} of ${all} members of ${service.id} down at once, and it bears ${budget.down}`,
    {
      secondary: exceeded.map(({ of }) => bears(of)),
      help: [
        consequence,
        ...(alike.length === 0 ? [] : [say`as much holds for ${listing(alike, 'and')}`]),
        ...(milder.length === 0 ? [] : [say`${listing(milder, 'and')} cannot serve meanwhile (liveness alone)`]),
        words('`meant: true` in a fault says that this is what is asked'),
      ],
    },
    'warning',
  )
}

/** Places of those who vote. */
function membersWith(service: Service): number[] {
  const quorums = firstQuorums(service)
  if (quorums === null) return service.members.map((_, m) => m)
  return [...new Set([...membersOf(quorums.elect), ...membersOf(quorums.commit)])].sort((a, b) => a - b)
}

function leavesQuorum(service: Service, gone: readonly number[]): boolean {
  const quorums = firstQuorums(service)
  if (quorums === null) return true
  return [quorums.elect, quorums.commit].every(quorum => isQuorum(quorum, member => !gone.includes(member)))
}

function bears({ entry, budget, place }: Bearing): Label {
  const kept = budget.keeps === 'nothing' ? words(', who forget everything') : []
  return { span: spanOf(place), text: say`${entry.name} bears ${budget.down} down at once${kept}` }
}

const stands = ({ kind }: FaultEffect): boolean => kind === 'pause' || kind === 'slow'

function stoodStill(what: Phrase, place: Place, struck: readonly number[], of: Bearing, reading: Reading): void {
  const { entry, service, budget } = of
  if (budget.pauses !== false || !service.members.some(n => struck.includes(n))) return
  report(
    reading,
    'S310',
    place,
    say`${what} makes members of ${entry.name} stand still or slow down, and its leases bear no pause: a leader that was replaced meanwhile may answer reads with what is old (safety)`,
    {
      secondary: [{ span: spanOf(of.place), text: words('this lease is measured by no clock') }],
      help: [words("`reads: index`, or the thesis' ways, whose lease is measured by the clock")],
    },
    'warning',
  )
}

/** Ways to fail of the members' own. */
function ownPauses(root: Root, scenario: Scenario, of: Bearing, reading: Reading): void {
  if (of.budget.pauses !== false) return
  for (const { name, value } of root.nodes) {
    const nodes = of.service.members.filter(n => scenario.nodes[n].group === name)
    for (const { name: failure, namePlace, value: body } of value.failures) {
      if (body.effect !== 'crash') stoodStill(say`${failure} of node ${name}`, namePlace, nodes, of, reading)
    }
  }
}

/** Clocks more wrong than safety bears. */
function clocks(root: Root, scenario: Scenario, { entry, service, budget, place }: Bearing, reading: Reading): void {
  const { drift } = budget
  if (drift === null) return
  for (const { name, value } of root.nodes) {
    const written = value.clock.drift
    if (written.value <= drift || !service.members.some(n => scenario.nodes[n].group === name)) continue
    const bound = boundOf(entry)
    const asked = ppm(written.value)
    const settable = budget.pauses !== false && bound !== null
    report(
      reading,
      'S310',
      written.place,
      say`clocks of ${name} may be ${asked} wrong, and ${entry.name} is safe up to ${ppm(drift)}: a leader that was replaced may go on to answer reads with what is old (safety)`,
      {
        secondary: [
          {
            span: spanOf(bound ?? place),
            text: settable ? words('declared here') : say`${entry.name} declares this for its protocol`,
          },
        ],
        help: settable ? [say`a ${words('`drift-bound`')} of ${asked} or more keeps its leases safe`] : [],
        suggestion:
          settable && !bound.byDefault
            ? { text: say`did you mean ${asked}?`, edits: [{ span: spanOf(bound), replacement: asked }] }
            : null,
      },
      'warning',
    )
  }
}

function boundOf({ value }: ServiceEntry): Place | null {
  const body = value.protocol?.value
  return body !== undefined && 'drift-bound' in body ? body['drift-bound'].place : null
}

const ppm = (fraction: number): string => `${Number((fraction * 1e6).toPrecision(9))}ppm`
