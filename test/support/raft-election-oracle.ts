/**
 * The election experiment of the Raft paper (Ongaro & Ousterhout 2014, extended version, section 9.3 and figure 16), as a
 * short Monte Carlo that shares nothing with the simulator or the protocol: only a source of uniform numbers.
 *
 * What was measured: "we repeatedly crashed the leader of a cluster of five servers and timed how long it took to
 * detect the crash and elect a new leader". "The servers in each trial had different log lengths, so some candidates
 * were not eligible to become leader"; a synchronized broadcast of heartbeats went before the crash; "the leader was
 * crashed uniformly randomly within its heartbeat interval, which was half of the minimum election timeout".
 */
export interface ElectionModel {
  /** Election timeouts are uniform on [low, high], drawn anew at each reset. Microseconds, as all times here. */
  readonly low: number
  readonly high: number
  /** One way, constant. */
  readonly latency: number
  /** From writing a term or vote to answering, constant; 0 unless given. */
  readonly sync?: number
  /** Log lengths of the four survivors; by default two of them are shorter, so that only the other two can win. */
  readonly logs?: readonly number[]
  /** A trial without a leader for so long ends there, with Infinity; 60 s unless given. */
  readonly patience?: number
}

interface Server {
  readonly log: number
  term: number
  /** In the present term; -1 for none. */
  votedFor: number
  candidate: boolean
  votes: number
  timeoutAt: number
}

/** A vote asked for or granted, or a candidate's own vote reaching its disk. */
interface Message {
  readonly at: number
  readonly kind: 'own' | 'ask' | 'grant'
  readonly from: number
  readonly to: number
  readonly term: number
}

/** Three votes of five servers, the crashed leader among the five. */
const majority = 3

/** Time without a leader in one trial: from the crash until some survivor holds the votes of a majority. */
export function leaderlessTime(model: ElectionModel, unit: () => number): number {
  const { low, high, latency, sync = 0, logs = [1, 1, 0, 0], patience = 60_000_000 } = model
  const timeout = () => low + (high - low) * unit()
  const crashAt = (low / 2) * unit()
  // The last heartbeats were sent at time 0 and all arrive at `latency`.
  const servers: Server[] = logs.map(log => ({
    log,
    term: 0,
    votedFor: -1,
    candidate: false,
    votes: 0,
    timeoutAt: latency + timeout(),
  }))
  const messages: Message[] = []

  for (;;) {
    const server = earliest(servers, s => s.timeoutAt)
    const message = earliest(messages, m => m.at)
    const now = Math.min(servers[server].timeoutAt, message === -1 ? Infinity : messages[message].at)
    if (now - crashAt > patience) return Infinity

    if (message === -1 || servers[server].timeoutAt <= messages[message].at) {
      const self = servers[server]
      self.term += 1
      self.votedFor = server
      self.candidate = true
      self.votes = 0
      self.timeoutAt = now + timeout()
      messages.push({ at: now + sync, kind: 'own', from: server, to: server, term: self.term })
      continue
    }

    const [{ kind, from, to, term }] = messages.splice(message, 1)
    const self = servers[to]
    if (kind === 'ask') {
      if (term > self.term) {
        self.term = term
        self.votedFor = -1
        self.candidate = false
      }
      if (term < self.term || self.votedFor !== -1 || servers[from].log < self.log) continue
      self.votedFor = from
      self.timeoutAt = now + timeout()
      messages.push({ at: now + sync + latency, kind: 'grant', from: to, to: from, term })
    } else if (self.candidate && self.term === term) {
      self.votes += 1
      if (self.votes >= majority) return now - crashAt
      if (kind === 'grant') continue
      for (let other = 0; other < servers.length; other++) {
        if (other !== to) messages.push({ at: now + latency, kind: 'ask', from: to, to: other, term })
      }
    }
  }
}

/** Index of the first item with the least value, or -1. */
function earliest<T>(items: readonly T[], value: (item: T) => number): number {
  let best = -1
  for (let i = 0; i < items.length; i++) if (best === -1 || value(items[i]) < value(items[best])) best = i
  return best
}
