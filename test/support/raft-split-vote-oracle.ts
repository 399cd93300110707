/**
 * How often a first election is split, and how long elections take (Ongaro's thesis, sections 9.2 to 9.4), without the
 * simulator or the protocol: only arithmetic and a source of uniform numbers. Timeouts are uniform on [low, high].
 *
 * Why a formula, for constant latency: let l be the one-way latency over the width of the timeout range, n the servers
 * and s those that are up, all of which start their timers at one moment. The first to time out asks before everyone
 * else, so its request reaches each other server first: it gets the vote of all but those that time out within l of it,
 * and those vote for themselves. Any later candidate gets its own vote alone. So the election is split when the first
 * one's votes, 1 + (s - c) if c servers time out within l of the first (itself among them), are no majority of n:
 * c >= s - floor(n / 2) + 1.
 *
 * T(c) - T(1) is a sum of c - 1 spacings of s uniform points, spacings are exchangeable, and the first c - 1 of them make
 * T(c - 1). So P(T(c) - T(1) < l) = P(T(c - 1) < l): of s uniform points at least c - 1 lie below l, a binomial tail. The
 * thesis comes to the same sum by integration and says that it hints at an easier derivation; this is one. For n = 5
 * and s = 4 it is 6 l^2 - 8 l^3 + 3 l^4.
 */
export interface SplitVoteModel {
  readonly members: number
  readonly live: number
  /** Election timeouts, microseconds, as all times here. */
  readonly low: number
  readonly high: number
  /** One way, uniform between these; constant when they are equal. */
  readonly latency: readonly [number, number]
}

/** Candidates within one latency of the first, itself among them, that split a vote. */
export function splittingCandidates(members: number, live: number): number {
  return live - Math.floor(members / 2) + 1
}

/** Chance of a split first vote for constant latency, `l` of the width of the timeout range. */
export function splitVoteChance(members: number, live: number, l: number): number {
  let chance = 0
  for (let k = splittingCandidates(members, live) - 1; k <= live; k += 1) {
    chance += choose(live, k) * l ** k * (1 - l) ** (live - k)
  }
  return chance
}

/**
 * The same chance by integration over the time t of the first timeout, as the thesis sets it out: the others are uniform
 * beyond t. Simpson's rule on each side of 1 - l; the integrand is a polynomial on either.
 */
export function splitVoteIntegral(members: number, live: number, l: number): number {
  const others = live - 1
  const needed = splittingCandidates(members, live) - 1
  const density = (t: number) => {
    const within = Math.min(1, l / (1 - t))
    let chance = 0
    for (let k = needed; k <= others; k += 1) {
      chance += choose(others, k) * within ** k * (1 - within) ** (others - k)
    }
    return chance * live * (1 - t) ** others
  }
  return simpson(density, 0, 1 - l) + simpson(density, 1 - l, 1)
}

/**
 * One term by what each server does: it stands when it times out before any request has reached it, else it votes for
 * the first request it gets. True when nobody has the votes of a majority.
 *
 * @param latencyOf from a server to another
 */
export function isSplit(
  members: number,
  timeouts: readonly number[],
  latencyOf: (from: number, to: number) => number,
): boolean {
  const candidates: number[] = []
  const votes = timeouts.map(() => 0)
  const byTime = timeouts.map((_, server) => server).sort((a, b) => timeouts[a] - timeouts[b])
  const firstRequest = timeouts.map(() => ({ at: Infinity, from: -1 }))
  for (const server of byTime) {
    if (firstRequest[server].at <= timeouts[server]) continue
    candidates.push(server)
    votes[server] += 1
    for (const other of byTime) {
      const at = timeouts[server] + latencyOf(server, other)
      if (other !== server && at < firstRequest[other].at) firstRequest[other] = { at, from: server }
    }
  }
  for (const server of byTime) if (!candidates.includes(server)) votes[firstRequest[server].from] += 1
  return Math.max(...votes) < Math.floor(members / 2) + 1
}

/** A first term at random. */
export function isSplitAtRandom(model: SplitVoteModel, unit: () => number): boolean {
  const { members, live, low, high, latency } = model
  const timeouts = Array.from({ length: live }, () => low + (high - low) * unit())
  return isSplit(members, timeouts, () => latency[0] + (latency[1] - latency[0]) * unit())
}

interface Server {
  term: number
  /** Whom it voted for in this term, -1 for none. */
  votedFor: number
  /** Votes heard in this term while it stands, 0 while it does not. */
  votes: number
  timeoutAt: number
}

interface Mail {
  readonly at: number
  readonly from: number
  readonly to: number
  readonly term: number
  readonly grants: boolean
}

/** Time from fresh timers to the first leader, over as many terms as it takes. Logs are equal, disks take no time. */
export function electionTime(model: SplitVoteModel, unit: () => number): number {
  const { members, live, low, high, latency } = model
  const timeout = () => low + (high - low) * unit()
  const delay = () => latency[0] + (latency[1] - latency[0]) * unit()
  const servers: Server[] = Array.from({ length: live }, () => ({
    term: 0,
    votedFor: -1,
    votes: 0,
    timeoutAt: timeout(),
  }))
  const mails: Mail[] = []
  for (;;) {
    const next = mails.reduce((best, mail, i) => (best === -1 || mail.at < mails[best].at ? i : best), -1)
    const first = servers.reduce((best, { timeoutAt }, i) => (timeoutAt < servers[best].timeoutAt ? i : best), 0)
    if (next === -1 || servers[first].timeoutAt < mails[next].at) {
      const now = servers[first].timeoutAt
      const term = servers[first].term + 1
      servers[first] = { term, votedFor: first, votes: 1, timeoutAt: now + timeout() }
      for (let to = 0; to < live; to += 1) {
        if (to !== first) mails.push({ at: now + delay(), from: first, to, term, grants: false })
      }
      continue
    }
    const [{ at, from, to, term, grants }] = mails.splice(next, 1)
    const server = servers[to]
    if (grants) {
      if (server.term !== term || server.votes === 0) continue
      server.votes += 1
      if (server.votes > members / 2) return at
      continue
    }
    if (term > server.term) Object.assign(server, { term, votedFor: -1, votes: 0 })
    if (term < server.term || server.votedFor !== -1) continue
    server.votedFor = from
    server.timeoutAt = at + timeout()
    mails.push({ at: at + delay(), from: to, to: from, term, grants: true })
  }
}

/**
 * The thesis' estimate (end of section 9.3) with fresh timers, so without the share of a heartbeat that went before the
 * crash: each split term takes a first timeout and a latency, the last one a first timeout and a round trip.
 */
export function estimatedElectionTime({ members, live, low, high, latency }: SplitVoteModel): number {
  const oneWay = (latency[0] + latency[1]) / 2
  const splits = splitVoteChance(members, live, oneWay / (high - low))
  return (low + (high - low) / (live + 1) + oneWay) / (1 - splits) + oneWay
}

function choose(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= k; i += 1) ways = (ways * (n - k + i)) / i
  return ways
}

function simpson(f: (x: number) => number, from: number, to: number): number {
  const pieces = 2000
  const width = (to - from) / pieces
  let sum = 0
  for (let i = 0; i < pieces; i += 1) {
    const a = from + i * width
    sum += (f(a) + 4 * f(a + width / 2) + f(Math.min(a + width, to - width * 1e-9))) * (width / 6)
  }
  return sum
}
