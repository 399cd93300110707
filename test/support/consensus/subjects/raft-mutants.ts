import { type Input, type RaftConfig, type RaftMessage, type RaftState, raft } from '../../../../src/protocols/index.js'
import type { Stream } from '../../../../src/random/index.js'
import type { Mutant } from '../subject.js'
import { drawRaft } from './raft-draws.js'

type RaftMutant = Mutant<RaftConfig, RaftState, RaftMessage>
type Step = typeof raft.step

function mutant(name: string, step: Step, within = 300): RaftMutant {
  return { name, protocol: { ...raft, name, step }, within }
}

function withoutSession(input: Input<RaftMessage>): Input<RaftMessage> {
  if (input.kind !== 'request' || input.session === undefined) return input
  return { kind: 'request', id: input.id, command: input.command }
}

/** Reads by leases in every group, and no other check of a leader that is cut off. */
function withLeases({ protocol, ...rest }: RaftMutant): RaftMutant {
  const draw = (stream: Stream) => {
    const { config, ...drawn } = drawRaft(stream)
    return { ...drawn, config: { ...config, reads: 'lease' as const, ways: 'thesis' as const, checkQuorum: false } }
  }
  return { ...rest, protocol, draw }
}

/** Raft with a rule broken that figure 2 does not have: of reads, leases, sessions and snapshots. */
export const raftMoreMutants: readonly RaftMutant[] = [
  mutant('a leader answers reads without asking whether it still leads (6.4)', (config, state, input, out) => {
    if (input.kind === 'read' && state.role === 'leader') {
      out.reply(input.id, { kind: 'done', index: 0, result: out.read(input.query) })
    } else {
      raft.step(config, state, input, out)
    }
  }),

  withLeases(
    mutant('a lease outlasts the silence that others bear (6.4.1)', (config, state, input, out) => {
      raft.step(config.reads === 'lease' ? { ...config, driftBound: -0.8 } : config, state, input, out)
    }),
  ),

  mutant('a request in a session that is sent again is carried out again (6.3)', (config, state, input, out) => {
    raft.step(config, state, withoutSession(input), out)
  }),

  mutant('a process that comes up does not give its snapshot to its machine', (config, state, input, out) => {
    if (input.kind !== 'start') raft.step(config, state, input, out)
    else raft.step(config, state, input, { ...out, restore: () => {} })
  }),

  mutant('a process that is sent a snapshot does not give it to its machine', (config, state, input, out) => {
    if (input.kind !== 'message' || input.message.type !== 'MsgSnap') raft.step(config, state, input, out)
    else raft.step(config, state, input, { ...out, restore: () => {} })
  }),
]
