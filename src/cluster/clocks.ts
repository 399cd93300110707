import type { World } from './world.js'

/** Every node gets a rate error of its own, uniform within the bound of its scenario. */
export function drawDrifts(world: World): void {
  for (const [n, { id, clock }] of world.plan.scenario.nodes.entries()) {
    if (clock.drift === 0) continue
    world.state.nodes[n].drift = clock.drift * (2 * world.streams.of('node', id, 'clock').unit() - 1)
  }
}

/**
 * A node's monotonic clock is the exact affine map `local = true * (1 + drift)`: timers run on it. Its wall clock is
 * that plus the steps it has taken. Neither is rounded; only the true time of an event is.
 */
export function monotonic(world: World, node: number, time: number): number {
  return node < 0 ? time : time * (1 + world.state.nodes[node].drift)
}

/** The true time, a whole microsecond and never before now, at which a node's monotonic clock shows `local`. */
export function trueTime(world: World, node: number, local: number): number {
  const exact = node < 0 ? local : local / (1 + world.state.nodes[node].drift)
  return Math.max(world.now, Math.round(exact))
}

/** What the node's wall clock shows now, in whole microseconds. */
export function wallClock(world: World, node: number): number {
  return Math.round(monotonic(world, node, world.now) + world.state.nodes[node].stepped)
}

/**
 * Number of the tick that follows one seen now, of a cadence whose k-th tick is at `base + k * period` on the node's
 * clock. Ticks that a pause swallowed are not made up for, as those of a Go ticker or a Linux interval timer are not.
 */
export function nextTick(world: World, node: number, cadence: { base: number; count: number }, period: number): number {
  const passed = Math.floor((monotonic(world, node, world.now) - cadence.base) / period)
  return Math.max(cadence.count, passed) + 1
}
