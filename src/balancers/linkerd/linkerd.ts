import type { Stream } from '../../random/index.js'
import { type Choice, noReleases, type Policy, refused } from '../contract.js'
import { drawTwo } from '../generic/draws.js'
import type { GenericConfig } from '../generic/generic-policy.js'
import { newRoster, note, type Roster, usable } from '../generic/roster.js'
import { type Costs, newCosts, observe } from '../peak-costs.js'
import { type Gate, hearResponse, isReady, type LinkerdBreakerConfig, letThrough, openGate, wake } from './breaker.js'

export interface LinkerdConfig extends GenericConfig {
  /** µs; 10 s by default. */
  readonly decay?: number
  /** µs that a server is taken to need before it has answered; 30 ms by default. */
  readonly defaultLatency?: number
  readonly breaker?: LinkerdBreakerConfig
}

export interface LinkerdState {
  readonly roster: Roster
  readonly own: Costs
  readonly gates: Gate[]
  /** Luck for the jitter of a gate that is shut, drawn when a server is picked. */
  readonly luck: number[]
}

/**
 * Linkerd's pool (linkerd/proxy/balance/src/pool/p2c.rs over tower's load/peak_ewma.rs): of two that are ready, the one
 * of the lower cost, which begins at a default and decays towards 0 until the first answer.
 */
export const linkerd: Policy<LinkerdConfig, LinkerdState> = {
  name: 'linkerd',
  init: ({ servers, defaultLatency = 30_000 }) => ({
    roster: newRoster(servers),
    own: newCosts(servers, defaultLatency),
    gates: servers.map(openGate),
    luck: servers.map(() => 0),
  }),
  pick(config, state, { now, tried }, stream): Choice {
    for (const gate of state.gates) wake(gate, now)
    const ready = usable(state.roster).filter(i => isReady(state.gates[i]))
    if (ready.length === 0) return refused
    const fresh = ready.filter(i => !tried.includes(i))
    const server = lessCostly(config, state, fresh.length > 0 ? fresh : ready, now, stream)
    if (config.breaker !== undefined) state.luck[server] = stream.unit()
    letThrough(state.gates[server])
    return { server, wait: false }
  },
  tell(config, state, happening) {
    note(state.roster, happening)
    if (happening.kind === 'ended') {
      const { server, ending, now } = happening
      observe(state.own, server, ending.latency, now, config.decay)
      if (config.breaker !== undefined) {
        hearResponse(config.breaker, state.gates[server], ending, now, state.luck[server])
      }
    }
    return noReleases
  },
}

function lessCostly(
  { decay }: LinkerdConfig,
  { roster, own }: LinkerdState,
  ready: readonly number[],
  now: number,
  stream: Stream,
): number {
  const [a, b] = drawTwo(ready, stream)
  const loadOf = (i: number) => {
    observe(own, i, 0, now, decay)
    return own.cost[i] * (roster.inFlight[i] + 1)
  }
  const loadOfA = loadOf(a)
  return loadOf(b) < loadOfA ? b : a
}
