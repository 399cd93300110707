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
