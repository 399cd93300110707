import { exp } from '../numerics/index.js'
import { drawTwo } from './generic/draws.js'
import { type GenericConfig, genericPolicy } from './generic/generic-policy.js'

export interface FinagleConfig extends GenericConfig {
  /** Requests under way (the default), or peak-EWMA latency. */
  readonly load?: 'least-loaded' | 'peak-ewma'
  /** µs; 10 s by default. */
  readonly decay?: number
}

export interface LinkerdConfig extends GenericConfig {
  /** µs; 10 s by default. */
  readonly decay?: number
  /** µs that a server is taken to need before it has answered; 30 ms by default. */
  readonly defaultLatency?: number
}

/** A decaying cost of each server in µs, and when it was last moved; -1 before it ever was. */
interface Costs {
  readonly cost: number[]
  readonly at: number[]
}

/** A server without an answer that has been asked is avoided until it answers (`Penalty`, PeakEwma.scala, in ns there). */
const penalty = Math.floor(2 ** 47 / 1000)

/**
 * Finagle's P2C (p2c/P2CPick.scala): of two different servers the less loaded, the first when equal. Weights have no say.
 * Looking at a cost lets it decay, so that what is looked at often forgets as fast but is stamped anew
 * (`PeakEwma.Metric`).
 */
export const finagle = genericPolicy<FinagleConfig, Costs>({
  name: 'finagle',
  start: ({ servers }) => ({ cost: servers.map(() => 0), at: servers.map(() => -1) }),
  choose({ config, own, roster, candidates, request, stream }) {
    const [a, b] = drawTwo(candidates, stream)
    const loadOf = (i: number) => {
      const pending = roster.inFlight[i]
      if ((config.load ?? 'least-loaded') === 'least-loaded') return pending
      observe(own, i, 0, request.now, config.decay)
      return own.cost[i] === 0 && pending !== 0 ? penalty + pending : own.cost[i] * (pending + 1)
    }
    const loadOfA = loadOf(a)
    return loadOf(b) < loadOfA ? b : a
  },
  hear({ decay }, own, happening) {
    if (happening.kind === 'ended') observe(own, happening.server, happening.ending.latency, happening.now, decay)
  },
})

/**
 * Linkerd's pool (linkerd/proxy/balance/src/pool/p2c.rs over tower's load/peak_ewma.rs): the same two choices, of a cost
 * that begins at a default and decays towards 0 until the first answer.
 */
export const linkerd = genericPolicy<LinkerdConfig, Costs>({
  name: 'linkerd',
  start: ({ servers, defaultLatency = 30_000 }) => ({
    cost: servers.map(() => defaultLatency),
    at: servers.map(() => -1),
  }),
  choose({ config, own, roster, candidates, request, stream }) {
    const [a, b] = drawTwo(candidates, stream)
    const loadOf = (i: number) => {
      observe(own, i, 0, request.now, config.decay)
      return own.cost[i] * (roster.inFlight[i] + 1)
    }
    const loadOfA = loadOf(a)
    return loadOf(b) < loadOfA ? b : a
  },
  hear({ decay }, own, happening) {
    if (happening.kind === 'ended') observe(own, happening.server, happening.ending.latency, happening.now, decay)
  },
})

/** Up to a higher latency at once, down to a lower one as time passes. */
function observe({ cost, at }: Costs, i: number, latency: number, now: number, decay = 10e6): void {
  const kept = exp(-Math.max(at[i] < 0 ? 0 : now - at[i], 0) / decay)
  cost[i] = latency > cost[i] ? latency : cost[i] * kept + latency * (1 - kept)
  at[i] = now
}
