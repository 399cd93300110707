import type { Service } from '../../scenario/index.js'
import type { RequestState } from '../state.js'
import type { World } from '../world.js'

/** What goes along with a request where its member has to know more than whose it is. */
export interface Task {
  readonly kind: 'task'
  readonly class: number
  readonly work: number
  /** Absolute time after which nobody waits for it and the member drops it, or -1. */
  readonly deadline: number
  /** For the calls it makes, where its service makes any. */
  readonly onward?: Onward
  /** What it is about, where its service holds keys. */
  readonly key?: number | string
}

/** What a request passes on to the calls made for it: its key, and the absolute time after which nobody waits, or -1. */
export interface Onward {
  readonly key: number | string
  readonly deadline: number
}

/** Null where there is nothing to tell. */
export function taskOf(world: World, service: Service, request: RequestState): Task | null {
  const { cancel } = world.plan.scenario.workloads[request.workload]
  const deadline = cancel === true ? request.deadline : -1
  const { class: of, work, key } = request
  if (service.calls !== undefined || service.cache !== undefined) {
    const onward = service.calls === undefined ? {} : { onward: { key, deadline: request.deadline } }
    return { kind: 'task', class: of, work, deadline, ...onward, ...(service.cache !== undefined && { key }) }
  }
  return of < 0 && work < 0 && deadline < 0 ? null : { kind: 'task', class: of, work, deadline }
}
