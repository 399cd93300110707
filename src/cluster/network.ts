import { type Stream, sample } from '../random/index.js'
import type { LinkClass } from '../scenario/index.js'
import type { Plan } from './plan.js'
import { crosses } from './sides.js'
import type { World } from './world.js'

/** Whether nothing that `from` sends reaches `to` at present. Nodes; -1 is the clients. */
export function isCut(world: World, from: number, to: number): boolean {
  const active = world.state.networkFaults
  for (let i = 0; i < active.length; i++) if (cuts(world, active[i], from, to)) return true
  return false
}

/** Whether `source`, when active, by itself keeps `to` from hearing `from`. */
export function cuts(world: World, source: number, from: number, to: number): boolean {
  const { effect, sides } = world.plan.sources[source]
  if (effect.kind === 'delay' || (effect.kind === 'loss' && effect.loss < 1)) return false
  return crosses(effect, sides!, from, to)
}

/**
 * Sends one message over the network and schedules its arrival, under latency, loss, duplication and reordering of the
 * link's class and of the faults that act on it. What is cut when it is sent is lost; the receiver loses what is cut
 * when it would arrive. A node hears itself at once. Messages keep their order (and share their chance) within a
 * channel: every service, and every group of watchers, has connections of its own.
 *
 * @returns when it arrives, the first of it if twice; -1 when it is lost
 */
export function transmit(
  world: World,
  channel: number,
  from: number,
  to: number,
  kind: number,
  target: number,
  a: number,
  b: number,
  payload?: unknown,
): number {
  if (from === to) {
    world.sim.schedule(world.now, kind, target, a, b, payload)
    return world.now
  }
  const link = world.linkIndex(channel, from, to)
  const { class: linkClass, stream } = world.link(link, channel, from, to)
  let loss = linkClass.loss
  if (world.state.networkFaults.length > 0) {
    if (isCut(world, from, to)) return -1
    loss = 1 - (1 - loss) * (1 - addedLoss(world, from, to))
  }
  if (loss > 0 && stream.unit() < loss) return -1
  const at = arrival(world, link, from, to, linkClass, stream)
  world.sim.schedule(at, kind, target, a, b, payload)
  if (linkClass.duplicate > 0 && stream.unit() < linkClass.duplicate) {
    world.sim.schedule(arrival(world, link, from, to, linkClass, stream), kind, target, a, b, payload)
  }
  return at
}

function arrival(world: World, link: number, from: number, to: number, linkClass: LinkClass, stream: Stream): number {
  let travel = sample(linkClass.latency, stream)
  if (world.state.networkFaults.length > 0) travel += addedDelay(world, from, to, stream)
  const heldBack = linkClass.reorder > 0 && stream.unit() < linkClass.reorder
  if (heldBack) travel += sample(linkClass.latency, stream)
  return linkClass.overtaking || heldBack ? Math.round(world.now + travel) : inOrder(world, link, travel)
}

/** When a message that travels so long arrives behind all that were sent before it. */
export function inOrder(world: World, link: number, travel: number): number {
  const at = Math.max(Math.round(world.now + travel), world.state.lastArrival[link] ?? 0)
  world.state.lastArrival[link] = at
  return at
}

function addedLoss(world: World, from: number, to: number): number {
  let pass = 1
  for (const s of world.state.networkFaults) {
    const { effect, sides } = world.plan.sources[s]
    if (effect.kind === 'loss' && crosses(effect, sides!, from, to)) pass *= 1 - effect.loss
  }
  return 1 - pass
}

function addedDelay(world: World, from: number, to: number, stream: Stream): number {
  let delay = 0
  for (const s of world.state.networkFaults) {
    const { effect, sides } = world.plan.sources[s]
    if (effect.kind === 'delay' && crosses(effect, sides!, from, to)) delay += sample(effect.by, stream)
  }
  return delay
}

/** Index of the link class between two endpoints, decided at their innermost common domain. */
export function classBetween(plan: Pick<Plan, 'scenario' | 'domainsOfNode'>, from: number, to: number): number {
  const { network, domains } = plan.scenario
  if (from < 0 || to < 0) return network.clients
  const others = plan.domainsOfNode[to]
  for (const domain of plan.domainsOfNode[from]) {
    if (others.includes(domain)) return domains[domain].linkClass
  }
  return network.between
}
