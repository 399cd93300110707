import type { Deferred } from '../../outbox.js'
import { entryAt, lastIndex, lastTerm } from '../log.js'
import type { RaftMessage } from '../messages.js'
import type { HandHost } from './hand-host.js'
import { LocalAppendThread, LocalApplyThread } from './local-messages.js'
import { encodedSize, noMessage, toWire, toWireEntry, toWireSnapshot } from './wire.js'
import type { HardState, Ready, SoftState, StateType, WireEntry, WireMessage } from './words.js'

const stateTypes = {
  follower: 'StateFollower',
  'pre-candidate': 'StatePreCandidate',
  candidate: 'StateCandidate',
  leader: 'StateLeader',
} as const satisfies Record<string, StateType>

export function softState({ state }: HandHost): SoftState {
  return { lead: Math.max(0, state.leader), raftState: stateTypes[state.role] }
}

export function hardState({ state }: HandHost): HardState {
  return { term: state.currentTerm, vote: Math.max(0, state.votedFor), commit: state.commitIndex }
}

export function isEmpty({ term, vote, commit }: HardState): boolean {
  return term === 0 && vote === 0 && commit === 0
}

export function equalHard(a: HardState, b: HardState): boolean {
  return a.term === b.term && a.vote === b.vote && a.commit === b.commit
}

export function equalSoft(a: SoftState, b: SoftState): boolean {
  return a.lead === b.lead && a.raftState === b.raftState
}

export function hasUnstableSnapshot({ unstable }: HandHost): boolean {
  return unstable.snapshot !== null && !unstable.snapshotInProgress
}

export function nextUnstable({ state, unstable }: HandHost): WireEntry[] {
  return between(state, unstable.offsetInProgress, lastIndex(state))
}

/** Committed entries that may be given to be applied; unless `allowUnstable`, only those that are stored. */
export function nextCommitted(host: HandHost, allowUnstable: boolean): WireEntry[] {
  const { state, unstable, applying } = host
  if (applying.paused || unstable.snapshot !== null) return []
  const entries = between(state, applying.given + 1, appliable(host, allowUnstable))
  let size = 0
  const fitting = entries.findIndex((entry, place) => {
    size += encodedSize(entry)
    return place > 0 && size > applying.room
  })
  return fitting === -1 ? entries : entries.slice(0, fitting)
}

export function appliable({ state, unstable }: HandHost, allowUnstable: boolean): number {
  return allowUnstable ? state.commitIndex : Math.min(state.commitIndex, unstable.offset - 1)
}

function between(state: HandHost['state'], first: number, last: number): WireEntry[] {
  const entries: WireEntry[] = []
  for (let index = first; index <= last; index++) entries.push(toWireEntry(entryAt(state, index)))
  return entries
}

/** What waits for the disk, in order: answers to others, and the node's own votes and acknowledgements as messages to itself. */
export function afterAppend({ state }: HandHost): WireMessage[] {
  return state.outbox.deferred.map(step => toWireStep(step, state.self))
}

function toWireStep({ to, message, kind, term, index }: Deferred<RaftMessage>, self: number): WireMessage {
  if (to >= 0 && message !== null) return toWire(message)
  const own = { ...noMessage, to: self, from: self }
  if (kind === 'own-entries') return { ...own, type: 'MsgAppResp', term, index }
  return kind === 'own-vote'
    ? { ...own, type: 'MsgVoteResp', term }
    : { ...own, type: 'MsgPreVoteResp', term: term + 1 }
}

/** Everything there is to do, without saying that it is being done. */
export function makeReady(host: HandHost, prevSoft: SoftState, prevHard: HardState): Ready {
  const { state, config } = host
  const async = config.asyncStorageWrites === true
  const soft = softState(host)
  const hard = hardState(host)
  const entries = nextUnstable(host)
  const { snapshot } = state
  const ready: Ready = {
    softState: equalSoft(soft, prevSoft) ? null : soft,
    hardState: equalHard(hard, prevHard) ? null : hard,
    readStates: host.readStates,
    entries,
    snapshot: hasUnstableSnapshot(host) && snapshot !== null ? toWireSnapshot(snapshot) : null,
    committedEntries: nextCommitted(host, !async),
    messages: host.messages,
    mustSync: entries.length > 0 || hard.vote !== prevHard.vote || hard.term !== prevHard.term,
  }
  const waiting = afterAppend(host)
  if (!async) return { ...ready, messages: [...host.messages, ...waiting.filter(({ to }) => to !== state.self)] }
  const messages = [...host.messages]
  if (entries.length > 0 || ready.hardState !== null || ready.snapshot !== null || waiting.length > 0) {
    messages.push(storageAppend(host, ready, waiting))
  }
  if (ready.committedEntries.length > 0) messages.push(storageApply(state.self, ready.committedEntries))
  return { ...ready, messages }
}

function storageAppend(host: HandHost, ready: Ready, waiting: readonly WireMessage[]): WireMessage {
  const { term, vote, commit } = ready.hardState ?? noMessage
  const done = storageAppendResp(host, ready)
  const message = {
    ...noMessage,
    type: 'MsgStorageAppend',
    to: LocalAppendThread,
    from: host.state.self,
    term,
    vote,
    commit,
  }
  const responses = done === null ? waiting : [...waiting, done]
  return { ...message, entries: ready.entries, snapshot: ready.snapshot, responses }
}

/**
 * Says that everything given out so far is stored; null when nothing waits for that. It bears the term, and the last entry of
 * the whole log: after a change of term it says nothing of entries, since a write under way may yet put others in their
 * place (the ABA race of etcd's `newStorageAppendRespMsg`).
 */
export function storageAppendResp(host: HandHost, ready: Ready): WireMessage | null {
  const { state, unstable } = host
  const last = lastIndex(state)
  const hasEntries = last >= unstable.offset
  if (!hasEntries && ready.snapshot === null) return null
  const place = hasEntries ? { index: last, logTerm: lastTerm(state) } : {}
  const message = { ...noMessage, type: 'MsgStorageAppendResp', to: state.self, from: LocalAppendThread }
  return { ...message, term: state.currentTerm, snapshot: ready.snapshot, ...place }
}

function storageApply(self: number, entries: readonly WireEntry[]): WireMessage {
  const responses = [storageApplyResp(self, entries)]
  return { ...noMessage, type: 'MsgStorageApply', to: LocalApplyThread, from: self, entries, responses }
}

export function storageApplyResp(self: number, entries: readonly WireEntry[]): WireMessage {
  return { ...noMessage, type: 'MsgStorageApplyResp', to: self, from: LocalApplyThread, entries }
}
