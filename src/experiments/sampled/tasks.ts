import { measureSettled, type SettledMeasure, type SettledTask } from './settled.js'
import type { Ground } from './staged.js'
import { simulateTransient, type TransientOutcome, type TransientTask } from './transient.js'

/** A piece of work that depends on nothing but the scenario, the seed and itself: it runs anywhere, in any order. */
export type SampledTask = SettledTask | TransientTask

export type Done<T extends SampledTask> = T extends SettledTask ? SettledMeasure : TransientOutcome

export function perform<T extends SampledTask>(ground: Ground, seed: string, task: T): Done<T> {
  const done = task.kind === 'settled' ? measureSettled(ground, seed, task) : simulateTransient(ground, seed, task)
  return done as Done<T>
}
