import {
  type Plain,
  type Protocol,
  type RaftConfig,
  type RaftMessage,
  type RaftState,
  raft,
} from '../../../../src/protocols/index.js'
import { raftMutants } from '../../raft-mutants.js'
import type { Subject } from '../subject.js'

type Raft = Protocol<RaftConfig, RaftState, RaftMessage>

/** Speaks of `done` with the machine's result where the protocol says only that an entry is committed. */
function answering(protocol: Raft): Raft {
  return {
    ...protocol,
    step(config, state, input, out) {
      let said: Plain = null
      protocol.step(config, state, input, {
        ...out,
        apply: (index, command) => (said = out.apply(index, command)),
        reply(request, result) {
          const { kind, index } = result as { kind: string; index: number }
          out.reply(request, kind === 'committed' ? { kind: 'done', index, result: said } : result)
        },
      })
    },
  }
}

export const raftSubject: Subject<RaftConfig, RaftState, RaftMessage> = {
  name: 'Raft',
  protocol: answering(raft),
  oneLeaderATerm: true,
  draw(stream) {
    const members = 3 + stream.below(3)
    return {
      processes: members,
      config: {
        members,
        electionTimeout: { kind: 'uniform', low: 20_000, high: 20_000 + 5000 * (1 + stream.below(4)) },
        heartbeat: 6000,
        redraw: stream.below(2) === 0 ? 'each-reset' : 'each-election',
        backtracking: stream.below(2) === 0 ? 'by-one' : 'by-term',
        batch: 1 + stream.below(4),
        window: 2 + stream.below(8),
        backlog: 16,
      },
      patience: 20_000,
      calm: 3_000_000,
    }
  },
  mutants: raftMutants.map(protocol => ({ name: protocol.name, protocol: answering(protocol) })),
}
