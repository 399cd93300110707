import { drawByWeight } from './draws.js'
import { type GenericConfig, genericPolicy } from './generic-policy.js'
import type { Roster } from './roster.js'
import { smoothest } from './rotations.js'

/** Fewest in flight for the weight; the tied take turns by smooth round robin. */
export const fewestConnections = genericPolicy<GenericConfig, { readonly current: number[] }>({
  name: 'least-connections',
  start: ({ servers }) => ({ current: servers.map(() => 0) }),
  choose: ({ own, roster, candidates }) => smoothest(own.current, roster.weight, leastLoaded(roster, candidates)),
})

/** All candidates of the least load for their weight, compared without dividing. */
function leastLoaded(roster: Roster, candidates: readonly number[]): number[] {
  const { inFlight, weight } = roster
  let best = candidates[0]
  for (const i of candidates) if (inFlight[i] * weight[best] < inFlight[best] * weight[i]) best = i
  return candidates.filter(i => inFlight[i] * weight[best] === inFlight[best] * weight[i])
}

export interface LeastRequestConfig extends GenericConfig {
  /** How many are drawn, with replacement; 2 by default. */
  readonly choices?: number
}

/**
 * The power of d choices (Mitzenmacher 2001): of d drawn by weight, the one with the fewest in flight for its weight,
 * the first drawn when tied.
 */
export const leastRequest = genericPolicy<LeastRequestConfig, Record<string, never>>({
  name: 'least-request',
  start: () => ({}),
  choose({ config, roster, candidates, stream }) {
    const { inFlight, weight } = roster
    let best = drawByWeight(roster, candidates, stream)
    for (let drawn = 1; drawn < (config.choices ?? 2); drawn++) {
      const i = drawByWeight(roster, candidates, stream)
      if (inFlight[i] * weight[best] < inFlight[best] * weight[i]) best = i
    }
    return best
  },
})

/** Join the shortest queue: fewest in flight for the weight, the tied by lot in proportion to weight. */
export const joinShortestQueue = genericPolicy<GenericConfig, Record<string, never>>({
  name: 'join-shortest-queue',
  start: () => ({}),
  choose: ({ roster, candidates, stream }) => drawByWeight(roster, leastLoaded(roster, candidates), stream),
})

/**
 * Join the idle queue (Lu et al., Performance Evaluation 2011, JIQ-Random): servers that fall idle report once and wait in
 * line for a request; without any in line a server is drawn by weight.
 */
export const joinIdleQueue = genericPolicy<GenericConfig, { idle: number[] }>({
  name: 'join-idle-queue',
  start: ({ servers }) => ({ idle: servers.map((_, i) => i) }),
  choose({ own, roster, candidates, stream }) {
    const next = own.idle.find(i => candidates.includes(i) && roster.inFlight[i] === 0)
    const chosen = next ?? drawByWeight(roster, candidates, stream)
    own.idle = own.idle.filter(i => i !== chosen)
    return chosen
  },
  hear(_config, own, happening, roster) {
    if (happening.kind !== 'ended' || roster.inFlight[happening.server] > 0) return
    if (!own.idle.includes(happening.server)) own.idle.push(happening.server)
  },
})
