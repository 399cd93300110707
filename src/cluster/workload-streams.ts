import type { Stream } from '../random/index.js'
import type { World } from './world.js'

/**
 * The streams that every request draws from, found by number: building a name for each draw took a sixth of the time
 * of a study with traffic.
 */
export class WorkloadStreams {
  readonly #world: World
  readonly #arrivals: Stream[] = []
  readonly #keys: Stream[] = []
  readonly #orders: Stream[] = []
  readonly #phases: Stream[] = []
  readonly #think: Stream[] = []
  readonly #classes: Stream[] = []
  readonly #picks: Stream[] = []
  readonly #probes: Stream[] = []
  readonly #shares: Stream[] = []
  readonly #service: Stream[][] = []
  readonly #after: Stream[][] = []
  readonly #miss: Stream[][] = []
  readonly #checks: Stream[][] = []
  readonly #checkWork: Stream[][] = []

  constructor(world: World) {
    this.#world = world
  }

  /** Gaps between the requests of workload `w`. */
  arrivals(w: number): Stream {
    return (this.#arrivals[w] ??= this.#world.streams.of('workload', this.#id(w), 'arrivals'))
  }

  /** Hash keys of its requests. */
  keys(w: number): Stream {
    return (this.#keys[w] ??= this.#world.streams.of('workload', this.#id(w), 'keys'))
  }

  /** Service times of its requests at node `n`. */
  service(w: number, n: number): Stream {
    const ofNode = (this.#service[w] ??= [])
    return (ofNode[n] ??= this.#world.streams.of('workload', this.#id(w), 'service', this.#world.endpointName(n)))
  }

  /** Work that is left of its requests at node `n` once their calls are answered. */
  after(w: number, n: number): Stream {
    const ofNode = (this.#after[w] ??= [])
    return (ofNode[n] ??= this.#world.streams.of('workload', this.#id(w), 'after', this.#world.endpointName(n)))
  }

  /** Work besides, in requests about what the member at node `n` does not hold. */
  miss(w: number, n: number): Stream {
    const ofNode = (this.#miss[w] ??= [])
    return (ofNode[n] ??= this.#world.streams.of('workload', this.#id(w), 'miss', this.#world.endpointName(n)))
  }

  /** Whether a call is made. */
  shares(w: number): Stream {
    return (this.#shares[w] ??= this.#world.streams.of('workload', this.#id(w), 'shares'))
  }

  /** Whether its requests read or write. */
  orders(w: number): Stream {
    return (this.#orders[w] ??= this.#world.streams.of('workload', this.#id(w), 'orders'))
  }

  /** How long its rate stays as it is. */
  phases(w: number): Stream {
    return (this.#phases[w] ??= this.#world.streams.of('workload', this.#id(w), 'phases'))
  }

  /** How long its clients think. */
  think(w: number): Stream {
    return (this.#think[w] ??= this.#world.streams.of('workload', this.#id(w), 'think'))
  }

  /** Of which class its requests are. */
  classes(w: number): Stream {
    return (this.#classes[w] ??= this.#world.streams.of('workload', this.#id(w), 'classes'))
  }

  /** What the checks of member `m` of service `s` draw: the times between them. */
  checks(s: number, m: number): Stream {
    const ofService = (this.#checks[s] ??= [])
    return (ofService[m] ??= this.#world.streams.of('check', ...this.#member(s, m)))
  }

  /** What its work for them draws. */
  checkWork(s: number, m: number): Stream {
    const ofService = (this.#checkWork[s] ??= [])
    return (ofService[m] ??= this.#world.streams.of('check', ...this.#member(s, m), 'work'))
  }

  /** What the balancer of service `s` draws. */
  picks(s: number): Stream {
    return (this.#picks[s] ??= this.#world.streams.of('service', this.#world.plan.scenario.services[s].id, 'picks'))
  }

  /** Whom it probes. */
  probes(s: number): Stream {
    return (this.#probes[s] ??= this.#world.streams.of('service', this.#world.plan.scenario.services[s].id, 'probes'))
  }

  #member(s: number, m: number): [service: string, node: string] {
    const { id, members } = this.#world.plan.scenario.services[s]
    return [id, this.#world.endpointName(members[m])]
  }

  #id(w: number): string {
    return this.#world.plan.scenario.workloads[w].id
  }
}
