import type { Effects, Input, Plain, Reply } from '../contract.js'
import { onSync, submitOwn } from './broadcast.js'
import { say } from './channel.js'
import { isOpen } from './client-sessions.js'
import { sessionExpired, takeSnapshot } from './commit.js'
import { defaultBacklog, grantedTimeout, type ZabConfig } from './config.js'
import { touch } from './expiry.js'
import type { Action, ZabMessage } from './messages.js'
import { readHere } from './reads.js'
import type { Waiting, ZabState } from './state.js'

type Out = Effects<ZabMessage>
type Inputs<K extends Input<ZabMessage>['kind']> = Extract<Input<ZabMessage>, { kind: K }>

/** Whether clients are served here: an established leader, or a learner that is up to date. */
export function serves({ leading, following }: ZabState): boolean {
  if (leading !== null) return leading.stage === 'broadcasting'
  return following?.stage === 'up-to-date'
}

export function onRequest(config: ZabConfig, state: ZabState, out: Out, input: Inputs<'request'>): void {
  const { id, command, session = null } = input
  const copy = session === null ? null : { client: session.client, sequence: session.sequence }
  if (session !== null && serves(state)) note(config, state, out, session.client)
  ask(config, state, out, id, { kind: 'command', command, session: copy })
}

export function onRead(config: ZabConfig, state: ZabState, out: Out, { id, query }: Inputs<'read'>): void {
  if (config.reads === 'sync') sync(config, state, out, { request: id, kind: 'read', query })
  else if (serves(state)) readHere(out, id, query)
  else reply(out, id, redirect)
}

/**
 * An operator's orders: `open-session` (with `timeout`, microseconds), `touch` and `close-session` (with `client`), `sync`,
 * `snapshot`.
 */
export function onOperate(config: ZabConfig, state: ZabState, out: Out, { id, operation }: Inputs<'operate'>): void {
  const order = isRecord(operation) ? operation : {}
  const { kind, timeout, client } = order
  if (kind === 'open-session' && typeof timeout === 'number' && Number.isFinite(timeout) && timeout > 0) {
    ask(config, state, out, id, { kind: 'open', timeout: grantedTimeout(config, timeout) })
  } else if (kind === 'close-session' && typeof client === 'number') {
    ask(config, state, out, id, { kind: 'close', client })
  } else if (kind === 'touch' && typeof client === 'number') {
    if (!serves(state)) reply(out, id, redirect)
    else reply(out, id, note(config, state, out, client) ? done : sessionExpired)
  } else if (kind === 'sync') {
    sync(config, state, out, { request: id, kind: 'sync', query: null })
  } else if (kind === 'snapshot') {
    if (state.lastApplied > state.snapshotIndex) takeSnapshot(config, state, out)
    reply(out, id, done)
  } else {
    reply(out, id, { kind: 'refused', why: 'no such order' })
  }
}

/** No longer of this leader: what was asked may have become a transaction; what was to be read was not. */
export function giveUp(state: ZabState, out: Out): void {
  for (const { request, kind } of state.waiting) {
    reply(out, request, kind === 'transaction' ? { kind: 'unknown', redirect: -1 } : redirect)
  }
  state.waiting = []
}

const done: Reply = { kind: 'done', index: 0, result: null }
const redirect: Reply = { kind: 'redirect', redirect: -1 }

function reply(out: Out, request: number, result: Reply): void {
  out.reply(request, result as unknown as Plain)
}

/** A session's client was heard of; false when the session is not open as far as is known here. */
function note(config: ZabConfig, state: ZabState, out: Out, client: number): boolean {
  if (!isOpen(state.sessions, client)) return false
  const { leading, following } = state
  if (leading !== null) touch(config, leading, out, client)
  else if (following !== null && !following.touched.includes(client)) following.touched.push(client)
  return true
}

/** A number under which the answer will be known; null when the client was turned away. */
function wait(config: ZabConfig, state: ZabState, out: Out, asked: Omit<Waiting, 'number'>): number | null {
  if (!serves(state)) reply(out, asked.request, redirect)
  else if (state.waiting.length >= (config.backlog ?? defaultBacklog)) reply(out, asked.request, { kind: 'busy' })
  else {
    state.asked += 1
    state.waiting.push({ number: state.asked, ...asked })
    return state.asked
  }
  return null
}

function ask(config: ZabConfig, state: ZabState, out: Out, request: number, action: Action): void {
  const number = wait(config, state, out, { request, kind: 'transaction', query: null })
  if (number === null) return
  const { leading, following, life } = state
  if (leading !== null) submitOwn(config, state, leading, out, action, number)
  else if (following !== null) {
    say(config, following.channel, out, following.leader, { packet: 'REQUEST', number, life, action })
  }
}

function sync(config: ZabConfig, state: ZabState, out: Out, asked: Omit<Waiting, 'number'>): void {
  const number = wait(config, state, out, asked)
  if (number === null) return
  const { leading, following, self } = state
  if (leading !== null) onSync(config, state, leading, out, self, number)
  else if (following !== null) say(config, following.channel, out, following.leader, { packet: 'SYNC', number })
}

function isRecord(value: Plain): value is { readonly [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
