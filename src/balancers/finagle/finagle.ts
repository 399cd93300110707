import type { Stream } from '../../random/index.js'
import { type Choice, type Happening, noReleases, type Policy, type Request, refused } from '../contract.js'
import { drawTwo } from '../generic/draws.js'
import { newRoster, note, type Roster } from '../generic/roster.js'
import { type Costs, newCosts, observe } from '../peak-costs.js'
import { type Accrual, beginProbe, hearEnding, newAccrual, wake } from './accrual.js'
import { type Aperture, adjustLoad, newAperture, sliceOf, twoOf, weightIn } from './aperture.js'
import type { FinagleConfig } from './config.js'

export interface FinagleState {
  readonly roster: Roster
  readonly costs: Costs
  readonly accruals: Accrual[]
  /** Luck for the jitter of who is marked dead, drawn when a server is picked. */
  readonly luck: number[]
  readonly aperture: Aperture
}

/** A server without an answer that has been asked is avoided until it answers (`Penalty`, PeakEwma.scala, in ns there). */
const penalty = Math.floor(2 ** 47 / 1000)

/**
 * Finagle's balancers (finagle-core, loadbalancer): of two different servers the healthier, or else the less loaded, the
 * first when equal (p2c/P2CPick.scala); weights have no say. Failure accrual marks servers dead and probes them; after
 * `maxEffort` draws of servers that are not open the next is taken as it comes (Balancer.scala, `pick`), which is its
 * panic. `down` is a closed session; those away are not in its list.
 */
export const finagle: Policy<FinagleConfig, FinagleState> = {
  name: 'finagle',
  init: config => ({
    roster: newRoster(config.servers),
    costs: newCosts(config.servers, 0),
    accruals: config.servers.map(newAccrual),
    luck: config.servers.map(() => 0),
    aperture: newAperture(config.aperture),
  }),
  pick(config, state, request, stream): Choice {
    for (const accrual of state.accruals) wake(accrual, request.now)
    const { away, weight } = state.roster
    const listed = weight.flatMap((w, i) => (away[i] || w === 0 ? [] : [i]))
    const server = listed.length === 0 ? -1 : choose(config, state, listed, request, stream)
    if (server === -1) return refused
    state.luck[server] = stream.unit()
    beginProbe(state.accruals[server])
    return { server, wait: false }
  },
  tell(config, state, happening) {
    note(state.roster, happening)
    hear(config, state, happening)
    return noReleases
  },
}

function choose(
  config: FinagleConfig,
  state: FinagleState,
  listed: readonly number[],
  request: Request,
  stream: Stream,
): number {
  const { maxEffort = 4 } = config
  const open = listed.filter(i => statusOf(state, i) === 2)
  const fresh = open.filter(i => !request.tried.includes(i))
  if (maxEffort === 0) {
    const from = fresh.length > 0 ? fresh : open
    return from.length === 0 ? -1 : pickOne(config, state, from, request, stream)
  }
  for (let effort = 0; effort < maxEffort; effort++) {
    const i = pickOne(config, state, listed, request, stream)
    if (statusOf(state, i) === 2) return i
  }
  return pickOne(config, state, listed, request, stream)
}

/** Open, busy or closed: the greater the better (`Status.best`). */
function statusOf({ roster, accruals }: FinagleState, i: number): 0 | 1 | 2 {
  if (!roster.up[i]) return 0
  const { state } = accruals[i]
  return state === 'alive' || state === 'probe-open' ? 2 : 1
}

function pickOne(
  config: FinagleConfig,
  state: FinagleState,
  from: readonly number[],
  request: Request,
  stream: Stream,
): number {
  const { aperture } = config
  let pair: [number, number]
  let weightOf = (_i: number) => 1
  if (aperture?.by === 'deterministic') {
    const slice = sliceOf(aperture, from.length)
    const [a, b] = twoOf(slice, stream)
    pair = [from[a], from[b]]
    weightOf = i => weightIn(slice, from.indexOf(i)) || 1
  } else pair = drawTwo(aperture?.by === 'random' ? within(state, from, stream) : from, stream)
  const [a, b] = pair
  const [x, y] = [statusOf(state, a), statusOf(state, b)]
  if (x !== y) return x > y ? a : b
  const loadOfA = loadOf(config, state, a, request.now) / weightOf(a)
  return loadOf(config, state, b, request.now) / weightOf(b) < loadOfA ? b : a
}

/** `RandomAperture`: the first of its order, the open ones before the others. */
function within(state: FinagleState, from: readonly number[], stream: Stream): readonly number[] {
  const { aperture } = state
  for (const i of from) {
    if (!aperture.order.includes(i)) aperture.order.splice(stream.below(aperture.order.length + 1), 0, i)
  }
  const known = aperture.order.filter(i => from.includes(i))
  const open = known.filter(i => statusOf(state, i) === 2)
  return [...open, ...known.filter(i => !open.includes(i))].slice(0, aperture.size)
}

/** Looking at a cost lets it decay, so that what is looked at often forgets as fast but is stamped anew (`PeakEwma.Metric`). */
function loadOf(config: FinagleConfig, { roster, costs }: FinagleState, i: number, now: number): number {
  const pending = roster.inFlight[i]
  if ((config.load ?? 'least-loaded') === 'least-loaded') return pending
  observe(costs, i, 0, now, config.decay)
  return costs.cost[i] === 0 && pending !== 0 ? penalty + pending : costs.cost[i] * (pending + 1)
}

function hear(config: FinagleConfig, state: FinagleState, happening: Happening): void {
  const { aperture, servers } = config
  if (happening.kind === 'sent' || happening.kind === 'ended') {
    const delta = happening.kind === 'sent' ? 1 : -1
    if (aperture?.by === 'random') adjustLoad(aperture, state.aperture, delta, happening.now, servers.length)
  }
  if (happening.kind !== 'ended') return
  const { server, ending, now } = happening
  observe(state.costs, server, ending.latency, now, config.decay)
  if (config.accrual !== 'none') hearEnding(config, state.accruals[server], ending, now, state.luck[server])
}
