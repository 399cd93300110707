import type { Effects, Plain, Reply } from '../contract.js'
import { remember, seen } from '../sessions.js'
import { close, copyOf, open } from './client-sessions.js'
import { defaultCommittedLog, defaultSessions, defaultSnapshotEvery, type ZabConfig } from './config.js'
import { keepSnapshot, lastIndex, replaceAfter, replaceHistory, zxidAt } from './history.js'
import type { Txn, ZabMessage } from './messages.js'
import type { Incoming, Snapshot, ZabState } from './state.js'
import { noZxid } from './zxid.js'

type Out = Effects<ZabMessage>

/** All up to `index` is committed: it is applied, in order, and who asked for it here is answered. */
export function commitTo(config: ZabConfig, state: ZabState, out: Out, index: number): void {
  if (index <= state.commitIndex) return
  state.commitIndex = Math.min(index, lastIndex(state))
  out.note('commit', state.commitIndex)
  while (state.lastApplied < state.commitIndex) {
    const next = state.lastApplied + 1
    const txn = state.log[next - 1 - state.dropped]
    const reply = carryOut(config, state, out, next, txn)
    state.lastApplied = next
    const { member, life, number } = txn.origin
    if (member === state.self && life === state.life) answer(state, out, number, reply)
  }
  const every = config.snapshotEvery ?? defaultSnapshotEvery
  if (every > 0 && state.lastApplied - state.snapshotIndex >= every) takeSnapshot(config, state, out)
}

function carryOut(config: ZabConfig, state: ZabState, out: Out, index: number, { action }: Txn): Reply {
  const { sessions } = state
  if (action.kind === 'open') {
    const client = open(sessions, index, action.timeout, config.sessions ?? defaultSessions)
    out.note('session', { open: client })
    return { kind: 'done', index, result: client }
  }
  if (action.kind === 'close') {
    close(sessions, action.client)
    out.note('session', { closed: action.client })
    return { kind: 'done', index, result: null }
  }
  const { command, session } = action
  if (session === null) return { kind: 'done', index, result: out.apply(index, command) }
  const known = seen(sessions, session)
  if (known.kind === 'repeat') return { kind: 'done', index: known.entry.index, result: known.entry.result }
  if (known.kind === 'stale') return { kind: 'refused', why: 'this request was answered before' }
  if (known.kind === 'unknown') return sessionExpired
  const result: Plain = out.apply(index, command)
  remember(sessions, session, index, result)
  return { kind: 'done', index, result }
}

export const sessionExpired: Reply = { kind: 'refused', why: 'the session is not open' }

/** Answers the request that has this number in this life, if it is still waited for. */
export function answer(state: ZabState, out: Out, number: number, reply: Reply): void {
  const place = state.waiting.findIndex(one => one.number === number)
  if (place < 0) return
  const [{ request }] = state.waiting.splice(place, 1)
  out.reply(request, reply as unknown as Plain)
}

/**
 * A snapshot of all that is applied, at one index. ZooKeeper's are fuzzy, taken while transactions are applied, which is why its
 * transactions have to be idempotent; here the state machine hands its state over at once.
 */
export function takeSnapshot(config: ZabConfig, state: ZabState, out: Out): void {
  keepSnapshot(state, out, presentSnapshot(state, out), config.committedLog ?? defaultCommittedLog)
}

export function presentSnapshot(state: ZabState, out: Out): Snapshot {
  const { lastApplied: index, sessions } = state
  const { epoch, counter } = zxidAt(state, index) ?? noZxid
  return { index, epoch, counter, captured: out.capture(), sessions: copyOf(sessions) }
}

/**
 * A leader's snapshot, and what it sent after it, take the place of all that stood here. What is applied here is committed, so it
 * begins the leader's history: of a snapshot that holds no more, only what comes after is taken.
 */
export function install(state: ZabState, out: Out, { snapshot, txns }: Incoming): void {
  const { index, captured, sessions } = snapshot
  const { lastApplied } = state
  if (index <= lastApplied) {
    replaceAfter(state, out, lastApplied, txns.slice(lastApplied - index))
    return
  }
  replaceHistory(state, out, snapshot, txns)
  state.commitIndex = index
  state.lastApplied = index
  state.sessions = copyOf(sessions)
  out.restore(index, captured)
}
