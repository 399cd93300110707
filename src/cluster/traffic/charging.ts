import type { Charge, ChargeSets } from '../../measures/index.js'
import { chargeRequest, minimalSets } from '../../measures/index.js'
import type { Service } from '../../scenario/index.js'
import { falseSuspicion, messageLoss, overload } from '../plan.js'
import { crosses } from '../sides.js'
import type { RequestState } from '../state.js'
import { blockersOf } from '../views.js'
import type { World } from '../world.js'
import { ordersInForce, ordersOn } from './balancer-orders.js'
import { awaitedBy } from './call-blame.js'
import { askerOf } from './place.js'

/**
 * Charges a failed request to what it failed of, the nearest first: faults that act on the member it was sent to last; what
 * its service or a service that this needs is down of; faults on members it was not sent to, whose work others had to do; a
 * message that was lost; and where nothing is wrong anywhere, that there is too much to do. A call that failed it, or that it
 * was given up over, is charged in its place.
 */
export function chargeFailure(world: World, request: RequestState, error: string): void {
  const { tally } = world.state.workloads[request.workload]
  if (tally.charges === null) return
  chargeRequest(tally, setsOf(world, request, error))
}

/** For so many time-outs of its clients a disturbance is taken to be felt. */
const aftermath = 10

export function setsOf(world: World, request: RequestState, error: string): ChargeSets {
  const { service: s } = world.plan.scenario.workloads[request.workload]
  const service = world.plan.scenario.services[s]
  const state = world.state.services[s]
  if (error === 'dependency') {
    const down = service.dependsOn.find(d => d.kind === 'hard' && !world.state.services[d.service].up)
    if (down !== undefined) return world.state.services[down.service].charges
  }
  if (request.failure !== undefined && error.startsWith('call-')) return request.failure.sets
  const asker = askerOf(request)
  const ordered = ordersInForce(world, state)
  if (error === 'no-backend' && ordered.length > 0) {
    // One member would do: whatever keeps it out has to go.
    const outs = service.members.map((n, m) => [...actingOn(world, n, asker), ...ordersOn(world, state.members[m])])
    return minimalSets(outs.filter(causes => causes.length > 0).flatMap(together))
  }
  // Whoever asks for a leader keeps in mind whom it asked.
  const last = service.balancer === null ? request.member : request.last
  const nearest = last < 0 || error === 'no-backend' ? [] : actingOn(world, service.members[last], asker)
  if (nearest.length > 0) return together(nearest)
  // It was lost with a member that is back since.
  if (last >= 0 && state.lastDisturbance >= 0 && state.disturbedAt >= request.sentAt)
    return together([state.lastDisturbance])
  const awaited = awaitedBy(world, request)
  if (awaited !== null) return setsOf(world, awaited, error)
  if (!state.up && state.charges.length > 0) return state.charges
  const elsewhere = [...elsewhereOf(world, service, asker), ...ordered]
  if (elsewhere.length > 0) return together(elsewhere)
  // Queues that a fault filled outlast it.
  const { timeout } = world.plan.scenario.workloads[request.workload]
  if (state.lastDisturbance >= 0 && world.now - state.disturbedAt <= aftermath * timeout)
    return together([state.lastDisturbance])
  if (error === 'no-backend') return together([falseSuspicion(world.plan)])
  return together([request.lost && silent.has(error) ? messageLoss(world.plan) : overload(world.plan)])
}

/** The sources that act on any member. */
function elsewhereOf(world: World, { members }: Service, asker: number): number[] {
  return [...new Set(members.flatMap(n => actingOn(world, n, asker)))].sort((a, b) => a - b)
}

/** How a request fails to which nobody says anything. */
const silent: ReadonlySet<string> = new Set(['timeout', 'connect-timeout'])

/** The answer to an attempt was lost on its way. */
export function noteLostAnswer(world: World, r: number, serial: number): void {
  const request = world.state.requests[r]
  if (request !== undefined && serial > 0 && (request.ask > 0 ? request.ask : request.serial) === serial)
    request.lost = true
}

/** The sources that keep a node from serving, or make it slow, or its way to whoever asks worse. */
function actingOn(world: World, n: number, asker: number): number[] {
  const worse = world.state.networkFaults.filter(f => {
    const { effect, sides } = world.plan.sources[f]
    return sides !== null && (crosses(effect, sides, asker, n) || crosses(effect, sides, n, asker))
  })
  const all = [...blockersOf(world, n), ...world.state.nodes[n].slows, ...worse]
  return [...new Set(all)].sort((a, b) => a - b)
}

/** One set: its causes share alike. */
function together(causes: readonly number[]): ChargeSets {
  return [causes.map((cause): Charge => ({ cause, phase: 'repair' }))]
}
