import type { Choice, Ending, Happening, LoadReport, Request, Retry } from '../../balancers/index.js'
import { BALANCER_CLOCK } from '../events.js'
import type { RequestState } from '../state.js'
import type { World } from '../world.js'
import { policyOf } from './policy-of.js'
import { sendProbes } from './probes.js'
import { sendReleased } from './requests.js'

/** The host of a policy: asks it for servers, tells it what happens, and keeps the time it wants to hear of. */

/** What the policy makes of a request; it goes by what it was told, whatever is true. */
export function choose(world: World, s: number, request: RequestState): Choice {
  const { policy, config } = policyOf(world.plan.scenario.services[s])
  const state = world.state.services[s]
  const choice = policy.pick(config, state.balancer as object, askOf(world, request), world.workloadStreams.picks(s))
  keepTime(world, s)
  sendProbes(world, s)
  return choice
}

/** Whether a failed attempt is repeated by the balancer itself; null where it leaves that to the clients. */
export function balancersRetry(world: World, s: number, request: RequestState, ending: Ending): Retry | null {
  const { policy, config } = policyOf(world.plan.scenario.services[s])
  if (policy.retry === undefined) return null
  return policy.retry(config, world.state.services[s].balancer as object, askOf(world, request), ending)
}

/** What the policy sets free by what it hears is sent at once, in its order. */
export function tellBalancer(world: World, s: number, happening: Happening): void {
  const { policy, config } = policyOf(world.plan.scenario.services[s])
  const released = policy.tell(config, world.state.services[s].balancer as object, happening)
  for (const release of released) sendReleased(world, s, release)
  keepTime(world, s)
  sendProbes(world, s)
}

/** Whether the balancer of a service sends to a member, as its health checks have it. */
export function setEligible(world: World, s: number, member: number, eligible: boolean): void {
  const { members } = world.state.services[s]
  if (members[member].eligible === eligible) return
  members[member].eligible = eligible
  tellBalancer(world, s, { kind: eligible ? 'up' : 'down', server: member, now: world.now })
}

export function tellLoad(world: World, s: number, member: number, report: LoadReport): void {
  tellBalancer(world, s, { kind: 'load', server: member, report, now: world.now })
}

/** The time has come that the policy wanted to hear of. */
export function onBalancerClock(world: World, s: number): void {
  const { balancing } = world.state.services[s]
  balancing.handle = -1
  tellBalancer(world, s, { kind: 'clock', now: world.now })
}

/** One standing event for what the policy waits for. One that goes off early does no harm; none comes twice at a time. */
function keepTime(world: World, s: number): void {
  const { policy } = policyOf(world.plan.scenario.services[s])
  if (policy.due === undefined) return
  const { balancing, balancer } = world.state.services[s]
  const due = policy.due(balancer as object)
  if (due === Number.POSITIVE_INFINITY) return
  const at = Math.max(Math.ceil(due), world.now + 1)
  if (balancing.handle >= 0) {
    if (balancing.due <= at) return
    world.sim.cancel(balancing.handle)
  }
  balancing.due = at
  balancing.handle = world.scheduleWithin(at, BALANCER_CLOCK, s)
}

/** A request as policies see it: its client's address and its path follow from its key, and most policies ask for none of them. */
class Ask implements Request {
  readonly now: number
  readonly #request: RequestState

  constructor(now: number, request: RequestState) {
    this.now = now
    this.#request = request
  }

  get id(): number {
    return this.#request.id
  }

  get tried(): readonly number[] {
    return this.#request.tried
  }

  get key(): string {
    return String(this.#request.key)
  }

  get source(): readonly number[] {
    return addressOf(this.#request.key)
  }

  get uri(): string {
    return `/${this.key}`
  }
}

const askOf = (world: World, request: RequestState): Request => new Ask(world.now, request)

/** In 10.0.0.0/8, but of all four bytes where a key has so many. */
function addressOf(key: number | string): readonly number[] {
  const number = typeof key === 'number' ? key : 0
  const high = Math.floor(number / 16777216) % 256
  return [high === 0 ? 10 : high, Math.floor(number / 65536) % 256, Math.floor(number / 256) % 256, number % 256]
}
