import type { Plain } from '../../../../src/protocols/index.js'
import type { SinglePaxosConfig } from '../../../../src/protocols/paxos/single/config.js'
import type { SinglePaxosMessage } from '../../../../src/protocols/paxos/single/messages.js'
import { singlePaxos } from '../../../../src/protocols/paxos/single/single-paxos.js'
import type { SinglePaxosState } from '../../../../src/protocols/paxos/single/state.js'
import { count } from '../../../../src/quorum/index.js'
import type { Mutant } from '../subject.js'

type Single = Mutant<SinglePaxosConfig, SinglePaxosState, SinglePaxosMessage>
type Step = Single['protocol']['step']

/** In long histories little can go wrong once there is a decision; what is rare `paxos-single-duels.ts` finds, which looks into messages. */
function mutant(name: string, step: Step): Single {
  return { name, protocol: { ...singlePaxos, step } }
}

/** Changes what is put on disk as the acceptor's memory. */
function writing(change: (memory: { [key: string]: Plain }) => void): Step {
  return (config, state, input, out) =>
    singlePaxos.step(config, state, input, {
      ...out,
      persist(token, writes) {
        const changed = writes.map(write => {
          if (write.kind !== 'put' || write.key !== 'acceptor') return write
          const value = { ...(write.value as { [key: string]: Plain }) }
          change(value)
          return { ...write, value }
        })
        out.persist(token, changed)
      },
    })
}

/** Single-decree Paxos with one rule broken on purpose. The rules are numbered as in Lamport 2001. */
export const singlePaxosMutants: readonly Single[] = [
  mutant(
    'promises are not persisted (2.5)',
    writing(memory => {
      memory['promised'] = memory['acceptedBallot']
    }),
  ),
  mutant(
    'acceptances are not persisted (2.5)',
    writing(memory => {
      memory['acceptedBallot'] = 0
      memory['acceptedValue'] = null
    }),
  ),

  mutant('answers are given before the disk has synced (2.5)', (config, state, input, out) => {
    if (input.kind === 'stored') return
    const tokens: number[] = []
    const eager: typeof out = {
      ...out,
      persist(token, writes) {
        tokens.push(token)
        out.persist(token, writes)
      },
    }
    singlePaxos.step(config, state, input, eager)
    for (let i = 0; i < tokens.length; i++) {
      singlePaxos.step(config, state, { kind: 'stored', token: tokens[i] }, eager)
    }
  }),

  mutant('a proposer ignores what was accepted before (P2c)', (config, state, input, out) => {
    singlePaxos.step(config, state, ignoring(input), out)
    const own = state.waiting.find(({ kind }) => kind === 'request')
    if (state.phase === 1 && own !== undefined) state.value = own.value
  }),

  mutant(
    'a proposer takes the value it heard of last, not that of the highest ballot (P2c)',
    (config, state, input, out) => {
      if (input.kind === 'message' && input.message.type === 'promise' && input.message.acceptedBallot > 0) {
        state.bestBallot = 0
      }
      singlePaxos.step(config, state, input, out)
    },
  ),

  mutant('an acceptor accepts below its promise (P1a)', (config, state, input, out) => {
    if (input.kind === 'message' && input.message.type === 'accept') state.memory.promised = 0
    singlePaxos.step(config, state, input, out)
  }),

  mutant('an answer that arrives twice counts twice', (config, state, input, out) => {
    if (input.kind === 'message' && state.phase > 0 && !state.decided) {
      const { type } = input.message
      const counts = (state.phase === 1 && type === 'promise') || (state.phase === 2 && type === 'accepted')
      const { ballot } = input.message as { ballot: number }
      if (counts && ballot === state.ballot && state.answers[input.from] === 1) {
        const other = state.answers.indexOf(0)
        if (other >= 0) state.answers[other] = 1
      }
    }
    singlePaxos.step(config, state, input, out)
  }),

  {
    ...mutant('quorums of the two phases miss each other: |Q1| + |Q2| = N (Flexible Paxos)', singlePaxos.step),
    unsafe: true,
    draw(stream) {
      const members = 4
      const all = [0, 1, 2, 3]
      return {
        processes: members,
        config: {
          members,
          heartbeat: 8000,
          backoff: { kind: 'uniform', low: 0, high: 20_000 },
          patience: 5000,
          quorums: { prepare: count(all, 2), accept: count(all, 2) },
        },
        patience: 20_000,
        calm: 3_000_000 + stream.below(1),
      }
    },
  },
]

/** A promise that says nothing of what its sender accepted. */
function ignoring<I extends { kind: string }>(input: I): I {
  const { message } = input as unknown as { message?: SinglePaxosMessage }
  if (message?.type !== 'promise') return input
  return { ...input, message: { ...message, acceptedBallot: 0, acceptedValue: null } }
}
