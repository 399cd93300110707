import type { Stream } from '../../random/index.js'
import { noReleases, type Policy, refused } from '../contract.js'
import type { GenericConfig } from './generic-policy.js'
import { bestOf, hear, hotAbove, newPool, type ProbePool, removeOne, use, usesOf } from './probe-pool.js'
import { isUsable, newRoster, note, type Roster, usable } from './roster.js'

/** Prequal (Wydrowski et al., NSDI 2024, arXiv 2312.10172). Rules are those of its section 4, defaults those of section 5. */
export interface PrequalConfig extends GenericConfig {
  /** r_probe: probes for each request; need not be whole; 3. */
  readonly probes?: number
  /** r_remove: answers that leave the pool with each request beside those used up; 1. */
  readonly remove?: number
  /** Most answers kept; 16. */
  readonly pool?: number
  /** µs that an answer is good for; 1 s. */
  readonly age?: number
  /** Above this quantile of the requests in flight a server is hot; 2^−0.25, or 0.84. */
  readonly hotQuantile?: number
  /** δ in how often an answer may serve; 1. */
  readonly delta?: number
  /** How often an answer may serve, in place of what δ gives. */
  readonly uses?: number
  /** µs without probes after which some are sent as for a request; half a second, which is ours. */
  readonly idle?: number
}

export interface PrequalState {
  readonly roster: Roster
  readonly pool: ProbePool
  /** Probes to be sent, and answers to be removed; what is not whole waits for the next request. */
  probesDue: number
  removalsDue: number
  /** When probes are sent for want of requests, µs; −1 before the first request. */
  idleAt: number
}

const probesOf = ({ probes = 3 }: PrequalConfig): number => probes
const removalsOf = ({ remove = 1 }: PrequalConfig): number => remove
const sizeOf = ({ pool = 16 }: PrequalConfig): number => pool
const idleOf = ({ idle = 500_000 }: PrequalConfig): number => idle

/**
 * Probes servers at random, some for each request and not for its sake, and sends the request to the best of the answers it
 * has: `probe-pool.ts`. With fewer than two answers a server is drawn at random. Loads come by probes alone: the host sends
 * them, and tells the answers as `load`.
 */
export const prequal: Policy<PrequalConfig, PrequalState> = {
  name: 'prequal',
  init: ({ servers }) => ({
    ...{ roster: newRoster(servers), pool: newPool() },
    ...{ probesDue: 0, removalsDue: 0, idleAt: -1 },
  }),
  pick(config, state, request, stream) {
    const candidates = usable(state.roster)
    if (candidates.length === 0) return refused
    const { roster, pool } = state
    const { age = 1e6 } = config
    pool.probes = pool.probes.filter(({ server, at }) => isUsable(roster, server) && request.now - at <= age)
    const probes = pool.probes.filter(({ server }) => !request.tried.includes(server))
    const limit = hotAbove(pool, config.hotQuantile ?? 0.84)
    const best = probes.length < 2 ? null : bestOf(probes, limit)
    if (best !== null) use(pool, best, stream)
    state.removalsDue += removalsOf(config)
    for (; state.removalsDue >= 1; state.removalsDue--) removeOne(pool, limit)
    askProbes(config, state, request.now)
    return { server: best === null ? anyOf(candidates, request.tried, stream) : best.server, wait: false }
  },
  tell(config, state, happening) {
    const { roster, pool } = state
    note(roster, happening)
    const { now } = happening
    if (happening.kind === 'load')
      hear(pool, happening.server, happening.report, now, reuse(config, roster), sizeOf(config))
    else if (happening.kind === 'clock' && state.idleAt >= 0 && now >= state.idleAt) askProbes(config, state, now)
    return noReleases
  },
  due: ({ idleAt }) => (idleAt < 0 ? Number.POSITIVE_INFINITY : idleAt),
  probes(_config, state, stream) {
    if (state.probesDue < 1) return none
    const whole = Math.floor(state.probesDue)
    state.probesDue -= whole
    return drawn(usable(state.roster), whole, stream)
  },
}

const none: readonly number[] = Object.freeze([])

function askProbes(config: PrequalConfig, state: PrequalState, now: number): void {
  state.probesDue += probesOf(config)
  state.idleAt = now + idleOf(config)
}

const reuse = (config: PrequalConfig, { weight }: Roster): number | null =>
  config.uses ?? usesOf(config.delta ?? 1, sizeOf(config), weight.length, probesOf(config), removalsOf(config))

/** So many of them, or all, without replacement: the first steps of a Fisher–Yates shuffle. */
function drawn(servers: number[], count: number, stream: Stream): number[] {
  const most = Math.min(count, servers.length)
  for (let i = 0; i < most; i++) {
    const j = i + stream.below(servers.length - i)
    ;[servers[i], servers[j]] = [servers[j], servers[i]]
  }
  return servers.slice(0, most)
}

function anyOf(candidates: readonly number[], tried: readonly number[], stream: Stream): number {
  const fresh = candidates.filter(i => !tried.includes(i))
  const from = fresh.length > 0 ? fresh : candidates
  return from[stream.below(from.length)]
}
