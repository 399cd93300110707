import type { Stream } from '../../random/index.js'
import type { Arrivals } from '../../scenario/index.js'
import type { World } from '../world.js'

/** Time is in microseconds and not rounded; rates are per second, as everywhere. */
const SECOND = 1e6

/** Sets a workload up before its first arrival. */
export function startArrivals(world: World, w: number): void {
  const { arrivals } = world.plan.scenario.workloads[w]
  const state = world.state.workloads[w]
  if (arrivals?.kind === 'phases') {
    // In turn, it is in each phase for a share of time as long as the phase.
    const stream = world.workloadStreams.phases(w)
    state.next = chosen(
      arrivals.phases.map(({ share, mean }) => share ?? mean),
      stream,
    )
    state.until = stream.exponential() * arrivals.phases[state.next].mean
  }
}

/** When the next request of an open workload is made; never again: infinity. */
export function nextArrival(world: World, w: number): number {
  const { rate, arrivals } = world.plan.scenario.workloads[w]
  const state = world.state.workloads[w]
  if (arrivals === undefined) return state.due + (world.workloadStreams.arrivals(w).exponential() * 1e6) / rate
  switch (arrivals.kind) {
    case 'regular':
      return state.due + SECOND / rate
    case 'phases':
      return inPhases(world, w, arrivals)
    case 'profile': {
      const { from } = world.plan
      return from + alongProfile(arrivals, state.due - from, world.workloadStreams.arrivals(w).exponential())
    }
    case 'replay':
      return replayed(world, w, arrivals)
    case 'clients':
      return Number.POSITIVE_INFINITY
  }
}

/** One of these by its weight. */
function chosen(weights: readonly number[], stream: Stream): number {
  let left = stream.unit() * weights.reduce((sum, weight) => sum + weight, 0)
  const found = weights.findIndex(weight => (left -= weight) < 0)
  // Rounding may leave a little behind the last: the heaviest is one that may be taken.
  return found >= 0 ? found : weights.indexOf(weights.reduce((most, weight) => Math.max(most, weight), 0))
}

/** A Poisson process whose rate changes after exponential times (MMPP), its phases in turn or by their weights. */
function inPhases(world: World, w: number, { phases }: Extract<Arrivals, { kind: 'phases' }>): number {
  const state = world.state.workloads[w]
  let left = world.workloadStreams.arrivals(w).exponential()
  let from = state.due
  for (;;) {
    const { rate } = phases[state.next]
    const held = ((state.until - from) * rate) / SECOND
    if (rate > 0 && left <= held) return from + (left * SECOND) / rate
    left -= held
    from = state.until
    const stream = world.workloadStreams.phases(w)
    const { next } = phases[state.next]
    state.next = next === undefined ? (state.next + 1) % phases.length : chosen(next, stream)
    state.until += stream.exponential() * phases[state.next].mean
  }
}

/**
 * The moment at which a rate that goes along straight pieces has brought so many arrivals from `from` on: inversion, without
 * thinning (Çinlar, Introduction to Stochastic Processes, 1975, section 4.7).
 */
export function alongProfile(
  { pieces, period }: Extract<Arrivals, { kind: 'profile' }>,
  from: number,
  arrivals: number,
): number {
  let left = arrivals
  let at = from
  for (;;) {
    const turn = period > 0 ? Math.floor(at / period) * period : 0
    const inside = at - turn
    let p = 0
    while (p < pieces.length - 1 && inside >= pieces[p + 1].at) p++
    const { at: start, rate, end } = pieces[p]
    // Before the first piece all is as at its start, behind the last as at its end.
    const ends = p < pieces.length - 1 ? pieces[p + 1].at : period > 0 ? period : Number.POSITIVE_INFINITY
    const until = inside < start ? start : ends
    const slope = until === Number.POSITIVE_INFINITY || inside < start ? 0 : (end - rate) / (until - start)
    const now = rate + slope * Math.max(0, inside - start)
    const rest = until - inside
    const held = rest === Number.POSITIVE_INFINITY ? (now > 0 ? rest : 0) : (rest * (now + (slope * rest) / 2)) / SECOND
    if (left <= held) return turn + inside + wait(left * SECOND, now, slope)
    if (rest === Number.POSITIVE_INFINITY) return rest
    left -= held
    at = turn + until
  }
}

/** The time t with now t + slope t²/2 = area, in a form that does not cancel. */
function wait(area: number, now: number, slope: number): number {
  if (slope === 0) return area / now
  return (2 * area) / (now + Math.sqrt(Math.max(0, now * now + 2 * slope * area)))
}

/** The next line of a file of arrivals; it begins anew after so long, where it does. */
function replayed(world: World, w: number, { times, every }: Extract<Arrivals, { kind: 'replay' }>): number {
  const state = world.state.workloads[w]
  if (state.next >= times.length) {
    if (every === 0) return Number.POSITIVE_INFINITY
    state.next = 0
    state.until += every
  }
  return world.plan.from + state.until + times[state.next++]
}
