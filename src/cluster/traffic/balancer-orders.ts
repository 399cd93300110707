import type { BalancerOrder } from '../../scenario/index.js'
import { causeOfOrder } from '../plan.js'
import type { MemberState, ServiceState } from '../state.js'
import type { World } from '../world.js'
import { tellBalancer } from './balancing.js'
import { pauseChecks } from './health-checks.js'

/**
 * What operators say to a balancer at run time. It stands where they do, so that an order is carried out at once; what is in
 * flight at a drained member goes on to its end.
 */
export function carryOutOrder(world: World, s: number, o: number, order: BalancerOrder): string {
  const { members, balancer } = world.plan.scenario.services[s]
  if (balancer === null) return 'no balancer hears it'
  const named = (m: number) => world.endpointName(members[m])
  if (order.kind === 'weight') {
    for (const { member, weight } of order.weights) {
      tellBalancer(world, s, { kind: 'weight', server: member, weight, now: world.now })
      world.state.services[s].members[member].weightlessBy = weight === 0 ? o : -1
    }
    return `weights ${order.weights.map(({ member, weight }) => `${named(member)} ${weight}`).join(', ')}`
  }
  for (const m of order.members) setStanding(world, s, m, o, order.kind)
  return `${order.kind} ${order.members.map(named).join(', ')}`
}

function setStanding(world: World, s: number, m: number, o: number, kind: 'drain' | 'maintenance' | 'ready'): void {
  const member = world.state.services[s].members[m]
  member.drainedBy = kind === 'ready' ? -1 : o
  tellBalancer(world, s, { kind, server: m, now: world.now })
  pauseChecks(world, s, m, kind === 'maintenance')
  // Products bring a server back for up; what health has found meanwhile is told once more.
  if (kind === 'ready' && !world.state.services[s].members[m].eligible)
    tellBalancer(world, s, { kind: 'down', server: m, now: world.now })
}

/** Cause numbers of the orders that keep requests from a member. */
export function ordersOn(world: World, { drainedBy = -1, weightlessBy = -1 }: MemberState): number[] {
  const orders = drainedBy === weightlessBy ? [drainedBy] : [drainedBy, weightlessBy]
  return orders.filter(o => o >= 0).map(o => causeOfOrder(world.plan, o))
}

/** Of all its members, ascending. */
export function ordersInForce(world: World, { members }: ServiceState): number[] {
  return [...new Set(members.flatMap(member => ordersOn(world, member)))].sort((a, b) => a - b)
}
