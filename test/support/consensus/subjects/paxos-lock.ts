import {
  type PaxosLockConfig,
  type PaxosLockMessage,
  type PaxosLockState,
  paxosLock,
} from '../../../../src/protocols/index.js'
import { paxosMutants } from '../../paxos-mutants.js'
import { late, rare, type Subject, sought } from '../subject.js'

/** The lock on Paxos: no commands, an epoch for a term, the holder for a leader. */
export const paxosLockSubject: Subject<PaxosLockConfig, PaxosLockState, PaxosLockMessage> = {
  name: 'lock on Paxos',
  protocol: paxosLock,
  commands: false,
  oneLeaderATerm: true,
  draw(stream) {
    const members = 3 + stream.below(3)
    return {
      processes: members,
      config: {
        members,
        heartbeat: 6000,
        backoff: { kind: 'uniform', low: 0, high: 10_000 * (1 + stream.below(3)) },
        patience: 20_000,
      },
      patience: 20_000,
      calm: 3_000_000,
      detector: { timeout: 20_000, period: 3000 },
    }
  },
  // P1 and P2 themselves (`paxos-laws.ts`) notice the rare ones at once.
  mutants: sought(
    paxosMutants.map(protocol => ({ name: protocol.name, protocol })),
    {
      'promises are not persisted': { hostility: 'duels', ...rare },
      'a proposer ignores what was accepted before (P2c)': late,
      'an answer that arrives twice counts twice': { hostility: 'duels', ...rare },
    },
  ),
}
