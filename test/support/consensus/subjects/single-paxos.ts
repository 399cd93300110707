import type { Protocol } from '../../../../src/protocols/index.js'
import type { PaxosQuorums } from '../../../../src/protocols/paxos/quorums.js'
import type { SinglePaxosConfig } from '../../../../src/protocols/paxos/single/config.js'
import type { SinglePaxosMessage } from '../../../../src/protocols/paxos/single/messages.js'
import { singlePaxos } from '../../../../src/protocols/paxos/single/single-paxos.js'
import type { SinglePaxosState } from '../../../../src/protocols/paxos/single/state.js'
import { apart, count, grid } from '../../../../src/quorum/index.js'
import type { Stream } from '../../../../src/random/index.js'
import type { Seen } from '../machine.js'
import { late, rare, type Subject, sought } from '../subject.js'
import { singlePaxosMutants } from './single-paxos-mutants.js'

export type SinglePaxos = Protocol<SinglePaxosConfig, SinglePaxosState, SinglePaxosMessage>

/** The protocol answers a request with the value that was chosen; the laws ask for what the machine said to it. */
export function answering(protocol: SinglePaxos): SinglePaxos {
  return {
    ...protocol,
    step(config, state, input, out) {
      protocol.step(config, state, input, {
        ...out,
        reply(request, result) {
          const { kind, index } = result as { kind: string; index: number }
          const chosen = kind === 'done' && index === 1
          out.reply(request, chosen ? { kind, index, result: (out.read('a') as unknown as Seen).hash } : result)
        },
      })
    },
  }
}

/** Majorities, any counts that meet (Flexible Paxos), or a grid with rows for one phase and columns for the other. */
export function drawQuorums(stream: Stream, members: number): PaxosQuorums | undefined {
  const all = Array.from({ length: members }, (_, member) => member)
  const kind = stream.below(4)
  if (kind < 2) return undefined
  if (kind === 3 && members >= 4) {
    const rows = [all.slice(0, members >> 1), all.slice(members >> 1, 2 * (members >> 1))]
    return { prepare: grid(rows, 'row'), accept: grid(rows, 'column') }
  }
  const needed = 1 + stream.below(members)
  const quorums = { prepare: count(all, needed), accept: count(all, members + 1 - needed) }
  if (apart(quorums.prepare, quorums.accept) !== null) throw new Error('unsafe quorums drawn')
  return quorums
}

export const singlePaxosSubject: Subject<SinglePaxosConfig, SinglePaxosState, SinglePaxosMessage> = {
  name: 'single-decree Paxos',
  protocol: answering(singlePaxos),
  once: true,
  leads: false,
  draw(stream) {
    const members = 2 + stream.below(4)
    const quorums = drawQuorums(stream, members)
    return {
      processes: members,
      config: {
        members,
        heartbeat: 8000,
        backoff: { kind: 'uniform', low: 0, high: 10_000 * (1 + stream.below(4)) },
        patience: 15_000,
        ...(quorums === undefined ? {} : { quorums }),
      },
      patience: 20_000,
      calm: 3_000_000,
      reads: 'linearizable',
    }
  },
  mutants: sought(
    singlePaxosMutants.map(mutant => ({ ...mutant, protocol: answering(mutant.protocol) })),
    {
      'promises are not persisted (2.5)': { hostility: 'duels', ...rare },
      'acceptances are not persisted (2.5)': { hostility: 'forgetting' },
      'a proposer ignores what was accepted before (P2c)': { hostility: 'forgetting' },
      'a proposer takes the value it heard of last, not that of the highest ballot (P2c)': {
        hostility: 'duels',
        ...rare,
      },
      'an acceptor accepts below its promise (P1a)': { hostility: 'duels' },
      'an answer that arrives twice counts twice': { hostility: 'duels', ...late },
      'quorums of the two phases miss each other: |Q1| + |Q2| = N (Flexible Paxos)': { hostility: 'duels', ...late },
    },
  ),
}
