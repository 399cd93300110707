import type { Effects, Input, Plain, Write } from '../../../../src/protocols/index.js'
import { grantedLease, type MultiPaxosConfig } from '../../../../src/protocols/paxos/multi/config.js'
import { type Entry, type MultiPaxosMessage, noEntry } from '../../../../src/protocols/paxos/multi/messages.js'
import { multiPaxos } from '../../../../src/protocols/paxos/multi/multi-paxos.js'
import type { MultiPaxosState } from '../../../../src/protocols/paxos/multi/state.js'
import { count } from '../../../../src/quorum/index.js'
import type { Mutant } from '../subject.js'
import { drawMultiPaxos } from './multi-paxos.js'

type Multi = Mutant<MultiPaxosConfig, MultiPaxosState, MultiPaxosMessage>
type Step = Multi['protocol']['step']
type Out = Effects<MultiPaxosMessage>

const { step } = multiPaxos

function mutant(name: string, broken: Step, more: Partial<Multi> = {}): Multi {
  return { name, protocol: { ...multiPaxos, step: broken }, ...more }
}

/** Changes a message before it is heard. */
function hearing(change: (message: MultiPaxosMessage, state: MultiPaxosState) => MultiPaxosMessage): Step {
  return (config, state, input, out) => {
    const heard = input.kind === 'message' ? { ...input, message: change(input.message, state) } : input
    step(config, state, heard as Input<MultiPaxosMessage>, out)
  }
}

/** Changes the state after every step. */
function after(change: (state: MultiPaxosState) => void): Step {
  return (config, state, input, out) => {
    step(config, state, input, out)
    change(state)
  }
}

function putting(out: Out, key: string, change: (value: Plain) => Plain): Out {
  const changed = (write: Write): Write =>
    write.kind === 'put' && write.key === key ? { ...write, value: change(write.value) } : write
  return { ...out, persist: (token, writes) => out.persist(token, writes.map(changed)) }
}

/** Configurations of the subject, with some options set. */
function given(options: Partial<MultiPaxosConfig>): Pick<Multi, 'draw'> {
  return {
    draw(stream) {
      const drawn = drawMultiPaxos(stream)
      return { ...drawn, config: { ...drawn.config, ...options } }
    },
  }
}

/** Three or five members, so impatient that ballots follow each other while slots are half accepted. */
const restless: Pick<Multi, 'draw'> = {
  draw(stream) {
    const members = 3 + 2 * stream.below(2)
    const config: MultiPaxosConfig = {
      members,
      electionTimeout: { kind: 'uniform', low: 8000, high: 16_000 },
      heartbeat: 4000,
      window: 4,
      batch: 4,
      backlog: 16,
    }
    return { processes: members, config, patience: 16_000, calm: 5_000_000, reads: 'linearizable' }
  },
}

const withoutSessions = (snapshot: Plain): Plain => ({ ...(snapshot as object), sessions: { open: [] } })

/** Multi-Paxos with one rule broken on purpose, from outside. */
export const multiPaxosMutants: readonly Multi[] = [
  mutant('promises are not persisted (Lamport 2001, 2.5)', (config, state, input, out) =>
    step(
      config,
      state,
      input,
      putting(out, 'promised', () => 0),
    ),
  ),

  mutant('answers are given before the disk has synced (2.5)', (config, state, input, out) => {
    if (input.kind === 'stored') return
    const tokens: number[] = []
    const eager: Out = {
      ...out,
      persist(token, writes) {
        tokens.push(token)
        out.persist(token, writes)
      },
    }
    step(config, state, input, eager)
    for (let i = 0; i < tokens.length; i++) step(config, state, { kind: 'stored', token: tokens[i] }, eager)
    state.outbox.written += 1
    state.outbox.synced = state.outbox.written - 1
  }),

  mutant(
    'a leader ignores what was accepted in earlier ballots (P2c)',
    hearing(message => {
      if (message.type !== 'promise') return message
      const { chosen, slot, entries } = message
      return { ...message, entries: entries.slice(0, Math.max(0, chosen - slot + 1)) }
    }),
  ),

  mutant(
    'a leader takes the value it heard of last, not that of the highest ballot (P2c)',
    hearing((message, state) => {
      if (message.type === 'promise') {
        state.inherited = state.inherited.map(entry => (entry.ballot > 0 ? { ...entry, ballot: 0.5 } : entry))
      }
      return message
    }),
    restless,
  ),

  mutant(
    'an acceptor accepts below its promise (P1a)',
    (config, state, input, out) => {
      const { promised, leader } = state
      const below = input.kind === 'message' && input.message.type === 'accept' && input.message.ballot < promised
      if (below) state.promised = input.message.ballot
      step(config, state, input, out)
      if (!below) return
      state.promised = promised
      state.leader = leader
    },
    restless,
  ),

  mutant(
    'gaps are closed up instead of filled with no-ops (section 3)',
    hearing(message => {
      if (message.type !== 'promise') return message
      return { ...message, entries: message.entries.filter(({ ballot }) => ballot > 0) }
    }),
  ),

  mutant(
    'a follower takes a gap for a no-op (section 3)',
    hearing((message, state) => {
      if (message.type !== 'heartbeat' || message.ballot < state.promised) return message
      const { log, base, chosen } = state
      const noOp: Entry = { ...noEntry, ballot: message.ballot }
      for (let place = chosen - base; place < message.chosen - base; place++) {
        if (log[place]?.ballot === 0) log[place] = noOp
      }
      return message
    }),
  ),

  mutant(
    'what was accepted in another ballot is taken for what is chosen',
    hearing((message, state) => {
      if (message.type !== 'heartbeat' || message.ballot < state.promised) return message
      const { log, base, chosen } = state
      for (let place = chosen - base; place < Math.min(log.length, message.chosen - base); place++) {
        if (log[place].ballot > 0) log[place] = { ...log[place], ballot: message.ballot }
      }
      return message
    }),
  ),

  mutant(
    'the own acceptance counts before it is synced',
    after(state => {
      if (state.role === 'leader') state.acks = state.acks.map(acks => acks | (1 << state.self))
    }),
  ),

  mutant('an acceptance that arrives twice counts twice', (config, state, input, out) => {
    if (input.kind === 'message' && input.message.type === 'accepted' && state.role === 'leader') {
      const { slot, last, ballot } = input.message
      const { acks, chosen } = state
      for (let place = Math.max(0, slot - chosen - 1); place < Math.min(acks.length, last - chosen); place++) {
        if (ballot !== state.ballot || ((acks[place] >> input.from) & 1) === 0) continue
        for (let other = 0, free = true; other < config.members && free; other++) {
          if (((acks[place] >> other) & 1) === 1) continue
          acks[place] |= 1 << other
          free = false
        }
      }
    }
    step(config, state, input, out)
  }),

  mutant('quorums of the two phases miss each other: |Q1| + |Q2| = N (Flexible Paxos)', step, {
    unsafe: true,
    draw(stream) {
      const drawn = drawMultiPaxos(stream)
      const all = [0, 1, 2, 3]
      const quorums = { prepare: count(all, 2), accept: count(all, 2) }
      return { ...drawn, processes: 4, config: { ...drawn.config, members: 4, voters: all, quorums } }
    },
  }),

  mutant(
    'a promise says nothing of what its sender has dropped behind a snapshot',
    hearing(message =>
      message.type === 'promise' ? { ...message, chosen: message.slot - 1, snapshot: null } : message,
    ),
    given({ snapshotEvery: 4, keepEntries: 0 }),
  ),

  mutant(
    'the table of sessions is not in snapshots',
    (config, state, input, out) => {
      const { send } = out
      const bare: Out = {
        ...putting(out, 'snapshot', withoutSessions),
        send(to, message) {
          const { snapshot = null } = message as { snapshot?: Plain }
          send(
            to,
            snapshot === null ? message : ({ ...message, snapshot: withoutSessions(snapshot) } as MultiPaxosMessage),
          )
        },
      }
      step(config, state, input, bare)
    },
    given({ snapshotEvery: 4, keepEntries: 0 }),
  ),

  mutant(
    'a leader answers before what it inherited is executed',
    after(state => {
      if (state.role === 'leader') state.barrier = Math.min(Math.max(1, state.chosen), state.barrier || 1)
    }),
  ),

  mutant(
    'a lease lasts longer for the leader than for those who granted it',
    (config, state, input, out) =>
      step(input.kind === 'start' ? config : { ...config, lease: 4 * grantedLease(config) }, state, input, out),
    given({
      reads: 'lease',
      driftBound: 0.05,
      checkQuorum: false,
      quorums: undefined,
      voters: undefined,
      snapshotEvery: 0,
    }),
  ),

  mutant(
    'a lease is forgotten in a restart',
    (config, state, input, out) => {
      if (input.kind === 'start') state.leased = false
      step(config, state, input, out)
    },
    {
      ...given({
        reads: 'lease',
        driftBound: 0.05,
        checkQuorum: false,
        quorums: undefined,
        voters: undefined,
        snapshotEvery: 0,
      }),
    },
  ),

  mutant(
    'clocks that drift are not allowed for',
    (config, state, input, out) => step({ ...config, driftBound: 0 }, state, input, out),
    given({ reads: 'lease', driftBound: 0.3 }),
  ),

  mutant(
    'a read is answered without asking a quorum',
    after(state => {
      for (const peer of state.peers) peer.round = state.round + 1
    }),
    given({ reads: 'index' }),
  ),

  mutant(
    'a new configuration is in force at once, whatever was proposed before',
    after(state => {
      const { configurations, chosen } = state
      state.configurations = [
        {
          ...configurations[configurations.length - 1],
          from: Math.min(chosen + 1, configurations[configurations.length - 1].from),
        },
      ]
    }),
    given({ window: 6, quorums: undefined, voters: undefined, snapshotEvery: 0 }),
  ),

  mutant(
    'a leader proposes to new members without their promises',
    after(state => {
      if (state.role === 'leader') state.promisedBy = 0x7fffffff
    }),
    given({ window: 2 }),
  ),
]
