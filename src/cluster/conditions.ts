import { type Charge, type ChargeSets, conjunction, observe, type Phase } from '../measures/index.js'
import type { Service } from '../scenario/index.js'
import { componentCondition } from './component-service.js'
import { protocolCondition } from './protocol-service.js'
import type { ServiceState } from './state.js'
import type { World } from './world.js'

/** What is true of a service by itself: the sets say why not, and are empty when it is up. */
export interface OwnCondition {
  readonly up: boolean
  readonly sets: ChargeSets
}

/** Looks again at every service that was touched, dependencies first, and lets those that depend on them follow. */
export function flush(world: World): void {
  if (!world.touched) return
  for (const s of world.plan.serviceOrder) if (world.takeTouched(s)) look(world, s)
  world.settleTouched()
}

function look(world: World, s: number): void {
  const service = world.plan.scenario.services[s]
  const state = world.state.services[s]
  const own =
    service.redundancy.kind === 'k-of-n' ? componentCondition(world, s, service) : protocolCondition(world, s, service)
  state.ownUp = own.up
  const sets = withDependencies(world, service, own.sets)
  const up = sets.length === 0
  const degraded = up && service.dependsOn.some(d => d.kind === 'soft' && !world.state.services[d.service].up)
  if (up && state.up && degraded === state.degraded) return
  if (up !== state.up) tellOutage(world, service, up)
  state.up = up
  state.degraded = degraded
  state.charges = sets
  if (world.state.stage === 'measuring') observe(state.ledger, world.now, { up, degraded, sets })
  for (const dependent of world.plan.dependents[s]) world.touch(dependent)
}

/** A service is up when it and all it needs are; when several are not, each has to be repaired. */
function withDependencies(world: World, service: Service, own: ChargeSets): ChargeSets {
  let sets = own
  for (const { service: d, kind } of service.dependsOn) {
    const needed = world.state.services[d]
    if (kind === 'soft' || needed.up) continue
    sets = sets.length === 0 ? needed.charges : conjunction(sets, needed.charges)
  }
  return sets
}

function tellOutage(world: World, service: Service, up: boolean): void {
  if (world.trace.story) world.trace.record(world.now, 'story', service.id, up ? 'up' : 'down')
}

/** The phase of an outage that a source's repair is in; a node that boots after it is being restored. */
export function phaseOf(world: World, s: number): Phase {
  const { step } = world.state.sources[s]
  return step < 0 ? 'restore' : world.plan.sources[s].repair[step].phase
}

export const chargeFor = (world: World, s: number): Charge => ({ cause: s, phase: phaseOf(world, s) })

/** The ledger starts from what is true now. */
export function observeNow(world: World, state: ServiceState): void {
  const { up, degraded, charges } = state
  observe(state.ledger, world.now, { up, degraded, sets: charges })
}
