import { raft } from '../../../../src/protocols/index.js'
import type { Configuration } from '../../../../src/protocols/raft/configuration.js'
import { late, rare } from '../subject.js'
import { asIfCommitted, changedSnapshot, early, hearing, mutant, type RaftMutant } from './raft-breaking.js'

const { step } = raft

/** Half of a joint configuration. The new half alone would do no harm: whatever commits later has a majority of it. */
const oldHalf = (configuration: Configuration): Configuration =>
  configuration.outgoing.length === 0
    ? configuration
    : { ...configuration, voters: configuration.outgoing, outgoing: [], learnersNext: [], autoLeave: false }

/** Rules of memberships and of clocks, whose breach takes a course of events that chance alone seldom brings about. */
export const raftMembershipMutants: readonly RaftMutant[] = [
  mutant(
    'in a joint configuration a majority of all together elects (4.3)',
    (config, state, input, out) => {
      const { configuration, role } = state
      const { voters, outgoing } = configuration
      if (role !== 'candidate' || outgoing.length === 0 || (input.kind !== 'message' && input.kind !== 'stored')) {
        step(config, state, input, out)
        return
      }
      const together = { ...configuration, voters: [...new Set([...voters, ...outgoing])], outgoing: [] }
      state.configuration = together
      step(config, state, input, out)
      if (state.configuration === together) state.configuration = configuration
    },
    { voters: [0, 1, 2], learners: [] },
    { hostility: 'changing', ...late },
  ),

  mutant(
    'a snapshot that is sent forgets that its configuration is joint, and is of the old half (etcd, 4.3)',
    changedSnapshot(({ configuration }) => ({ configuration: oldHalf(configuration) })),
    { snapshotEvery: 5, keepEntries: 0 },
    { hostility: 'changing', ...late },
  ),

  mutant(
    'a leader changes members before an entry of its term is committed (Ongaro, raft-dev, 2015)',
    asIfCommitted(({ kind }) => kind === 'operate'),
    { members: 4, voters: [0, 1, 2, 3], learners: [], checkQuorum: false, snapshotEvery: 0 },
    { hostility: 'changing', ...late },
  ),

  mutant('a vote is sent before it is on disk (5.2)', early('MsgVoteResp'), {}, { hostility: 'forgetting', ...late }),

  mutant(
    'a read is taken to be confirmed by a round that began before it (6.4)',
    (config, state, input, out) => {
      step(config, state, input, out)
      for (const read of state.reads) if (read.round > state.round) read.round = state.round
    },
    { reads: 'index' },
    { hostility: 'staleness', ...rare },
  ),

  mutant(
    'a lease begins when a heartbeat is answered, not when it is sent (6.4.1)',
    (config, state, input, out) => {
      const now = out.clock()
      const answered = hearing('MsgAppResp', ({ context }) => ({
        context: Array.isArray(context) ? [context[0], now] : context,
      }))
      answered(config, state, input, out)
    },
    { reads: 'lease', heartbeats: 'append', ways: 'thesis', checkQuorum: false },
    { hostility: 'staleness', ...late },
  ),

  mutant(
    'a leader that told another to stand reads by its lease on (6.4.1)',
    (config, state, input, out) => {
      if (input.kind === 'read') state.leaseBroken = false
      step(config, state, input, out)
    },
    { reads: 'lease', ways: 'thesis' },
    { hostility: 'staleness' },
  ),
]
