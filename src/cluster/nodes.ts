import { KernelLimitError } from '../kernel/index.js'
import { observeComponent } from '../measures/index.js'
import { sample } from '../random/index.js'
import { BOOT, FAULTS_FIRST, HELD_BACK } from './events.js'
import { refreshAging } from './faults.js'
import { noteLiveness, startHeartbeats, stopWatching } from './monitors.js'
import { isCut } from './network.js'
import { haltProcess, startProcess } from './processes.js'
import type { DeferredEvent } from './state.js'
import { beginWarm, loseRequests } from './traffic/backends.js'
import { noteHealth } from './traffic/health-checks.js'
import type { World } from './world.js'

/** Paused nodes keep what arrives; more than this means that a pause is really a crash. */
const maxDeferred = 1_000_000

/** All nodes that nothing keeps down start, without a boot time. */
export function powerUp(world: World): void {
  for (const n of world.state.nodes.keys()) startNode(world, n)
}

/** The node loses power or crashes: its processes end, what was not synced is gone. */
export function stopNode(world: World, n: number): void {
  const node = world.state.nodes[n]
  if (node.bootHandle >= 0) world.sim.cancel(node.bootHandle)
  node.bootHandle = -1
  node.bootingAfter = -1
  if (!node.running) return
  node.running = false
  node.incarnation++
  node.deferred.length = 0
  node.stalled.length = 0
  node.thisSync = 0
  node.nextSync = 0
  for (const p of world.plan.processesOfNode[n]) haltProcess(world, p)
  stopWatching(world, n)
  loseRequests(world, n)
  for (const s of world.plan.nodeSources[n]) refreshAging(world, s)
  refreshServing(world, n)
  if (world.trace.story) world.trace.record(world.now, 'story', world.endpointName(n), 'stopped')
}

/** Boots the node after the end of source `s`, unless something else still keeps it down. */
export function tryBoot(world: World, n: number, s: number): void {
  const node = world.state.nodes[n]
  if (node.running || isBlocked(world, n)) return
  const law = world.plan.scenario.nodes[n].boot
  if (law.kind === 'constant' && law.value === 0) return startNode(world, n)
  const length = sample(law, world.streams.of('node', world.endpointName(n), 'boot'))
  node.bootingAfter = s
  node.bootAt = Math.round(world.now + length)
  node.bootHandle = world.scheduleWithin(node.bootAt, BOOT, n, FAULTS_FIRST)
}

export function onBoot(world: World, n: number): void {
  startNode(world, n)
}

function startNode(world: World, n: number): void {
  const node = world.state.nodes[n]
  node.running = true
  node.bootHandle = -1
  node.bootingAfter = -1
  for (const s of world.plan.nodeSources[n]) refreshAging(world, s)
  refreshServing(world, n)
  // A node that boots while it is cut off serves no more than before, yet what it booted after is no longer to blame.
  for (const s of world.plan.servicesOfNode[n]) world.touch(s)
  if (world.trace.story && world.now > 0) world.trace.record(world.now, 'story', world.endpointName(n), 'started')
  for (const p of world.plan.processesOfNode[n]) startProcess(world, p)
  beginWarm(world, n)
  startHeartbeats(world, n)
}

/** Whether a fault keeps the node from running: a crash of its own, or no power in a domain around it. */
function isBlocked(world: World, n: number): boolean {
  if (world.state.nodes[n].crashes.length > 0) return true
  return world.plan.domainsOfNode[n].some(d =>
    world.state.domainFaults[d].some(f => world.plan.sources[f].effect.kind === 'power'),
  )
}

export function isPaused(world: World, n: number): boolean {
  return world.state.nodes[n].pauses.length > 0
}

/** Running and not paused: its processes make progress. */
export function isLive(world: World, n: number): boolean {
  const node = world.state.nodes[n]
  return node.running && node.pauses.length === 0
}

/** Brings `serving` up to date and counts the change where it matters. */
export function refreshServing(world: World, n: number): void {
  const node = world.state.nodes[n]
  noteLiveness(world, n)
  const serving = isLive(world, n) && !isCut(world, -1, n) && !isCut(world, n, -1)
  if (serving === node.serving) return
  node.serving = serving
  for (const s of world.plan.servicesOfNode[n]) {
    world.state.services[s].servingMembers += serving ? 1 : -1
    world.touch(s)
    noteHealth(world, s, world.plan.scenario.services[s].members.indexOf(n))
  }
  if (world.state.stage === 'measuring') observeComponent(world.state.nodeLedgers[n], world.now, serving)
}

/** Service and disk times are multiplied by this. */
export function slowness(world: World, n: number): number {
  let factor = 1
  for (const s of world.state.nodes[n].slows) {
    const { effect } = world.plan.sources[s]
    if (effect.kind === 'slow') factor *= effect.factor
  }
  return factor
}

/** Keeps an event of a paused node for when it goes on. */
export function defer(world: World, n: number, event: DeferredEvent): void {
  const { deferred } = world.state.nodes[n]
  if (deferred.length >= maxDeferred) {
    const message = `more than ${maxDeferred} events wait for ${world.endpointName(n)}, which is paused`
    throw new KernelLimitError('max-pending', message, { maxPending: maxDeferred, time: world.now })
  }
  deferred.push(event)
}

export function releaseDeferred(world: World, n: number): void {
  if (!isLive(world, n)) return
  release(world, world.state.nodes[n].deferred)
}

export function releaseStalled(world: World, n: number): void {
  const node = world.state.nodes[n]
  if (node.stalls.length === 0) release(world, node.stalled)
}

function release(world: World, events: DeferredEvent[]): void {
  for (const e of events) world.sim.schedule(world.now, e.kind, e.target, e.a, e.b, e.payload, HELD_BACK)
  events.length = 0
}
