import type { Plain } from '../contract.js'
import type { RaftConfig } from './config.js'
import { isVoter } from './configuration.js'
import { watchForwarded } from './forward.js'
import { makeMessage, noEntries, plainMessage, type RaftMessage } from './messages.js'
import { sendBeat } from './replicate.js'
import { confirmedRound, holdsLease } from './rounds.js'
import type { Out, RaftState, Read } from './state.js'

/**
 * A client's read (6.4). The leader notes the commit index and answers when it knows that it led after the read came: by a
 * round of heartbeats sent since, or by its lease. Others ask the leader for that index and wait until they have applied it.
 */
export function onRead(config: RaftConfig, state: RaftState, out: Out, request: number, query: Plain): void {
  const { role, leader, self } = state
  if (role === 'leader') {
    take(config, state, out, { request, from: -1, context: null, query, index: -1, round: 0, age: 0 })
  } else if (leader === -1) {
    out.reply(request, { kind: 'redirect', redirect: -1 })
  } else {
    state.reads.push({ request, from: -1, context: request, query, index: -1, round: -1, age: 0 })
    watchForwarded(config, state, out)
    out.send(leader, plainMessage('MsgReadIndex', leader, self, 0, 0, request))
  }
}

/** Another process asks for the index, in the name of a client of its own. */
export function onReadIndex(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  const { from, context } = message
  if (state.role !== 'leader') {
    const { self, currentTerm } = state
    out.send(from, makeMessage('MsgReadIndexResp', from, self, currentTerm, 0, 0, noEntries, 0, true, 0, context, null))
    return
  }
  take(config, state, out, { request: -1, from, context, query: null, index: -1, round: 0, age: 0 })
}

function take(config: RaftConfig, state: RaftState, out: Out, read: Read): void {
  const { commitIndex, termStart } = state
  if (commitIndex < termStart) {
    // Until an entry of its own term is committed a leader does not know how far others have committed.
    state.reads.push(read)
    return
  }
  read.index = commitIndex
  if (leadsAlone(state) || holdsLease(config, state, out)) {
    finish(state, out, read)
    return
  }
  const underWay = state.reads.length > 0
  read.round = state.round + 1
  state.reads.push(read)
  if (!underWay || config.ways === 'etcd') beginRound(config, state, out)
}

function leadsAlone({ configuration, self }: RaftState): boolean {
  const { voters, outgoing } = configuration
  return outgoing.length === 0 && voters.length === 1 && isVoter(configuration, self)
}

function beginRound(config: RaftConfig, state: RaftState, out: Out): void {
  state.round += 1
  for (const peer of state.peers) sendBeat(config, state, out, peer)
}

/** The first entry of the term is committed: reads that came before begin now. */
export function startReads(config: RaftConfig, state: RaftState, out: Out): void {
  const early = state.reads
  if (early.length === 0) return
  state.reads = []
  for (const read of early) take(config, state, out, read)
}

/** Answers have come in: reads of confirmed rounds are done, and those that gathered meanwhile begin the next. */
export function confirmReads(config: RaftConfig, state: RaftState, out: Out): void {
  const { reads } = state
  if (reads.length === 0 || state.commitIndex < state.termStart) return
  const round = confirmedRound(state)
  let done = 0
  while (done < reads.length && reads[done].round <= round) done += 1
  if (done === 0) return
  for (const read of reads.splice(0, done)) finish(state, out, read)
  if (reads.length > 0 && reads[0].round > state.round) beginRound(config, state, out)
}

/** The index is known and good: the answer goes to the client, or the index to whoever asked for it. */
function finish(state: RaftState, out: Out, read: Read): void {
  const { request, from, context, query, index } = read
  const { self, currentTerm } = state
  if (from !== -1) out.send(from, plainMessage('MsgReadIndexResp', from, self, currentTerm, index, context))
  else if (state.byHand) out.reply(request, { kind: 'done', index, result: null })
  else out.reply(request, { kind: 'done', index: 0, result: out.read(query) })
}

export function onReadIndexResp(state: RaftState, out: Out, message: RaftMessage): void {
  const { context, index, reject } = message
  const place = state.reads.findIndex(read => read.round === -1 && read.context === context && read.index === -1)
  if (place === -1 || state.role === 'leader') return
  const read = state.reads[place]
  if (reject) {
    state.reads.splice(place, 1)
    out.reply(read.request, { kind: 'redirect', redirect: -1 })
    return
  }
  read.index = index
  answerReads(state, out)
}

/** Reads of this process's clients whose index the leader has told and this process has applied. */
export function answerReads(state: RaftState, out: Out): void {
  if (state.role === 'leader') return
  const ready = state.reads.filter(({ index }) => index !== -1 && (index <= state.lastApplied || state.byHand))
  if (ready.length === 0) return
  state.reads = state.reads.filter(read => !ready.includes(read))
  for (const read of ready) finish(state, out, read)
}
