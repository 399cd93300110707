import { paxosLock } from '../../src/protocols/index.js'
import type { PaxosLock } from './paxos-schedule.js'

type Step = PaxosLock['step']

function mutant(name: string, step: Step): PaxosLock {
  return { ...paxosLock, name, step }
}

/** The lock with one rule broken on purpose, from outside: the law suite must notice. */
export const paxosMutants: readonly PaxosLock[] = [
  mutant('promises are not persisted', (config, state, input, out) => {
    const persist: typeof out.persist = (token, writes) =>
      out.persist(
        token,
        writes.map(write =>
          write.kind === 'put' ? { ...write, value: { ...(write.value as object), promised: 0 } } : write,
        ),
      )
    paxosLock.step(config, state, input, { ...out, persist })
  }),

  mutant('answers are given before the disk has synced', (config, state, input, out) => {
    if (input.kind === 'stored') return
    const tokens: number[] = []
    const eager: typeof out = {
      ...out,
      persist(token, writes) {
        tokens.push(token)
        out.persist(token, writes)
      },
    }
    paxosLock.step(config, state, input, eager)
    for (const token of tokens) paxosLock.step(config, state, { kind: 'stored', token }, eager)
  }),

  mutant('a proposer ignores what was accepted before (P2c)', (config, state, input, out) => {
    const promise = input.kind === 'message' && input.message.type === 'promise' ? input.message : null
    if (promise === null || input.kind !== 'message') paxosLock.step(config, state, input, out)
    else paxosLock.step(config, state, { ...input, message: { ...promise, acceptedBallot: 0, acceptedValue: -1 } }, out)
    if (state.phase === 1) state.value = state.self
  }),

  mutant('an answer that arrives twice counts twice', (config, state, input, out) => {
    const { phase } = state
    if (input.kind === 'message' && phase > 0 && input.message.decided === state.durable.decided) {
      const { type } = input.message
      const counts = (phase === 1 && type === 'promise') || (phase === 2 && type === 'accepted')
      const { ballot } = input.message as { ballot: number }
      if (counts && ballot === state.ballot && state.answers[input.from] === 1) {
        const other = state.answers.indexOf(0)
        if (other >= 0) state.answers[other] = 1
      }
    }
    paxosLock.step(config, state, input, out)
  }),

  mutant('an acceptor forgets its promise when asked to accept', (config, state, input, out) => {
    if (input.kind === 'message' && input.message.type === 'accept') state.durable.promised = 0
    paxosLock.step(config, state, input, out)
  }),
]
