import type { Phase } from '../measures/index.js'
import type { Status } from '../protocols/index.js'
import type { Service } from '../scenario/index.js'
import { chargeFor, type OwnCondition } from './conditions.js'
import { noteFailover } from './decisions.js'
import { minimalSets } from './minimal-sets.js'
import { falseSuspicion, startUp } from './plan.js'
import type { ServiceState } from './state.js'
import { bit, bitCount, blockersOf, inQuorum, type View, viewOf } from './views.js'
import type { World } from './world.js'

/**
 * A service whose members run a protocol. While no quorum of members could serve, the faults that keep it from being
 * there are to blame. While one could and yet nobody serves, the outage is the aftermath of the fault that began it.
 */
export function protocolCondition(world: World, s: number, service: Service): OwnCondition {
  const state = world.state.services[s]
  const view = viewOf(world, service)
  const terms = termsOf(world, s, service)
  if (service.redundancy.kind !== 'raft') noteDual(world, state, view, terms)
  const possible = canServe(service, view)
  if (possible && servesNow(service, view, terms)) {
    noteFailover(world, state, false)
    state.everUp = true
    state.termAtStart = highest(service, view, terms)
    return { up: true, sets: [] }
  }
  if (!possible) {
    // What began as a failover has become a repair.
    state.failoverSince = -1
    const sets = minimalSets(faultsOn(world, service), without => canServe(service, viewOf(world, service, without)))
    state.initiators = [...new Set(sets.flat())].sort((a, b) => a - b)
    return { up: false, sets: sets.map(set => set.map(source => chargeFor(world, source))) }
  }
  if (state.everUp) {
    if (state.ownUp) state.initiators = initiators(world, state)
  } else if (state.initiators.length === 0) {
    state.initiators = [startUp(world.plan)]
  }
  noteFailover(world, state, true)
  const phase = failoverPhase(service, view, terms, state.termAtStart)
  return { up: false, sets: [state.initiators.map(cause => ({ cause, phase }))] }
}

const needsQuorum = (service: Service): boolean => service.redundancy.kind !== 'standby'

/** Whether some member could serve: live, within reach of the clients and, if the protocol wants one, of a quorum. */
function canServe(service: Service, view: View): boolean {
  const able = needsQuorum(service) ? inQuorum(view, service.members.length) : view.live
  return (able & view.reachable) !== 0
}

/**
 * Whether a member serves that could, and leads the highest term that any member of a live quorum holds. A primary
 * with a backup needs no quorum: any that serves will do.
 */
function servesNow(service: Service, view: View, terms: readonly (Status | null)[]): boolean {
  if (!needsQuorum(service)) return terms.some((t, m) => t?.serving === true && bit(view.live & view.reachable, m))
  const able = inQuorum(view, service.members.length)
  const top = highest(service, view, terms)
  return terms.some((t, m) => t?.serving === true && t.term === top && bit(able & view.reachable, m))
}

function highest(service: Service, view: View, terms: readonly (Status | null)[]): number {
  const able = needsQuorum(service) ? inQuorum(view, service.members.length) : view.live
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
 * what at present disturbs members without stopping them (loss, delay, slowness, a pause); else the fault that began
 * or ended on them a moment ago, whose aftermath this is; else it is a false suspicion.
 */
function initiators(world: World, state: ServiceState): number[] {
  const s = world.state.services.indexOf(state)
  if (world.striking >= 0 && world.plan.sources[world.striking].services.includes(s)) return [world.striking]
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
function failoverPhase(service: Service, view: View, terms: readonly (Status | null)[], termAtStart: number): Phase {
  const able = needsQuorum(service) ? inQuorum(view, service.members.length) : view.live
  let moved = false
  for (const [m, status] of terms.entries()) {
    if (status === null || !bit(able, m)) continue
    if (leading.has(status.role) && (status.term > termAtStart || !status.serving)) return 'restore'
    if (choosing.has(status.role) || status.term > termAtStart) moved = true
  }
  return moved ? 'decide' : 'detect'
}

/** Roles of one who was chosen, and of one who stands for election, in the protocols' own words. */
const leading: ReadonlySet<string> = new Set(['leader', 'holder', 'primary', 'promoting'])
const choosing: ReadonlySet<string> = new Set(['candidate', 'proposer'])

/**
 * Time with two members that serve at once is what fencing is for. Not asked of Raft: a leader that has lost its
 * majority may not know it yet, and commits nothing.
 */
function noteDual(world: World, state: ServiceState, view: View, terms: readonly (Status | null)[]): void {
  const dual =
    bitCount(terms.reduce((mask, t, m) => (t?.serving === true && bit(view.live, m) ? mask | (1 << m) : mask), 0)) > 1
  if (dual && state.dualSince < 0) state.dualSince = world.now
  if (!dual && state.dualSince >= 0) {
    if (world.state.stage === 'measuring') state.dual += world.now - Math.max(state.dualSince, world.plan.from)
    state.dualSince = -1
  }
}
