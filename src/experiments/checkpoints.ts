import { type Plan, World, type WorldSnapshot } from '../cluster/index.js'

/** A snapshot and the simulated time it was taken at, in microseconds. */
export interface Checkpoint {
  readonly time: number
  readonly snapshot: WorldSnapshot
}

const most = 32
const firstStride = 1000

/**
 * Runs a trial to its end and leaves snapshots behind: at most 32, evenly spread over its events to within a factor
 * of two. When there are too many, every second one goes and the stride doubles.
 */
export function runWithCheckpoints(
  plan: Plan,
  seed: string,
  trial: number,
): { world: World; checkpoints: Checkpoint[] } {
  const world = World.start(plan, seed, trial)
  let checkpoints: Checkpoint[] = [{ time: world.now, snapshot: world.snapshot() }]
  let stride = firstStride
  while (world.run(plan.to, stride) === 'events') {
    checkpoints.push({ time: world.now, snapshot: world.snapshot() })
    if (checkpoints.length < most) continue
    checkpoints = checkpoints.filter((_, i) => i % 2 === 0)
    stride *= 2
  }
  return { world, checkpoints }
}

/** The last checkpoint at or before `time`. */
export function nearest(checkpoints: readonly Checkpoint[], time: number): Checkpoint {
  let best = checkpoints[0]
  for (const checkpoint of checkpoints) if (checkpoint.time <= time) best = checkpoint
  return best
}
