import { type RaftConfig, type RaftMessage, type RaftState, raft } from '../../src/protocols/index.js'
import { ProtocolNetwork } from './protocol-network.js'
import type { SplitVoteModel } from './raft-split-vote-oracle.js'

/** What a first election came to. */
export interface FirstElection {
  /** A server stood in a later term before anyone led the first one in which a server stood. */
  readonly split: boolean
  /** When a leader was elected, microseconds after the timers were started; null where the trial ended with the split. */
  readonly time: number | null
}

/**
 * One trial with the real protocol: `live` of the members come up at one moment with empty logs, which starts their
 * election timers; the others never do. Disks sync in no time, clocks agree, nothing is lost.
 */
export function firstElection(
  model: SplitVoteModel,
  seed: string,
  toTheEnd: boolean,
  ways: Partial<RaftConfig> = {},
): FirstElection {
  const { members, live, low, high, latency } = model
  const config: RaftConfig = { members, electionTimeout: { kind: 'uniform', low, high }, heartbeat: low / 2, ...ways }
  const network = new ProtocolNetwork<RaftConfig, RaftState, RaftMessage>(raft, config, members, {
    seed,
    latency: { kind: 'uniform', low: latency[0], high: latency[1] },
    sync: { kind: 'constant', value: 0 },
  })
  let firstTerm = 0
  let split = false
  let elected = false
  network.observers.push({
    noted: (_node, what, value) => {
      elected ||= what === 'role' && value === 'leader'
      if (what !== 'election-started' || elected) return
      if (firstTerm === 0) firstTerm = Number(value)
      split ||= Number(value) > firstTerm
    },
  })
  for (let node = 0; node < live; node += 1) network.restart(node)
  network.run(600 * high, () => elected || (split && !toTheEnd))
  return { split, time: elected ? network.now : null }
}
