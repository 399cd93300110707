import type { Effects, Write } from '../contract.js'
import { persist, respond } from '../outbox.js'
import { commitTo } from './commit.js'
import type { RaftConfig } from './config.js'
import { firstIndexFrom, termAt } from './log.js'
import type { AppendEntries, Entry, RaftMessage } from './messages.js'
import { follow, observeTerm, resetElectionTimer } from './role.js'
import type { RaftState } from './state.js'
import { entriesWrite, voteWrites } from './writes.js'

/** Figure 2, AppendEntries RPC, receiver. */
export function onAppend(
  config: RaftConfig,
  state: RaftState,
  out: Effects<RaftMessage>,
  from: number,
  message: AppendEntries,
): void {
  const newTerm = observeTerm(config, state, out, message.term)
  if (message.term < state.currentTerm) {
    refuse(state, out, from, message.prevLogIndex, 0, 0)
    return
  }
  if (state.role === 'candidate') follow(config, state, out)
  if (state.leader !== from) {
    state.leader = from
    out.note('leader', from)
  }
  resetElectionTimer(config, out)

  const { prevLogIndex, entries } = message
  const matches = prevLogIndex <= state.log.length && termAt(state.log, prevLogIndex) === message.prevLogTerm
  const fresh = matches ? firstUnknown(state, prevLogIndex, entries) : entries.length
  if (newTerm || fresh < entries.length) storeEntries(state, out, newTerm, prevLogIndex + fresh, entries.slice(fresh))
  if (!matches) {
    refuseConflict(state, out, from, prevLogIndex)
    return
  }
  const index = prevLogIndex + entries.length
  commitTo(state, out, Math.min(message.leaderCommit, index))
  respond(state.outbox, out, from, {
    type: 'appended',
    term: state.currentTerm,
    success: true,
    index,
    conflictTerm: 0,
    conflictIndex: 0,
  })
}

/** How many of `entries` are in the log already. A late message must not cut off what a newer one brought. */
function firstUnknown(state: RaftState, prevLogIndex: number, entries: readonly Entry[]): number {
  let known = 0
  while (
    known < entries.length &&
    prevLogIndex + known < state.log.length &&
    state.log[prevLogIndex + known].term === entries[known].term
  ) {
    known += 1
  }
  return known
}

/** Cuts the log to `from` entries and appends, in memory and on disk; term and vote go into the same write if new. */
function storeEntries(
  state: RaftState,
  out: Effects<RaftMessage>,
  newTerm: boolean,
  from: number,
  entries: readonly Entry[],
): void {
  const writes: Write[] = newTerm ? voteWrites(state) : []
  if (entries.length > 0) {
    writes.push(entriesWrite(from, entries))
    if (state.log.length > from) state.log.length = from
    for (const entry of entries) state.log.push(entry)
  }
  persist(state.outbox, out, writes)
}

function refuseConflict(state: RaftState, out: Effects<RaftMessage>, from: number, prevLogIndex: number): void {
  if (prevLogIndex > state.log.length) {
    refuse(state, out, from, prevLogIndex, 0, state.log.length + 1)
    return
  }
  const term = termAt(state.log, prevLogIndex)
  refuse(state, out, from, prevLogIndex, term, firstIndexFrom(state.log, term))
}

function refuse(
  state: RaftState,
  out: Effects<RaftMessage>,
  to: number,
  index: number,
  conflictTerm: number,
  conflictIndex: number,
): void {
  const term = state.currentTerm
  respond(state.outbox, out, to, { type: 'appended', term, success: false, index, conflictTerm, conflictIndex })
}
