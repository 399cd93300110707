import type { Phase } from '../measures/index.js'
import type { Status } from '../protocols/index.js'
import { firstQuorums, hasLeader, mayLead, type Service } from '../scenario/index.js'
import { chargeFor, type OwnCondition } from './conditions.js'
import { noteFailover } from './decisions.js'
import { minimalSets } from './minimal-sets.js'
import { ordersUnderWay } from './operations.js'
import { falseSuspicion, startUp } from './plan.js'
import { inQuorum, quorumOf, sameQuorum } from './service-quorum.js'
import type { ServiceState } from './state.js'
import { bit, bitCount, blockersOf, type View, viewOf } from './views.js'
import type { World } from './world.js'

/**
 * A service whose members run a protocol: up while one serves, or, where nobody leads, while some member could choose.
 * While no quorum of members could serve, the faults that keep it from being there are to blame. While one could and yet
 * nobody serves, the outage is the aftermath of the fault that began it.
 */
export function protocolCondition(world: World, s: number, service: Service): OwnCondition {
  const state = world.state.services[s]
  const view = viewOf(world, service)
  const terms = termsOf(world, s, service)
  state.quorum = quorumOf(terms, state.quorum)
  if (mayBeDual(service)) noteDual(world, state, view, terms)
  const able = ableIn(service, state, view)
  const up = hasLeader(service)
    ? servesNow(service, able & view.reachable, highest(able, terms), terms)
    : canServe(service, state, view)
  if (up) {
    noteFailover(world, state, false)
    state.everUp = true
    state.termAtStart = highest(able, terms)
    return { up: true, sets: [] }
  }
  if (!canServe(service, state, view)) {
    // What began as a failover has become a repair.
    state.failoverSince = -1
    const sets = minimalSets(faultsOn(world, service), without =>
      canServe(service, state, viewOf(world, service, without)),
    )
    state.initiators = [...new Set(sets.flat())].sort((a, b) => a - b)
    return { up: false, sets: sets.map(set => set.map(source => chargeFor(world, source))) }
  }
  if (state.everUp) {
    if (state.ownUp) state.initiators = initiators(world, state)
  } else if (state.initiators.length === 0) {
    state.initiators = [startUp(world.plan)]
  }
  noteFailover(world, state, true)
  const phase = failoverPhase(able, terms, state.termAtStart)
  return { up: false, sets: [state.initiators.map(cause => ({ cause, phase }))] }
}

const needsQuorum = (service: Service): boolean => service.redundancy.kind !== 'standby'

/** A pair and a lock may have two that serve; a leader that has lost its quorum may not know it yet, and commits nothing. */
const mayBeDual = ({ redundancy: { kind } }: Service): boolean => kind === 'standby' || kind === 'paxos'

/** Members that live and, if the protocol wants a quorum, are within reach of one. */
function ableIn(service: Service, state: ServiceState, view: View): number {
  return needsQuorum(service) ? inQuorum(view, service.members.length, state.quorum) : view.live
}

/**
 * Whether some member could come to serve: able, within reach of the clients, and of those whom it takes to choose it where
 * that is another quorum than the one that commits (Flexible Paxos).
 */
function canServe(service: Service, state: ServiceState, view: View): boolean {
  const { elect, commit } = firstQuorums(service) ?? { elect: null, commit: null }
  // Once the members have changed, what was said at first holds no longer.
  const asFirst = state.quorum === null || (commit !== null && sameQuorum(state.quorum, commit))
  const chosen = elect === commit || !asFirst ? -1 : inQuorum(view, service.members.length, elect)
  return (ableIn(service, state, view) & view.reachable & chosen & leadersOf(service)) !== 0
}

function leadersOf(service: Service): number {
  return service.members.reduce((mask, _, m) => (mayLead(service, m) ? mask | (1 << m) : mask), 0)
}

/**
 * Whether a member serves that could, and leads the highest term that any member of a live quorum holds. A primary
 * with a backup needs no quorum: any that serves will do.
 */
function servesNow(service: Service, could: number, top: number, terms: readonly (Status | null)[]): boolean {
  return terms.some((t, m) => t?.serving === true && bit(could, m) && (t.term === top || !needsQuorum(service)))
}

function highest(able: number, terms: readonly (Status | null)[]): number {
  let top = 0
  for (const [m, t] of terms.entries()) if (t !== null && bit(able, m) && t.term > top) top = t.term
  return top
}

function termsOf(world: World, s: number, service: Service): (Status | null)[] {
  const first = world.plan.firstProcess[s]
  return service.members.map((_, m) => world.state.processes[first + m].status)
}

/** All active sources that bear on whether a member can serve, ascending. */
function faultsOn(world: World, service: Service): number[] {
  const faults = new Set<number>()
  for (const n of service.members) for (const s of blockersOf(world, n)) faults.add(s)
  for (const s of world.state.networkFaults) {
    const { nodes } = world.plan.sources[s]
    if (service.members.some(n => nodes.includes(n))) faults.add(s)
  }
  return [...faults].sort((a, b) => a - b)
}

/**
 * Whom an outage is charged to that begins although a quorum could serve: the fault that strikes at this instant; else
 * an operator's order that is being carried out; else what at present disturbs members without stopping them (loss, delay, slowness, a pause); else the fault that began
 * or ended on them a moment ago, whose aftermath this is; else it is a false suspicion.
 */
function initiators(world: World, state: ServiceState): number[] {
  const s = world.state.services.indexOf(state)
  if (world.striking >= 0 && world.plan.sources[world.striking].services.includes(s)) return [world.striking]
  const ordered = ordersUnderWay(world, s)
  if (ordered.length > 0) return ordered
  const disturbing = disturbances(world, s)
  if (disturbing.length > 0) return disturbing
  if (state.lastDisturbance >= 0 && world.now - state.disturbedAt <= world.plan.settle[s])
    return [state.lastDisturbance]
  return [falseSuspicion(world.plan)]
}

function disturbances(world: World, s: number): number[] {
  const active = new Set<number>(world.state.networkFaults)
  for (const n of world.plan.scenario.services[s].members) {
    const { pauses, slows, stalls } = world.state.nodes[n]
    for (const source of [...pauses, ...slows, ...stalls]) active.add(source)
  }
  return [...active].filter(source => world.plan.sources[source].services.includes(s)).sort((a, b) => a - b)
}

/** Nobody has moved yet; a choice is under way; someone was chosen and is not ready yet. */
function failoverPhase(able: number, terms: readonly (Status | null)[], termAtStart: number): Phase {
  let moved = false
  for (const [m, status] of terms.entries()) {
    if (status === null || !bit(able, m)) continue
    if (leading.has(status.role) && (status.term > termAtStart || !status.serving)) return 'restore'
    if (choosing.has(status.role) || status.term > termAtStart) moved = true
  }
  return moved ? 'decide' : 'detect'
}

/** Roles of one who was chosen, and of one who stands for election, in the protocols' own words. */
const leading: ReadonlySet<string> = new Set(['leader', 'leading', 'holder', 'primary', 'promoting'])
const choosing: ReadonlySet<string> = new Set(['candidate', 'proposer', 'looking', 'view-change'])

/** Time with two members that serve at once is what fencing is for. */
function noteDual(world: World, state: ServiceState, view: View, terms: readonly (Status | null)[]): void {
  const dual =
    bitCount(terms.reduce((mask, t, m) => (t?.serving === true && bit(view.live, m) ? mask | (1 << m) : mask), 0)) > 1
  if (dual && state.dualSince < 0) state.dualSince = world.now
  if (!dual && state.dualSince >= 0) {
    if (world.state.stage === 'measuring') state.dual += world.now - Math.max(state.dualSince, world.plan.from)
    state.dualSince = -1
  }
}
