import { type RaftState, raft } from '../../../../src/protocols/index.js'
import {
  asIfCommitted,
  changedSnapshot,
  early,
  heard,
  hearing,
  mutant,
  type RaftMutant,
  told,
} from './raft-breaking.js'

const { step } = raft

const lastOf = ({ base, log }: RaftState): number => base + log.length

/** Rules of Raft's complete features, broken one by one; most were broken once by somebody who did not mean to. */
export const raftCompleteMutants: readonly RaftMutant[] = [
  mutant('an acknowledgement is sent before the entries are on disk (3.8)', early('MsgAppResp')),

  mutant(
    'a refusal counts as an acknowledgement of what it hints at (CCF)',
    hearing('MsgAppResp', ({ reject, rejectHint, index }) =>
      reject ? { reject: false, index: rejectHint } : { index },
    ),
  ),

  mutant(
    'entries are taken whether the logs agree before them or not (3.5)',
    hearing('MsgApp', ({ index, logTerm }, state) => {
      const own = index > state.base && index <= lastOf(state) ? state.log[index - state.base - 1].term : logTerm
      return { logTerm: own }
    }),
  ),

  mutant(
    'a heartbeat says a commit index beyond what the follower is known to have',
    (config, state, input, out) => {
      const message = heard(input, 'MsgHeartbeat')
      // Of what it does not have at all the follower takes no notice.
      const told =
        message === null || input.kind !== 'message'
          ? input
          : { ...input, message: { ...message, commit: Math.min(message.commit, lastOf(state)) } }
      step(config, state, told, {
        ...out,
        send: (to, sent) => out.send(to, sent.type === 'MsgHeartbeat' ? { ...sent, commit: state.commitIndex } : sent),
      })
    },
    { heartbeats: 'separate' },
  ),

  mutant(
    'the acknowledgement of a learner counts for a voter (4.2.1)',
    (config, state, input, out) => {
      step(config, state, input, out)
      const message = heard(input, 'MsgAppResp')
      if (message === null || input.kind !== 'message' || message.reject || state.role !== 'leader') return
      const { voters, learners } = state.configuration
      const voter = voters.find(id => id !== state.self)
      if (!learners.includes(message.from) || voter === undefined) return
      step(config, state, { ...input, message: { ...message, from: voter } }, out)
    },
    { members: 4, voters: [0, 1, 2], learners: [3] },
  ),

  mutant('in a joint configuration the new half commits alone (4.3)', (config, state, input, out) => {
    const { voters, outgoing } = state.configuration
    const raised = outgoing.filter(id => !voters.includes(id) && heard(input, 'MsgAppResp')?.from !== id)
    const matches = raised.map(id => state.progress[id].match)
    if (state.role === 'leader') for (const id of raised) state.progress[id].match = lastOf(state)
    step(config, state, input, out)
    if (state.role === 'leader') for (const [i, id] of raised.entries()) state.progress[id].match = matches[i]
  }),

  mutant(
    'a snapshot that is sent has no sessions in it (6.3)',
    changedSnapshot(() => ({ sessions: { open: [] } })),
    { snapshotEvery: 5, keepEntries: 0 },
  ),

  mutant(
    'a process that comes up forgets the sessions of its snapshot (6.3)',
    (config, state, input, out) => {
      if (input.kind === 'start') state.sessions = { open: [] }
      step(config, state, input, out)
    },
    { snapshotEvery: 5 },
  ),

  mutant('members keep different numbers of sessions (6.3)', (config, state, input, out) => {
    step({ ...config, sessions: 1 + state.self }, state, input, out)
  }),

  mutant(
    'reads are answered before an entry of the term is committed (6.4)',
    asIfCommitted(
      input => input.kind === 'read' || heard(input, 'MsgAppResp') !== null || heard(input, 'MsgReadIndex') !== null,
    ),
    { reads: 'index' },
  ),

  mutant('whoever is told to stand is trusted to have the whole log (3.10)', (config, state, input, out) => {
    const message = heard(input, 'MsgVote')
    if (message?.context === 'transfer' && input.kind === 'message') {
      step(config, state, { ...input, message: { ...message, logTerm: message.term } }, out)
      return
    }
    step(config, state, input, out)
    const { transfer, self, currentTerm, leaseBroken } = state
    if (input.kind !== 'operate' || transfer === -1 || leaseBroken || state.role !== 'leader') return
    // It is told at once, whether it has caught up or not.
    out.send(transfer, { ...told, to: transfer, from: self, term: currentTerm })
  }),

  mutant(
    'a snapshot’s term becomes the present one',
    (config, state, input, out) => {
      step(config, state, input, out)
      const message = heard(input, 'MsgSnap')
      if (message?.snapshot?.index === state.base && state.log.length === 0) state.currentTerm = message.snapshot.term
    },
    { snapshotEvery: 5, keepEntries: 0 },
  ),
]
