import {
  type Input,
  type RaftConfig,
  type RaftMessage,
  type RaftState,
  raft,
  type Snapshot,
} from '../../../../src/protocols/index.js'
import type { Mutant } from '../subject.js'
import { drawRaft } from './raft-draws.js'

// How rules of Raft are broken from outside.

export type RaftMutant = Mutant<RaftConfig, RaftState, RaftMessage>
export type Step = typeof raft.step

const { step } = raft

/** Raft with one rule broken, in configurations of the subject with some options set. */
export function mutant(
  name: string,
  broken: Step,
  options: Partial<RaftConfig> = {},
  more: Partial<RaftMutant> = {},
): RaftMutant {
  const draw: RaftMutant['draw'] = stream => {
    const drawn = drawRaft(stream)
    return { ...drawn, processes: options.members ?? drawn.processes, config: { ...drawn.config, ...options } }
  }
  return { name, protocol: { ...raft, name, step: broken }, draw, ...more }
}

export function heard(input: Input<RaftMessage>, type: RaftMessage['type']): RaftMessage | null {
  return input.kind === 'message' && input.message.type === type ? input.message : null
}

/** Changes messages of a type before they are heard. */
export function hearing(
  type: RaftMessage['type'],
  change: (message: RaftMessage, state: RaftState) => Partial<RaftMessage>,
): Step {
  return (config, state, input, out) => {
    const message = heard(input, type)
    if (message === null || input.kind !== 'message') step(config, state, input, out)
    else step(config, state, { ...input, message: { ...message, ...change(message, state) } }, out)
  }
}

/** Sends answers of a type at once, and again when the disk has synced. */
export function early(type: RaftMessage['type']): Step {
  return (config, state, input, out) => {
    const before = state.outbox.deferred.length
    step(config, state, input, out)
    if (input.kind !== 'message') return
    for (const { to, message } of state.outbox.deferred.slice(before)) {
      if (message?.type === type) out.send(to, message)
    }
  }
}

/** During some steps a leader takes its term for one it has committed an entry of. */
export function asIfCommitted(when: (input: Input<RaftMessage>) => boolean): Step {
  return (config, state, input, out) => {
    const { termStart, role, currentTerm } = state
    const lie = role === 'leader' && when(input)
    if (lie) state.termStart = 0
    step(config, state, input, out)
    if (lie && state.role === 'leader' && state.currentTerm === currentTerm) state.termStart = termStart
  }
}

export function changedSnapshot(change: (snapshot: Snapshot) => Partial<Snapshot>): Step {
  return hearing('MsgSnap', ({ snapshot }) =>
    snapshot === null ? {} : { snapshot: { ...snapshot, ...change(snapshot) } },
  )
}

/** Whoever hears it stands at once (3.10). */
export const told: RaftMessage = {
  type: 'MsgTimeoutNow',
  to: 0,
  from: 0,
  term: 0,
  logTerm: 0,
  index: 0,
  entries: [],
  commit: 0,
  reject: false,
  rejectHint: 0,
  context: null,
  snapshot: null,
}
