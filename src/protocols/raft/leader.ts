import type { Plain } from '../contract.js'
import { deferOwn } from '../outbox.js'
import { defaultBacklog, patientRounds, type RaftConfig } from './config.js'
import { hex } from './journal.js'
import { lastIndex } from './log.js'
import { type EntryKind, makeEntry } from './messages.js'
import { becomeProbe, becomeReplicate, resetProgress } from './progress.js'
import { confirmReads } from './reads.js'
import { broadcast, replicate, sendBeat } from './replicate.js'
import { becomeFollower, write } from './role.js'
import type { Out, RaftState } from './state.js'
import { entriesWrite } from './writes.js'

/**
 * A new leader's first acts: nextIndex just past its log, matchIndex 0 (figure 2), and an entry of its own term
 * without a command (section 8), which when committed commits what came before (section 5.4.2).
 */
export function lead(config: RaftConfig, state: RaftState, out: Out): void {
  const last = lastIndex(state)
  for (const progress of state.progress) {
    resetProgress(progress, last + 1)
    progress.handed = []
    progress.handedBefore = 0
  }
  // The vote for itself was synced after every entry of the log.
  const own = state.progress[state.self]
  own.match = last
  own.active = true
  becomeReplicate(own)
  state.termStart = last + 1
  state.uncommitted = 0
  state.transfer = -1
  state.leaseBroken = false
  // There may be a change anywhere in the log that is not applied yet; etcd does not look.
  if (config.ways === 'etcd') state.changeIndex = last
  append(state, out, 'empty', null, -1, 0, 0)
  out.journal?.info(`${hex(state.self)} became leader at term ${state.currentTerm}`)
  out.every('heartbeat', config.heartbeat)
  broadcast(config, state, out)
}

/** Whether a leader has too much under way to take another command of `size` bytes. */
export function isBusy(config: RaftConfig, state: RaftState, size: number): boolean {
  const { backlog = defaultBacklog, backlogBytes = 0 } = config
  if (lastIndex(state) - state.commitIndex >= backlog) return true
  const { uncommitted } = state
  return backlogBytes > 0 && uncommitted > 0 && size > 0 && uncommitted + size > backlogBytes
}

/** Appends for a leader and sends it on. */
export function propose(
  config: RaftConfig,
  state: RaftState,
  out: Out,
  kind: EntryKind,
  command: Plain,
  client: number,
  sequence: number,
): number {
  append(state, out, kind, command, client, sequence, sizeOf(config, kind, command))
  replicate(config, state, out)
  return lastIndex(state)
}

/** The leader's disk and the followers work at the same time (Ongaro's thesis, section 10.2.1). */
export function append(
  state: RaftState,
  out: Out,
  kind: EntryKind,
  command: Plain,
  client: number,
  sequence: number,
  size: number,
): void {
  const last = lastIndex(state)
  const entry = makeEntry(state.currentTerm, last + 1, kind, command, client, sequence, size)
  write(state, out, [entriesWrite(last, [entry])])
  state.log.push(entry)
  state.uncommitted += size
  deferOwn(state.outbox, 'own-entries', state.currentTerm, last + 1)
}

/** Bytes of a command as JSON, where some limit counts them. */
export function sizeOf(config: RaftConfig, kind: EntryKind, command: Plain): number {
  const { inflightBytes = 0, batchBytes = 0, backlogBytes = 0 } = config
  if (kind !== 'command' || inflightBytes + batchBytes + backlogBytes === 0) return 0
  return JSON.stringify(command).length
}

/** A heartbeat to everyone; it repeats an unanswered probe, and its consistency check reveals what was lost. */
export function heartbeat(config: RaftConfig, state: RaftState, out: Out): void {
  if (state.role !== 'leader') return
  const patience = patientRounds(config)
  for (const peer of state.peers) {
    const progress = state.progress[peer]
    if (progress.silent < patience) progress.silent += 1
  }
  if (config.checkQuorum === true && !state.byHand && !hearsQuorum(state, patience)) {
    out.note('stepped-down', 'no quorum')
    becomeFollower(config, state, out, state.currentTerm, -1)
    return
  }
  for (const peer of state.peers) beat(config, state, out, peer, patience)
  // Fewer members may be a quorum now than when the reads came.
  if (state.reads.length > 0) confirmReads(config, state, out)
}

function beat(config: RaftConfig, state: RaftState, out: Out, peer: number, patience: number): void {
  const progress = state.progress[peer]
  if (!state.byHand && progress.state === 'snapshot') {
    // The snapshot or its answer may be lost, and no transport says so.
    progress.waited += 1
    if (progress.waited >= patience) {
      progress.pendingSnapshot = 0
      becomeProbe(progress)
    }
  }
  sendBeat(config, state, out, peer)
}

/** A leader that hears from no quorum cannot commit, and its clients had better ask elsewhere (6.2). */
function hearsQuorum(state: RaftState, patience: number): boolean {
  const { voters, outgoing } = state.configuration
  return hearsHalf(state, voters, patience) && (outgoing.length === 0 || hearsHalf(state, outgoing, patience))
}

function hearsHalf({ self, progress }: RaftState, voters: readonly number[], patience: number): boolean {
  let heard = 0
  for (const voter of voters) if (voter === self || progress[voter].silent < patience) heard += 1
  return 2 * heard > voters.length
}

/** etcd's way, once an election timeout: who was heard since the last look (`MsgCheckQuorum`). */
export function lookForQuorum(config: RaftConfig, state: RaftState, out: Out): void {
  const { voters, outgoing } = state.configuration
  const active = (members: readonly number[]) => {
    const count = members.filter(member => member === state.self || state.progress[member].active).length
    return members.length === 0 || 2 * count > members.length
  }
  if (!active(voters) || !active(outgoing)) {
    out.journal?.warning(`${hex(state.self)} stepped down to follower since quorum is not active`)
    out.note('stepped-down', 'no quorum')
    becomeFollower(config, state, out, state.currentTerm, -1)
  }
  for (const peer of state.peers) state.progress[peer].active = false
}
