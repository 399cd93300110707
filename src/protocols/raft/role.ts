import type { Write } from '../contract.js'
import { persist, respond } from '../outbox.js'
import type { RaftConfig } from './config.js'
import { became } from './journal.js'
import type { RaftMessage } from './messages.js'
import type { Out, RaftState, Role } from './state.js'
import { stick } from './sticky.js'
import { voteWrites } from './writes.js'

export function setRole(state: RaftState, out: Out, role: Role): void {
  if (state.role === role) return
  state.role = role
  out.note('role', role)
}

/** The leader was heard, or a vote granted (section 5.2): the wait begins anew. */
export function resetElectionTimer(config: RaftConfig, out: Out): void {
  const { redraw = 'each-reset' } = config
  if (redraw === 'each-reset') out.after('election', config.electionTimeout)
  else out.again('election')
}

/** Takes a later term, without saying yet what follows from it; the caller writes it down by its next write or answer. */
export function takeTerm(state: RaftState, out: Out, term: number): void {
  state.currentTerm = term
  state.votedFor = -1
  state.dirty = true
  out.note('term', term)
}

/**
 * Section 5.1: a follower in `term`, which is the present one or later, of `leader` or of nobody known (-1). A follower's or
 * candidate's election timer runs on unless `redraw` is `each-term`: seeing a term is not hearing a leader.
 */
export function becomeFollower(config: RaftConfig, state: RaftState, out: Out, term: number, leader: number): void {
  const { role } = state
  const later = term > state.currentTerm
  if (later) takeTerm(state, out, term)
  if (state.leader !== leader) {
    state.leader = leader
    if (leader !== -1) out.note('leader', leader)
  }
  if (role === 'leader') leaveOffice(state, out)
  else if (role === 'candidate' || role === 'pre-candidate') out.cancel('retry')
  if (later || role === 'leader') abandon(state, out)
  setRole(state, out, 'follower')
  if (role === 'leader' || config.redraw === 'each-term') out.after('election', config.electionTimeout)
  became(out, state)
}

function leaveOffice(state: RaftState, out: Out): void {
  out.cancel('heartbeat')
  const { transferRequest, leader, transfer } = state
  if (transferRequest !== -1) {
    out.reply(
      transferRequest,
      leader === transfer ? { kind: 'done', index: 0, result: transfer } : { kind: 'unknown', redirect: leader },
    )
  }
  if (transfer !== -1) out.cancel('transfer')
  state.transfer = -1
  state.transferRequest = -1
  state.leaseBroken = false
}

/** Nobody of this process's clients is going to hear from whoever led so far. */
export function abandon(state: RaftState, out: Out): void {
  const { waiting, forwarded, reads, leader } = state
  for (const { request } of waiting) out.reply(request, { kind: 'unknown', redirect: leader })
  for (const { request } of forwarded) out.reply(request, { kind: 'unknown', redirect: leader })
  for (const { request, from } of reads) if (from === -1) out.reply(request, { kind: 'redirect', redirect: leader })
  if (waiting.length > 0) state.waiting = []
  if (forwarded.length > 0) state.forwarded = []
  if (reads.length > 0) state.reads = []
}

/** A message of the present term's leader has come. */
export function hearLeader(config: RaftConfig, state: RaftState, out: Out, from: number): void {
  if (state.role !== 'follower') becomeFollower(config, state, out, state.currentTerm, from)
  if (state.leader !== from) {
    state.leader = from
    out.note('leader', from)
  }
  resetElectionTimer(config, out)
  stick(config, state, out)
}

/** Writes down the term and the vote where they have changed. */
export function writeVote(state: RaftState, out: Out): void {
  if (!state.dirty) return
  state.dirty = false
  persist(state.outbox, out, voteWrites(state))
}

/** Writes to the log or the snapshot; term and vote go into the same write where they are new. */
export function write(state: RaftState, out: Out, writes: Write[]): void {
  if (state.dirty) {
    state.dirty = false
    writes = [...voteWrites(state), ...writes]
  }
  persist(state.outbox, out, writes)
}

/** An answer that may rest on anything written so far: it waits for the disk. */
export function answer(state: RaftState, out: Out, message: RaftMessage): void {
  if (state.dirty) writeVote(state, out)
  respond(state.outbox, out, message.to, message)
}
