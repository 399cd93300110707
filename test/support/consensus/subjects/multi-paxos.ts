import type { Plain } from '../../../../src/protocols/index.js'
import type { MultiPaxosConfig } from '../../../../src/protocols/paxos/multi/config.js'
import type { MultiPaxosMessage } from '../../../../src/protocols/paxos/multi/messages.js'
import { multiPaxos } from '../../../../src/protocols/paxos/multi/multi-paxos.js'
import type { MultiPaxosState } from '../../../../src/protocols/paxos/multi/state.js'
import type { Stream } from '../../../../src/random/index.js'
import { type Drawn, late, rare, type Situation, type Subject, sought } from '../subject.js'
import { multiPaxosMutants } from './multi-paxos-mutants.js'
import { drawQuorums } from './single-paxos.js'

/** Every option of the protocol, drawn; windows so small that they bind. */
export function drawMultiPaxos(stream: Stream): Drawn<MultiPaxosConfig> {
  const members = 3 + stream.below(3)
  const first = stream.below(3) === 0 ? members - 1 : members
  const quorums = drawQuorums(stream, first)
  const reads = (['index', 'log', 'lease'] as const)[stream.below(3)]
  const config: MultiPaxosConfig = {
    members,
    electionTimeout: { kind: 'uniform', low: 20_000, high: 20_000 + 5000 * (1 + stream.below(4)) },
    heartbeat: 6000,
    batch: 1 + stream.below(4),
    window: 1 + stream.below(8),
    backlog: 16,
    reads,
    checkQuorum: stream.below(2) === 0,
    snapshotEvery: stream.below(2) === 0 ? 0 : 4 + stream.below(12),
    keepEntries: stream.below(6),
    sessions: 64,
    ...(first < members ? { voters: Array.from({ length: first }, (_, member) => member) } : {}),
    ...(quorums === undefined ? {} : { quorums }),
    ...(reads === 'lease' ? { driftBound: 0.05 } : {}),
  }
  return { processes: members, config, patience: 20_000, calm: 3_000_000, reads: 'linearizable' }
}

/** New members with majorities, or a snapshot. */
export function drawOrder({ processes }: Situation<MultiPaxosConfig, MultiPaxosState>, stream: Stream): Plain | null {
  const kind = stream.below(6)
  if (kind > 2) return null
  if (kind === 2) return { kind: 'snapshot' }
  const members = Array.from({ length: processes }, (_, member) => member).filter(() => stream.below(3) > 0)
  return members.length === 0 ? null : { kind: 'change', members }
}

export const multiPaxosSubject: Subject<MultiPaxosConfig, MultiPaxosState, MultiPaxosMessage> = {
  name: 'Multi-Paxos',
  protocol: multiPaxos,
  oneLeaderATerm: true,
  sessions: {
    kind: 'opened',
    order: { kind: 'open-session' },
    clientOf: reply => (reply.kind === 'done' && typeof reply.result === 'number' ? reply.result : null),
  },
  operation: (situation, _at, stream) => drawOrder(situation, stream),
  change: ({ processes }, _at, stream) => {
    const members = Array.from({ length: processes }, (_, member) => member).filter(() => stream.below(3) > 0)
    return members.length === 0 ? null : { kind: 'change', members }
  },
  draw: drawMultiPaxos,
  mutants: sought(multiPaxosMutants, {
    'promises are not persisted (Lamport 2001, 2.5)': { hostility: 'forgetting', ...late },
    'the own acceptance counts before it is synced': { hostility: 'forgetting' },
    'a leader takes the value it heard of last, not that of the highest ballot (P2c)': { hostility: 'duels', ...late },
    'an acceptor accepts below its promise (P1a)': { hostility: 'duels', ...late },
    'an acceptance that arrives twice counts twice': { hostility: 'duels', ...late },
    'a leader answers before what it inherited is executed': { hostility: 'staleness' },
    'a lease lasts longer for the leader than for those who granted it': { hostility: 'staleness' },
    'a lease is forgotten in a restart': { hostility: 'staleness', ...rare },
    'clocks that drift are not allowed for': { hostility: 'staleness', ...rare },
    'a read is answered without asking a quorum': { hostility: 'staleness' },
    'a new configuration is in force at once, whatever was proposed before': { hostility: 'changing', ...late },
    'a leader proposes to new members without their promises': { hostility: 'changing' },
  }),
}
