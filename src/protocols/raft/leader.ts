import type { Effects, Plain } from '../contract.js'
import { deferOwn, persist } from '../outbox.js'
import { advanceCommit } from './commit.js'
import { defaultBacklog, defaultBatch, defaultWindow, type RaftConfig } from './config.js'
import { firstIndexFrom, termAt } from './log.js'
import type { AppendEntries, Appended, Entry, RaftMessage } from './messages.js'
import { observeTerm } from './role.js'
import type { RaftState } from './state.js'
import { entriesWrite, voteWrites } from './writes.js'

/**
 * A new leader's first acts: nextIndex just past its log, matchIndex 0 (figure 2), and an entry of its own term
 * without a command (section 8), which when committed commits what came before (section 5.4.2).
 */
export function lead(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>): void {
  const last = state.log.length
  for (let peer = 0; peer < config.members; peer++) {
    state.nextIndex[peer] = last + 1
    state.matchIndex[peer] = 0
    state.probing[peer] = 1
    state.probed[peer] = 0
  }
  // The vote for itself was synced after every entry of the log.
  state.matchIndex[state.self] = last
  state.termStart = last + 1
  append(state, out, null)
  out.every('heartbeat', config.heartbeat)
  broadcast(config, state, out)
}

/** A client's request: the leader appends it, everyone else points to the leader. */
export function onRequest(
  config: RaftConfig,
  state: RaftState,
  out: Effects<RaftMessage>,
  id: number,
  command: Plain,
): void {
  if (state.role !== 'leader') {
    out.reply(id, { kind: 'redirect', redirect: state.leader })
  } else if (state.log.length - state.commitIndex >= (config.backlog ?? defaultBacklog)) {
    out.reply(id, { kind: 'busy' })
  } else {
    append(state, out, command)
    state.waiting.push({ index: state.log.length, request: id })
    replicate(config, state, out)
  }
}

/** The leader's disk and the followers work at the same time (Ongaro's thesis, section 10.2.1). */
function append(state: RaftState, out: Effects<RaftMessage>, command: Plain): void {
  const entry: Entry = { term: state.currentTerm, command }
  persist(state.outbox, out, [entriesWrite(state.log.length, [entry])])
  state.log.push(entry)
  deferOwn(state.outbox, 'own-entries', state.currentTerm, state.log.length)
}

/** The leader's own acknowledgement, counted like a follower's: when its disk has synced. */
export function ownEntriesSynced(
  config: RaftConfig,
  state: RaftState,
  out: Effects<RaftMessage>,
  term: number,
  index: number,
): void {
  if (state.role !== 'leader' || state.currentTerm !== term) return
  state.matchIndex[state.self] = index
  advanceCommit(config, state, out)
}

/** A heartbeat to everyone; it repeats an unanswered probe, and its consistency check reveals what was lost. */
export function heartbeat(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>): void {
  if (state.role === 'leader') broadcast(config, state, out)
}

function broadcast(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>): void {
  for (let peer = 0; peer < config.members; peer++) if (peer !== state.self) sendAppend(config, state, out, peer)
}

function replicate(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>): void {
  for (let peer = 0; peer < config.members; peer++) if (peer !== state.self) sendNews(config, state, out, peer)
}

/** Sends entries the follower is not known to have, as far as the window reaches; while probing, one message at a time. */
function sendNews(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>, peer: number): void {
  const window = config.window ?? defaultWindow
  if (state.probing[peer] === 1) {
    if (state.probed[peer] === 0) sendAppend(config, state, out, peer)
    return
  }
  while (state.nextIndex[peer] <= state.log.length && state.nextIndex[peer] - state.matchIndex[peer] <= window) {
    sendAppend(config, state, out, peer)
  }
}

function sendAppend(config: RaftConfig, state: RaftState, out: Effects<RaftMessage>, peer: number): void {
  const prevLogIndex = state.nextIndex[peer] - 1
  const last = state.log.length
  const room = state.matchIndex[peer] + (config.window ?? defaultWindow)
  const end = Math.max(prevLogIndex, Math.min(last, room, prevLogIndex + (config.batch ?? defaultBatch)))
  const message: AppendEntries = {
    type: 'append',
    term: state.currentTerm,
    prevLogIndex,
    prevLogTerm: termAt(state.log, prevLogIndex),
    entries: end > prevLogIndex ? state.log.slice(prevLogIndex, end) : noEntries,
    leaderCommit: state.commitIndex,
  }
  if (state.probing[peer] === 1) state.probed[peer] = 1
  else state.nextIndex[peer] = end + 1
  out.send(peer, message)
}

const noEntries: readonly Entry[] = []

export function onAppended(
  config: RaftConfig,
  state: RaftState,
  out: Effects<RaftMessage>,
  from: number,
  message: Appended,
): void {
  if (observeTerm(config, state, out, message.term)) persist(state.outbox, out, voteWrites(state))
  if (state.role !== 'leader' || message.term !== state.currentTerm) return
  if (!message.success) {
    backtrack(config, state, out, from, message)
    return
  }
  if (message.index < state.matchIndex[from]) return
  const news = message.index > state.matchIndex[from]
  state.matchIndex[from] = message.index
  if (state.probing[from] === 1 || state.nextIndex[from] <= message.index) state.nextIndex[from] = message.index + 1
  state.probing[from] = 0
  state.probed[from] = 0
  if (news) advanceCommit(config, state, out)
  sendNews(config, state, out, from)
}

/**
 * Section 5.3: decrement nextIndex and try again; with the follower's hint, past a whole term in conflict at a time.
 * A refusal of anything but the message now in doubt is late and says nothing.
 */
function backtrack(
  config: RaftConfig,
  state: RaftState,
  out: Effects<RaftMessage>,
  peer: number,
  refusal: Appended,
): void {
  const doubt = state.nextIndex[peer] - 1
  if (refusal.index <= state.matchIndex[peer] || refusal.index > doubt) return
  if (state.probing[peer] === 1 && refusal.index !== doubt) return
  const guess = config.backtracking === 'by-one' ? refusal.index : afterConflict(state.log, refusal)
  state.nextIndex[peer] = Math.max(state.matchIndex[peer] + 1, Math.min(guess, refusal.index))
  state.probing[peer] = 1
  sendAppend(config, state, out, peer)
}

/** Just past the leader's own entries of the term in conflict if it has any, else at the follower's first of that term. */
function afterConflict(log: readonly Entry[], refusal: Appended): number {
  if (refusal.conflictTerm === 0) return refusal.conflictIndex
  const end = firstIndexFrom(log, refusal.conflictTerm + 1)
  return end > 1 && log[end - 2].term === refusal.conflictTerm ? end : refusal.conflictIndex
}
