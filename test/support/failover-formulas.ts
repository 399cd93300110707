import type { VsrConfig } from '../../src/protocols/index.js'
import type { Redundancy } from '../../src/scenario/index.js'
import { splitVoteChance } from './raft-split-vote-oracle.js'

/**
 * How long a service is without a leader when that one crashes in silence, by counting the protocol's messages and syncs
 * and with the mean of the first of several timeouts; without the simulator. Microseconds.
 *
 * - The last heartbeat left half a period before the crash on average, and was heard `latency` later.
 * - The first of `live` timeouts uniform on [low, high] runs out after low + (high - low) / (live + 1) (Ongaro's thesis,
 *   section 9.3, whose sum this is, with the syncs that it leaves out).
 */
export interface Circumstances {
  readonly members: number
  /** One way between members, and a disk's sync, constant. */
  readonly latency: number
  readonly sync: number
}

/** Null where timeouts are of another shape, or wait for something else. */
export function failoverByCount(redundancy: Redundancy, on: Circumstances): number | null {
  const { latency: d, sync: s, members } = on
  switch (redundancy.kind) {
    case 'raft': {
      const { electionTimeout: timeout, heartbeat, preVote, ways } = redundancy.config
      if (timeout.kind !== 'uniform') return null
      const { low, high } = timeout
      // A vote for oneself is synced before others are asked (thesis), or while they are (etcd).
      const asks = ways === 'etcd' ? d : s + d
      const votes = s + d
      const first = low + (high - low) / members
      const split = splitVoteChance(members, members - 1, asks / (high - low))
      const elected = (first + asks) / (1 - split) + votes + (preVote === true ? 2 * d : 0)
      // The entry of its own term (figure 8 of the paper): there, synced, and back.
      return d - heartbeat / 2 + elected + 2 * d + s
    }
    case 'multi-paxos': {
      const { electionTimeout: timeout, heartbeat, lease } = redundancy.config
      if (timeout.kind !== 'uniform' || (lease !== undefined && lease > timeout.low)) return null
      const first = timeout.low + (timeout.high - timeout.low) / members
      // Its ballot is synced before anybody hears of it (Lamport 2001, 2.5); promises; then a no-op is chosen.
      return d - heartbeat / 2 + first + s + (2 * d + s) + (2 * d + s)
    }
    case 'vsr': {
      const { viewTimeout: timeout, heartbeat } = redundancy.config
      if (timeout.kind !== 'uniform') return null
      const first = timeout.low + (timeout.high - timeout.low) / members
      return d - heartbeat / 2 + first + viewChange(redundancy.config, on)
    }
    case 'zab': {
      const { tickTime, syncLimit, finalizeWait = 200_000 } = redundancy.config
      // Pings go twice a tick. A quorum agrees after two rounds of votes, or after one where two make it.
      const agreed = members > 3 ? 2 * d : d
      // connect, its answer, FOLLOWERINFO, LEADERINFO, ACKEPOCH, NEWLEADER, ACK-LD, and three epochs are written.
      return syncLimit * tickTime - tickTime / 4 + d + agreed + finalizeWait + 7 * d + 3 * s
    }
    case 'paxos': {
      const { config, monitor } = redundancy
      const { backoff } = config
      if (monitor.detector.kind !== 'timeout' || backoff.kind !== 'uniform') return null
      const noticed = monitor.detector.timeout - monitor.heartbeat / 2 + d
      return noticed + backoff.low + (backoff.high - backoff.low) / members + s + (2 * d + s) + (2 * d + s)
    }
    default:
      return null
  }
}

/** STARTVIEWCHANGE, those of the others, DOVIEWCHANGE; with a disk the last waits for the sync of who heard the first. */
function viewChange(config: VsrConfig, { latency: d, sync: s }: Circumstances): number {
  return config.keeps === 'disk' ? Math.max(3 * d, 2 * d + s) : 3 * d
}

/**
 * Elections of Raft a microsecond because heartbeats are lost, while nobody fails: after k lost ones in a row a follower has
 * heard nothing for k to k + 1 periods, and stands if its timeout, drawn when it last heard one, ends there. Null where
 * followers ask before they stand, or where a leader may step down for want of answers.
 */
export function electionsByLoss(redundancy: Redundancy, members: number, loss: number): number | null {
  if (redundancy.kind !== 'raft') return null
  const { electionTimeout: timeout, heartbeat, preVote, checkQuorum } = redundancy.config
  if (timeout.kind !== 'uniform' || preVote === true || checkQuorum === true) return null
  const { low, high } = timeout
  const within = (time: number) => Math.min(1, Math.max(0, (time - low) / (high - low)))
  let chance = 0
  for (let lost = 1; lost * heartbeat <= high; lost += 1) {
    chance += loss ** lost * (within((lost + 1) * heartbeat) - within(lost * heartbeat))
  }
  return ((members - 1) * (1 - loss) * chance) / heartbeat
}
