import { nextOperation } from '../operations.js'
import type { World } from '../world.js'
import type { Group } from './group.js'

/**
 * The next moment at which anything may happen to a group that its members did not bring about: a fault, the next step
 * of a repair, a boot, a client's request, the beginning or the end of measuring.
 */
export function nextBoundary(world: World, group: Group): number {
  const { plan, state } = world
  let next = state.stage === 'warm-up' ? plan.from : plan.to
  for (const s of group.sources) next = Math.min(next, nextOfSource(world, s))
  if (group.kind === 'service')
    next = Math.min(next, nextRequest(world, group.index), nextOperation(world, group.index))
  for (const n of group.nodes) if (state.nodes[n].bootHandle >= 0) next = Math.min(next, state.nodes[n].bootAt)
  return next
}

function nextRequest(world: World, s: number): number {
  let next = Number.POSITIVE_INFINITY
  for (const [w, { service, orders }] of world.plan.scenario.workloads.entries()) {
    if (service === s && orders !== undefined) next = Math.min(next, Math.round(world.state.workloads[w].due))
  }
  return next
}

function nextOfSource(world: World, s: number): number {
  const { plan, now } = world
  const { handle, step, due, next } = world.state.sources[s]
  const { times } = plan.sources[s]
  if (times.length === 0) return handle >= 0 ? Math.max(now, Math.round(due)) : Number.POSITIVE_INFINITY
  const ends = step >= 0 ? Math.max(now, Math.round(due)) : Number.POSITIVE_INFINITY
  const strikes = next > 0 ? plan.from + times[next - 1] : 0
  return strikes > now ? Math.min(ends, strikes) : ends
}
