import type { Stream } from '../../random/index.js'
import { type Happening, noReleases, type Policy, refused } from '../contract.js'
import type { GenericConfig } from './generic-policy.js'
import { isUsable, newRoster, note, type Roster, usable } from './roster.js'

/** Prequal (Wydrowski et al., NSDI 2024, arXiv 2312.10172). Defaults are those of its section 5. */
export interface PrequalConfig extends GenericConfig {
  /** Most probe results kept; 16. */
  readonly pool?: number
  /** µs that a result is good for; 1 s. */
  readonly age?: number
  /** Above this quantile of the requests in flight a server is hot; 0.84. */
  readonly hotQuantile?: number
  /** How often a result may serve; 1 and up, 2 here. */
  readonly uses?: number
}

interface Probe {
  readonly server: number
  inFlight: number
  readonly latency: number
  readonly at: number
  uses: number
}

export interface PrequalState {
  readonly roster: Roster
  /** Oldest first. */
  pool: Probe[]
  /** Whether the worst or the oldest leaves next. */
  worstNext: boolean
}

/**
 * Asks servers now and then how they are (`load`), and sends each request to the best answer at hand: among the cold, with
 * requests in flight at or below the quantile, the one with the least latency; when all are hot the one with the fewest in
 * flight. A result is used a bounded number of times, counts the requests sent since, ages out; after each request one
 * leaves, the worst and the oldest in turn. With fewer than two results a server is drawn at random. Whom to
 * probe, and when, is the host's affair: about three probes a request, to servers drawn without replacement.
 */
export const prequal: Policy<PrequalConfig, PrequalState> = {
  name: 'prequal',
  init: ({ servers }) => ({ roster: newRoster(servers), pool: [], worstNext: true }),
  pick(config, state, request, stream) {
    const candidates = usable(state.roster)
    if (candidates.length === 0) return refused
    const { age = 1e6 } = config
    state.pool = state.pool.filter(({ server, at }) => isUsable(state.roster, server) && request.now - at <= age)
    const pool = state.pool.filter(({ server }) => !request.tried.includes(server))
    if (pool.length < 2) return { server: anyOf(candidates, request.tried, stream), wait: false }
    const best = bestOf(pool, config.hotQuantile ?? 0.84)
    best.inFlight++
    best.uses++
    if (best.uses >= (config.uses ?? 2)) state.pool = state.pool.filter(probe => probe !== best)
    removeOne(state, config)
    return { server: best.server, wait: false }
  },
  tell(config, state, happening) {
    note(state.roster, happening)
    if (happening.kind === 'load') remember(config, state, happening)
    return noReleases
  },
}

function anyOf(candidates: readonly number[], tried: readonly number[], stream: Stream): number {
  const fresh = candidates.filter(i => !tried.includes(i))
  const from = fresh.length > 0 ? fresh : candidates
  return from[stream.below(from.length)]
}

function remember(config: PrequalConfig, state: PrequalState, happening: Extract<Happening, { kind: 'load' }>): void {
  const { server, now, report } = happening
  state.pool.push({ server, inFlight: report.inFlight, latency: report.latency, at: now, uses: 0 })
  if (state.pool.length > (config.pool ?? 16)) state.pool.shift()
}

/** The hot-cold lexicographic rule (section 4). */
function bestOf(pool: readonly Probe[], quantile: number): Probe {
  const limit = quantileOf(pool, quantile)
  const cold = pool.filter(({ inFlight }) => inFlight <= limit)
  const better = (a: Probe, b: Probe) => (cold.length > 0 ? a.latency - b.latency : a.inFlight - b.inFlight)
  return (cold.length > 0 ? cold : pool).reduce((best, probe) => (better(probe, best) < 0 ? probe : best))
}

function quantileOf(pool: readonly Probe[], quantile: number): number {
  const sorted = pool.map(({ inFlight }) => inFlight).sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(quantile * (sorted.length - 1)))]
}

/** Results must leave at about the rate at which they come, or the pool is left with what nobody wants. */
function removeOne(state: PrequalState, config: PrequalConfig): void {
  if (state.pool.length < (config.pool ?? 16)) return
  const limit = quantileOf(state.pool, config.hotQuantile ?? 0.84)
  const worse = (a: Probe, b: Probe) =>
    Number(a.inFlight > limit) - Number(b.inFlight > limit) ||
    (a.inFlight > limit ? a.inFlight - b.inFlight : a.latency - b.latency)
  const leaves = state.worstNext
    ? state.pool.reduce((worst, probe) => (worse(probe, worst) > 0 ? probe : worst))
    : state.pool[0]
  state.worstNext = !state.worstNext
  state.pool = state.pool.filter(probe => probe !== leaves)
}
