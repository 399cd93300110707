import type { RequestState } from '../state.js'
import type { World } from '../world.js'

/** What goes along with a request where its member has to know more than whose it is. */
export interface Task {
  readonly kind: 'task'
  readonly class: number
  readonly work: number
  /** Absolute time after which nobody waits for it, or -1. */
  readonly deadline: number
}

/** Null where there is nothing to tell. */
export function taskOf(world: World, request: RequestState): Task | null {
  const { cancel } = world.plan.scenario.workloads[request.workload]
  const deadline = cancel === true ? request.deadline : -1
  if (request.class < 0 && request.work < 0 && deadline < 0) return null
  return { kind: 'task', class: request.class, work: request.work, deadline }
}
