import { refreshDomain } from './domains.js'
import { refreshServing, releaseDeferred, releaseStalled, stopNode, tryBoot } from './nodes.js'
import type { World } from './world.js'

/** Fault `s` begins: what it does to nodes, domains and links is done. */
export function activate(world: World, s: number): void {
  const { effect, nodes } = world.plan.sources[s]
  const { state } = world
  state.sources[s].since = world.now
  disturb(world, s)
  switch (effect.kind) {
    case 'crash':
      for (const n of victims(world, s)) state.nodes[n].crashes.push(s)
      for (const n of state.sources[s].victims) stopNode(world, n)
      return
    case 'pause':
      for (const n of victims(world, s)) state.nodes[n].pauses.push(s)
      for (const n of state.sources[s].victims) refreshServing(world, n)
      return
    case 'power':
      state.domainFaults[effect.domain].push(s)
      for (const n of nodes) stopNode(world, n)
      return refreshDomain(world, effect.domain)
    case 'network':
      state.domainFaults[effect.domain].push(s)
      cutLinks(world, s)
      return refreshDomain(world, effect.domain)
    case 'slow':
      for (const n of nodes) state.nodes[n].slows.push(s)
      return
    case 'disk-stall':
      for (const n of nodes) state.nodes[n].stalls.push(s)
      return
    case 'clock-step':
      for (const n of nodes) state.nodes[n].stepped += effect.by
      return
    default:
      cutLinks(world, s)
  }
}

/** Fault `s` is over: nodes boot, links carry again, what was held back goes on. */
export function deactivate(world: World, s: number): void {
  const { effect, nodes } = world.plan.sources[s]
  const { state } = world
  disturb(world, s)
  switch (effect.kind) {
    case 'crash':
      for (const n of state.sources[s].victims) remove(state.nodes[n].crashes, s)
      for (const n of state.sources[s].victims) tryBoot(world, n, s)
      return
    case 'pause':
      for (const n of state.sources[s].victims) remove(state.nodes[n].pauses, s)
      for (const n of state.sources[s].victims) {
        refreshServing(world, n)
        releaseDeferred(world, n)
      }
      return
    case 'power':
      remove(state.domainFaults[effect.domain], s)
      refreshDomain(world, effect.domain)
      for (const n of nodes) tryBoot(world, n, s)
      return
    case 'network':
      remove(state.domainFaults[effect.domain], s)
      refreshDomain(world, effect.domain)
      return healLinks(world, s)
    case 'slow':
      for (const n of nodes) remove(state.nodes[n].slows, s)
      return
    case 'disk-stall':
      for (const n of nodes) remove(state.nodes[n].stalls, s)
      for (const n of nodes) releaseStalled(world, n)
      return
    case 'clock-step':
      return
    default:
      healLinks(world, s)
  }
}

/** The nodes a crash or pause strikes: those it names, or whoever leads the service at this moment. */
function victims(world: World, s: number): readonly number[] {
  const { effect } = world.plan.sources[s]
  if (effect.kind !== 'crash' && effect.kind !== 'pause') return []
  const struck = effect.leaderOf === undefined ? [...effect.nodes] : leaderOf(world, effect.leaderOf)
  world.state.sources[s].victims = struck
  return struck
}

/** The node of the process that leads the highest term, or nobody. */
function leaderOf(world: World, service: number): number[] {
  let leader = -1
  let term = -1
  for (const [p, process] of world.plan.processes.entries()) {
    if (process.service !== service) continue
    const { status } = world.state.processes[p]
    if (status?.serving !== true || status.term <= term) continue
    leader = process.node
    term = status.term
  }
  return leader < 0 ? [] : [leader]
}

function cutLinks(world: World, s: number): void {
  world.state.networkFaults.push(s)
  for (const n of world.plan.sources[s].nodes) refreshServing(world, n)
}

function healLinks(world: World, s: number): void {
  remove(world.state.networkFaults, s)
  for (const n of world.plan.sources[s].nodes) refreshServing(world, n)
}

/** Services with a member that this source touches are looked at again, and remember it. */
function disturb(world: World, s: number): void {
  for (const service of world.plan.sources[s].services) {
    world.state.services[service].lastDisturbance = s
    world.state.services[service].disturbedAt = world.now
    world.touch(service)
  }
}

function remove(list: number[], item: number): void {
  const at = list.indexOf(item)
  if (at >= 0) list.splice(at, 1)
}
