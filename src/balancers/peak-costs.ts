import { exp } from '../numerics/index.js'

/** A decaying cost of each server in µs, and when it was last moved; -1 before it ever was. */
export interface Costs {
  readonly cost: number[]
  readonly at: number[]
}

export function newCosts(servers: readonly unknown[], first: number): Costs {
  return { cost: servers.map(() => first), at: servers.map(() => -1) }
}

/** Up to a higher latency at once, down to a lower one as time passes. */
export function observe({ cost, at }: Costs, i: number, latency: number, now: number, decay = 10e6): void {
  const kept = exp(-Math.max(at[i] < 0 ? 0 : now - at[i], 0) / decay)
  cost[i] = latency > cost[i] ? latency : cost[i] * kept + latency * (1 - kept)
  at[i] = now
}
