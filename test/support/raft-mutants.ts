import {
  type Effects,
  type Input,
  type MessageType,
  type RaftMessage,
  type RaftState,
  raft,
} from '../../src/protocols/index.js'
import type { Raft } from './raft-schedule.js'

type Out = Effects<RaftMessage>
type In = Input<RaftMessage>
type Break = (state: RaftState, input: In, out: Out, go: (input: In, out: Out) => void) => void

/** Raft with one rule broken on purpose, from outside: the law suite must notice. */
function mutant(name: string, breakRule: Break): Raft {
  return {
    ...raft,
    name,
    step(config, state, input, out) {
      breakRule(state, input, out, (given, to) => raft.step(config, state, given, to))
    },
  }
}

function messageOf(input: In, type: MessageType): RaftMessage | null {
  return input.kind === 'message' && input.message.type === type ? input.message : null
}

/** The same effects with some replaced. */
function withEffects(out: Out, changed: Partial<Out>): Out {
  return { ...out, ...changed }
}

function commitTo(state: RaftState, out: Out, index: number): void {
  for (state.commitIndex = Math.max(state.commitIndex, index); state.lastApplied < state.commitIndex; ) {
    state.lastApplied += 1
    out.apply(state.lastApplied, state.log[state.lastApplied - 1].command)
  }
}

function matches(state: RaftState, { index, logTerm }: RaftMessage): boolean {
  if (index > state.log.length) return false
  return index === 0 || state.log[index - 1].term === logTerm
}

export const raftMutants: readonly Raft[] = [
  mutant('the vote is not persisted', (_state, input, out, go) => {
    const persist: Out['persist'] = (token, writes) =>
      out.persist(
        token,
        writes.filter(write => write.kind !== 'put' || write.key !== 'votedFor'),
      )
    go(input, withEffects(out, { persist }))
  }),

  mutant('answers are given before the disk has synced', (_state, input, out, go) => {
    if (input.kind === 'stored') return
    const tokens: number[] = []
    const eager = withEffects(out, {
      persist(token, writes) {
        tokens.push(token)
        out.persist(token, writes)
      },
    })
    go(input, eager)
    for (const token of tokens) go({ kind: 'stored', token }, eager)
  }),

  mutant('a leader commits entries of earlier terms by counting', (state, input, out, go) => {
    go(input, out)
    if (state.role !== 'leader') return
    const ranked = state.progress.map(({ match }) => match).sort((a, b) => b - a)
    const index = ranked[Math.floor(ranked.length / 2)]
    if (index > state.commitIndex) commitTo(state, out, index)
  }),

  mutant('a vote that arrives twice counts twice', (state, input, out, go) => {
    const message = messageOf(input, 'MsgVoteResp')
    if (
      message?.reject === false &&
      message.term === state.currentTerm &&
      input.kind === 'message' &&
      state.votes[input.from] === 1
    ) {
      const other = state.votes.indexOf(0)
      if (other >= 0) state.votes[other] = 1
    }
    go(input, out)
  }),

  mutant('a vote of an earlier term counts', (state, input, out, go) => {
    const message = messageOf(input, 'MsgVoteResp')
    if (message === null || input.kind !== 'message') go(input, out)
    else go({ ...input, message: { ...message, term: Math.max(message.term, state.currentTerm) } }, out)
  }),

  mutant('only the length of logs is compared', (state, input, out, go) => {
    const message = messageOf(input, 'MsgVote')
    if (message === null || input.kind !== 'message') {
      go(input, out)
      return
    }
    const own = state.log.at(-1)?.term ?? 0
    const logTerm = message.index >= state.log.length ? Math.max(own, message.logTerm) : 0
    go({ ...input, message: { ...message, logTerm } }, out)
  }),

  mutant('a follower commits beyond what it was shown to share', (state, input, out, go) => {
    go(input, out)
    const message = messageOf(input, 'MsgApp')
    if (message !== null && message.term === state.currentTerm && matches(state, message)) {
      commitTo(state, out, Math.min(message.commit, state.log.length))
    }
  }),

  mutant('a late AppendEntries cuts the log', (state, input, out, go) => {
    go(input, out)
    const message = messageOf(input, 'MsgApp')
    if (message === null || message.term !== state.currentTerm || !matches(state, message)) return
    const end = message.index + message.entries.length
    if (state.log.length <= end) return
    state.log.length = end
    state.outbox.written += 1
    out.persist(state.outbox.written, [{ kind: 'append', from: end, entries: [] }])
  }),

  mutant('a process in a new term forgets that it voted in this one', (state, input, out, go) => {
    const message = messageOf(input, 'MsgApp')
    if (message !== null && message.term === state.currentTerm) state.votedFor = -1
    go(input, out)
  }),
]
