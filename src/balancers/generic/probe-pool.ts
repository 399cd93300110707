import type { Stream } from '../../random/index.js'
import type { LoadReport } from '../contract.js'

/** The pool of answers to probes (Wydrowski et al., NSDI 2024, section 4). Plain data. */
export interface ProbePool {
  /** Oldest first, at most one of a server. */
  probes: Probe[]
  /** Requests in flight that the latest answers told: the latest last, and the same in ascending order. */
  readonly recent: number[]
  readonly sorted: number[]
  /** Whether the worst or the oldest leaves next. */
  worstNext: boolean
}

export interface Probe {
  readonly server: number
  /** As the server told, and one more for each request sent on its word since. */
  inFlight: number
  /** µs. */
  readonly latency: number
  /** When the answer was heard, µs. */
  readonly at: number
  /** Uses it has left, perhaps not whole; null: as many as come. */
  left: number | null
}

/** From so many answers, the latest, the distribution of requests in flight is estimated. The number is ours. */
const window = 64

export const newPool = (): ProbePool => ({ probes: [], recent: [], sorted: [], worstNext: true })

/**
 * b_reuse = max(1, (1 + δ) / ((1 − m/n) r_probe − r_remove)) (section 4): how often an answer may serve, so that the pool
 * gains on what is used up. Where the divisor is not positive, as with 24 servers or fewer at the paper's rates, no number
 * of uses would do: null, the limit from above.
 */
export function usesOf(
  delta: number,
  pool: number,
  servers: number,
  probesPerQuery: number,
  removedPerQuery: number,
): number | null {
  const gain = (1 - pool / servers) * probesPerQuery - removedPerQuery
  return gain > 0 ? Math.max(1, (1 + delta) / gain) : null
}

/**
 * An answer comes in. It takes the place of an older one of its server, which is how we read the formula: a share m/n of
 * the answers adds none. The oldest leaves a pool that is full.
 */
export function hear(
  pool: ProbePool,
  server: number,
  report: LoadReport,
  now: number,
  uses: number | null,
  most: number,
): void {
  const { inFlight, latency } = report
  pool.probes = pool.probes.filter(probe => probe.server !== server)
  pool.probes.push({ server, inFlight, latency, at: now, left: uses })
  if (pool.probes.length > most) pool.probes.shift()
  pool.recent.push(inFlight)
  pool.sorted.splice(placeIn(pool.sorted, inFlight), 0, inFlight)
  if (pool.recent.length <= window) return
  const [gone] = pool.recent.splice(0, 1)
  pool.sorted.splice(placeIn(pool.sorted, gone), 1)
}

/** Of the first that is not less. */
function placeIn(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Above so many requests in flight a server is hot: the quantile of what the latest answers told. */
export function hotAbove({ sorted }: ProbePool, quantile: number): number {
  return sorted.length === 0 ? 0 : sorted[Math.floor(quantile * (sorted.length - 1))]
}

/** The hot-cold lexicographic rule: of the cold the one with the least latency; where all are hot, the one with the fewest. */
export function bestOf(probes: readonly Probe[], limit: number): Probe {
  return probes.reduce((best, probe) => (rank(probe, best, limit) < 0 ? probe : best))
}

/** Below 0 where `a` is the better. */
function rank(a: Probe, b: Probe, limit: number): number {
  const hot = a.inFlight > limit
  const heat = Number(hot) - Number(b.inFlight > limit)
  if (heat !== 0) return heat
  return hot ? a.inFlight - b.inFlight : a.latency - b.latency
}

/**
 * A request goes out on the word of a probe: its server has one more in flight, and it has one use less. What is left of a
 * use that is not whole is one more with that chance, so that the mean is kept (section 4: randomly rounded).
 */
export function use(pool: ProbePool, probe: Probe, stream: Stream): void {
  probe.inFlight++
  if (probe.left === null) return
  probe.left--
  if (probe.left > 0 && probe.left < 1) probe.left = stream.unit() < probe.left ? 1 : 0
  if (probe.left <= 0) drop(pool, probe)
}

/**
 * One leaves, the worst and the oldest in turn: the best are used up, and the pool would be left with what nobody wants. The
 * worst is last by the rule of choice (section 4).
 */
export function removeOne(pool: ProbePool, limit: number): void {
  if (pool.probes.length === 0) return
  const worst = (a: Probe, b: Probe) => (rank(b, a, limit) > 0 ? b : a)
  drop(pool, pool.worstNext ? pool.probes.reduce(worst) : pool.probes[0])
  pool.worstNext = !pool.worstNext
}

function drop(pool: ProbePool, gone: Probe): void {
  pool.probes = pool.probes.filter(probe => probe !== gone)
}
