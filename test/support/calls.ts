import type { Law } from '../../src/laws/index.js'
import type { Call, Scenario, Service, Workload } from '../../src/scenario/index.js'
import { HOUR, SECOND } from '../../src/units/index.js'
import { constant, link, nodes, nothing, scenario, service } from './scenarios.js'

/** A call as tests write it: to which service, and what is not plain about it and the requests it makes. */
export interface CallSaid extends Partial<Omit<Call, 'workload'>> {
  readonly to: number
  readonly work?: Law
  readonly more?: Partial<Workload>
}

export interface CallerSaid extends Partial<Service> {
  /** How many nodes of its own it runs on; 1 unless said. */
  readonly size?: number
  /** Stages of calls. */
  readonly asks?: readonly (readonly CallSaid[])[]
  readonly blocking?: boolean
  readonly after?: Law
}

/**
 * Services on nodes of their own, the first of which clients call, with no time lost on the network and nothing given up;
 * `rate` a second.
 */
export function calling(
  services: readonly CallerSaid[],
  { rate, work, more, workload }: { rate: number; work: Law; more?: Partial<Scenario>; workload?: Partial<Workload> },
): Scenario {
  const workloads: Workload[] = [
    { id: 'w', service: 0, rate, serviceTime: work, timeout: HOUR, retries: 0, ...workload },
  ]
  const plain = { timeout: HOUR, retries: 0, rate: 1, serviceTime: constant(0) }
  let first = 0
  const resolved = services.map(({ size = 1, asks, blocking = true, after, ...rest }, s): Service => {
    const members = Array.from({ length: size }, (_, i) => first + i)
    first += size
    const made = {
      ...{ balancer: { config: { policy: 'random' }, monitor: null } as const, queue: 100_000, ...rest },
    }
    if (asks === undefined) return service(`s${s}`, members, made)
    const stages = asks.map(stage =>
      stage.map(({ to, work: law, more: own, ...call }): Call => {
        const id = `s${s}/s${to}${workloads.some(w => w.id === `s${s}/s${to}`) ? `/${workloads.length}` : ''}`
        workloads.push({ ...plain, id, caller: s, service: to, ...(law !== undefined && { serviceTime: law }), ...own })
        const requests = call.each === true ? (services[to].size ?? 1) : (call.requests ?? 1)
        const rest = { share: 1, optional: false, ownKeys: requests > 1, each: false, needs: requests, ...call }
        return { ...rest, workload: workloads.length - 1, requests }
      }),
    )
    return service(`s${s}`, members, { ...made, calls: { blocking, stages, ...(after !== undefined && { after }) } })
  })
  return scenario({
    horizon: 10 * SECOND,
    network: { classes: [link(nothing)], between: 0, clients: 0 },
    nodes: nodes(first),
    services: resolved,
    workloads,
    ...more,
  })
}
