import type { RaftConfig } from '../../../../src/protocols/index.js'
import type { Stream } from '../../../../src/random/index.js'
import type { Drawn } from '../subject.js'

export function pick<T>(stream: Stream, of: readonly T[]): T {
  return of[stream.below(of.length)]
}

const flip = (stream: Stream): boolean => stream.below(2) === 0

/** Figure 2 and nothing more: what breaks a rule of it is looked for here. */
export function drawPlainRaft(stream: Stream): Drawn<RaftConfig> {
  const members = 3 + stream.below(3)
  const config: RaftConfig = {
    members,
    electionTimeout: { kind: 'uniform', low: 20_000, high: 20_000 + 5000 * (1 + stream.below(4)) },
    heartbeat: 6000,
    redraw: pick(stream, ['each-reset', 'each-election']),
    backtracking: pick(stream, ['by-one', 'by-term']),
    batch: 1 + stream.below(4),
    window: 2 + stream.below(8),
    backlog: 16,
  }
  return { config, processes: members, patience: 20_000, calm: 3_000_000, reads: 'linearizable' }
}

/**
 * Every option. etcd's lease rests on CheckQuorum alone and claims no bound on clocks, so its way is drawn with reads that
 * ask a quorum.
 */
export function drawRaft(stream: Stream): Drawn<RaftConfig> {
  const { config: plain, ...rest } = drawPlainRaft(stream)
  const members = plain.members + stream.below(2)
  const all = Array.from({ length: members }, (_, member) => member)
  const voters = members - stream.below(3)
  const etcd = stream.below(4) === 0
  const bytes = flip(stream) ? {} : { inflightBytes: 100, batchBytes: 50, backlogBytes: 300 }
  const redraw = pick(stream, ['each-reset', 'each-election', 'each-term'] as const)
  const config: RaftConfig = {
    ...plain,
    ...bytes,
    members,
    redraw,
    voters: all.slice(0, voters),
    learners: flip(stream) ? all.slice(voters, voters + 1) : [],
    // A timer that any new term starts anew lets one who raises terms keep all others waiting.
    preVote: redraw === 'each-term' || flip(stream),
    checkQuorum: etcd || flip(stream),
    reads: etcd ? 'index' : pick(stream, ['index', 'lease'] as const),
    driftBound: 0.02,
    snapshotEvery: pick(stream, [0, 5, 20]),
    keepEntries: stream.below(6),
    heartbeats: etcd ? 'separate' : pick(stream, ['append', 'separate'] as const),
    commitNews: pick(stream, ['with-next', 'at-once']),
    campaign: pick(stream, ['synced', 'at-once']),
    stepDownOnRemoval: stream.below(4) > 0,
    forwarding: flip(stream),
    ways: etcd ? 'etcd' : 'thesis',
    sessions: pick(stream, [2, 1000]),
    inflightMessages: stream.below(4),
  }
  return { ...rest, config, processes: members, calm: 4_000_000 }
}
