import { type Plain, type RaftConfig, type RaftMessage, type RaftState, raft } from '../../../../src/protocols/index.js'
import { raftMutants } from '../../raft-mutants.js'
import { type Subject, sought } from '../subject.js'
import { raftCompleteMutants } from './raft-complete-mutants.js'
import { drawPlainRaft, drawRaft, pick } from './raft-draws.js'
import { raftMembershipMutants } from './raft-membership-mutants.js'
import { raftMoreMutants } from './raft-mutants.js'

/** Some steps of it have no end. The laws of figure 3 (`raft-laws.ts`) notice it before that. */
const endless = 'a late AppendEntries cuts the log'

export const raftSubject: Subject<RaftConfig, RaftState, RaftMessage> = {
  name: 'Raft',
  protocol: raft,
  oneLeaderATerm: true,
  draw: drawRaft,
  sessions: {
    kind: 'opened',
    order: { kind: 'open-session' },
    clientOf: reply => (reply.kind === 'done' && typeof reply.result === 'number' ? reply.result : null),
  },
  operation: ({ processes }, _at, stream): Plain => {
    const anyone = () => stream.below(processes)
    const change = (): Plain =>
      pick<Plain>(stream, [{ add: anyone() }, { add: anyone() }, { addLearner: anyone() }, { remove: anyone() }])
    switch (stream.below(8)) {
      case 0:
        return { kind: 'transfer', to: anyone() }
      case 1:
        return { kind: 'snapshot' }
      case 2:
        return { kind: 'forget-leader' }
      case 3:
        return { kind: 'leave-joint' }
      case 4:
      case 5:
        return { kind: 'change', changes: [change()] }
      default: {
        const transition = pick(stream, ['auto', 'implicit', 'explicit'])
        return { kind: 'change', changes: [change(), change()], transition }
      }
    }
  },
  change: ({ processes, state }, at, stream): Plain => {
    const { voters, outgoing } = state(at).configuration
    if (outgoing.length > 0 && stream.below(2) === 0) return { kind: 'leave-joint' }
    const one = (): Plain => {
      const member = stream.below(processes)
      return voters.includes(member) ? { remove: member } : { add: member }
    }
    if (stream.below(3) > 0) return { kind: 'change', changes: [one()] }
    return {
      kind: 'change',
      changes: [one(), one(), one()],
      transition: pick(stream, ['auto', 'implicit', 'explicit']),
    }
  },
  handOver: ({ processes }, _at, stream): Plain => ({ kind: 'transfer', to: stream.below(processes) }),
  follow: (_config, { configuration: { voters, outgoing, learners } }) => [...voters, ...outgoing, ...learners],
  mutants: sought(
    [
      ...raftMutants
        .filter(({ name }) => name !== endless)
        .map(protocol => ({ name: protocol.name, protocol, draw: drawPlainRaft })),
      ...raftMoreMutants,
      ...raftCompleteMutants,
      ...raftMembershipMutants,
    ],
    {
      'the vote is not persisted': { hostility: 'forgetting' },
      'a vote that arrives twice counts twice': { hostility: 'duels' },
      'a lease outlasts the silence that others bear (6.4.1)': { hostility: 'staleness' },
      'whoever is told to stand is trusted to have the whole log (3.10)': { hostility: 'staleness' },
    },
  ),
}
