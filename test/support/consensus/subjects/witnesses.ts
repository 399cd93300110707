import type { MultiPaxosConfig } from '../../../../src/protocols/paxos/multi/config.js'
import type { MultiPaxosMessage } from '../../../../src/protocols/paxos/multi/messages.js'
import { multiPaxos } from '../../../../src/protocols/paxos/multi/multi-paxos.js'
import type { MultiPaxosState } from '../../../../src/protocols/paxos/multi/state.js'
import { everyone, majorities } from '../../../../src/protocols/paxos/quorums.js'
import type { SinglePaxosConfig } from '../../../../src/protocols/paxos/single/config.js'
import type { SinglePaxosMessage } from '../../../../src/protocols/paxos/single/messages.js'
import type { SinglePaxosState } from '../../../../src/protocols/paxos/single/state.js'
import { majority } from '../../../../src/quorum/index.js'
import type { Stream } from '../../../../src/random/index.js'
import type { Drawn, Mutant, Subject } from '../subject.js'
import { drawMultiPaxos, multiPaxosSubject } from './multi-paxos.js'
import { singlePaxosSubject } from './single-paxos.js'

type Multi = Subject<MultiPaxosConfig, MultiPaxosState, MultiPaxosMessage>
type Single = Subject<SinglePaxosConfig, SinglePaxosState, SinglePaxosMessage>

/** Three to five members, some of whom vote and hold no data. */
function drawWitnesses(stream: Stream): { members: number; witnesses: number[] } {
  const members = 3 + stream.below(3)
  const most = members - Math.floor(members / 2) - 1
  const count = 1 + stream.below(most)
  const first = stream.below(members - count + 1)
  return { members, witnesses: Array.from({ length: count }, (_, i) => first + i) }
}

const holders = ({ members, witnesses = [] }: { readonly members: number; readonly witnesses?: readonly number[] }) =>
  everyone(members).filter(member => !witnesses.includes(member))

function drawMulti(stream: Stream): Drawn<MultiPaxosConfig> {
  const drawn = drawMultiPaxos(stream)
  const { voters: _, quorums: __, ...rest } = drawn.config
  const group = drawWitnesses(stream)
  return { ...drawn, processes: group.members, config: { ...rest, ...group } }
}

/** Five members of whom two are witnesses: three of all elect, and all three who hold data have to accept. */
function drawFive(stream: Stream): Drawn<MultiPaxosConfig> {
  const drawn = drawMulti(stream)
  return { ...drawn, processes: 5, config: { ...drawn.config, members: 5, witnesses: [3, 4] } }
}

const mutants: readonly Mutant<MultiPaxosConfig, MultiPaxosState, MultiPaxosMessage>[] = [
  {
    name: 'a majority of those who hold data accepts',
    draw: drawFive,
    hostility: 'forgetting',
    within: 10,
    protocol: {
      ...multiPaxos,
      init: (config, self, stored) => multiPaxos.init(tooFew(config), self, stored),
      step: (config, state, input, out) => multiPaxos.step(tooFew(config), state, input, out),
      status: (config, state) => multiPaxos.status(tooFew(config), state),
    },
  },
  {
    name: 'witnesses accept what they do not keep',
    draw: drawFive,
    hostility: 'forgetting',
    within: 10,
    protocol: {
      ...multiPaxos,
      init: (config, self, stored) => multiPaxos.init(all(config), self, stored),
      step(config, state, input, out) {
        multiPaxos.step(all(config), state, input, out)
        if (input.kind !== 'message' || input.message.type !== 'heartbeat') return
        const { ballot, last } = input.message
        if (config.witnesses?.includes(state.self) !== true || ballot < state.promised) return
        out.send(input.from, { type: 'accepted', ballot, slot: 1, last })
      },
      status: (config, state) => multiPaxos.status(all(config), state),
    },
  },
]

/** Elections as with witnesses, and writes as if they were not there. */
function tooFew(config: MultiPaxosConfig): MultiPaxosConfig {
  const prepare = majority(everyone(config.members))
  return { ...config, quorums: { prepare, accept: majority(holders(config)) } }
}

function all(config: MultiPaxosConfig): MultiPaxosConfig {
  return { ...config, quorums: majorities(everyone(config.members)) }
}

/** Only those who hold data come to the same state; and the members stay as they are. */
export const multiPaxosWitnesses: Multi = {
  ...multiPaxosSubject,
  name: 'Multi-Paxos with witnesses',
  draw: drawMulti,
  follow: holders,
  operation: (_situation, _at, stream) => (stream.below(6) === 0 ? { kind: 'snapshot' } : null),
  mutants,
}

export const singlePaxosWitnesses: Single = {
  ...singlePaxosSubject,
  name: 'single-decree Paxos with witnesses',
  draw(stream) {
    const drawn = singlePaxosSubject.draw(stream)
    const { quorums: _, ...rest } = drawn.config
    const group = drawWitnesses(stream)
    return { ...drawn, processes: group.members, config: { ...rest, ...group } }
  },
  follow: holders,
  mutants: [],
}
