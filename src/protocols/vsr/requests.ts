import type { Plain, Session } from '../contract.js'
import { seen } from '../sessions.js'
import { defaultBacklog, type VsrConfig } from './config.js'
import { takeCheckpoint } from './disk.js'
import { holdsLease } from './lease.js'
import { lastOp, pendingChange } from './log.js'
import type { Change } from './messages.js'
import { propose } from './primary.js'
import { isPrimary, type Out, primaryOf, type VsrState } from './state.js'

/**
 * A client's request (4.1). The client table answers one that was carried out before; one that is under way is not given a
 * second number, and whoever repeats it waits for the first.
 */
export function onRequest(
  config: VsrConfig,
  state: VsrState,
  out: Out,
  id: number,
  command: Plain,
  session: Session | undefined,
): void {
  if (!isPrimary(state)) {
    redirect(state, out, id)
    return
  }
  if (session !== undefined) {
    const known = seen(state.sessions, session)
    if (known.kind === 'repeat') {
      out.reply(id, { kind: 'done', index: known.entry.index, result: known.entry.result })
      return
    }
    const under = underWay(state, session)
    if (under > 0) {
      join(state, under, id)
      return
    }
  }
  if (isBusy(config, state)) {
    out.reply(id, { kind: 'busy' })
    return
  }
  const { client, sequence } = session ?? { client: -1, sequence: 0 }
  state.waiting.push({ op: lastOp(state) + 1, request: id })
  propose(config, state, out, 'command', command, client, sequence)
}

function redirect(state: VsrState, out: Out, id: number): void {
  out.reply(id, { kind: 'redirect', redirect: leaderOf(state) })
}

export function leaderOf({ status, epoch, view }: VsrState): number {
  return status === 'normal' ? primaryOf(epoch, view) : -1
}

/** The number of a request that is not yet carried out; 0: there is none. */
function underWay({ log, base, commit }: VsrState, { client, sequence }: Session): number {
  for (let place = commit - base; place < log.length; place++) {
    if (log[place].client === client && log[place].sequence === sequence) return log[place].op
  }
  return 0
}

/** Those who wait stand in the order of what they wait for. */
function join(state: VsrState, op: number, request: number): void {
  const { waiting } = state
  let place = waiting.length
  while (place > 0 && waiting[place - 1].op > op) place -= 1
  waiting.splice(place, 0, { op, request })
}

/** Nothing comes after a change of configuration in its epoch (section 7.1). */
function isBusy(config: VsrConfig, state: VsrState): boolean {
  return pendingChange(state) !== null || lastOp(state) - state.commit >= (config.backlog ?? defaultBacklog)
}

/** A read goes the way of every request, unless the primary's lease vouches for its state (6.3). */
export function onRead(config: VsrConfig, state: VsrState, out: Out, id: number, query: Plain): void {
  if (!isPrimary(state)) redirect(state, out, id)
  else if (state.commit >= state.viewStart && holdsLease(config, state, out)) {
    out.reply(id, { kind: 'done', index: 0, result: out.read(query) })
  } else if (isBusy(config, state)) out.reply(id, { kind: 'busy' })
  else {
    state.reads.push({ op: lastOp(state) + 1, request: id, query })
    propose(config, state, out, 'read', null, -1, 0)
  }
}

/** An operator's orders: `{ kind: 'change', members }`, `{ kind: 'open-session' }`, `{ kind: 'checkpoint' }`. */
export function onOperation(config: VsrConfig, state: VsrState, out: Out, id: number, operation: Plain): void {
  const order = (typeof operation === 'object' && operation !== null ? operation : {}) as { [key: string]: Plain }
  if (order['kind'] === 'checkpoint') {
    if (state.status === 'normal') takeCheckpoint(config, state, out)
    out.reply(id, { kind: 'done', index: 0, result: state.checkpoint?.op ?? 0 })
    return
  }
  const members = order['kind'] === 'change' ? readMembers(config, order['members']) : []
  if (members === null) out.reply(id, { kind: 'refused', why: 'no set of members' })
  else if (order['kind'] !== 'change' && order['kind'] !== 'open-session') {
    out.reply(id, { kind: 'refused', why: 'no order of Viewstamped Replication' })
  } else if (!isPrimary(state)) redirect(state, out, id)
  else if (isBusy(config, state)) out.reply(id, { kind: 'busy' })
  else {
    state.waiting.push({ op: lastOp(state) + 1, request: id })
    if (order['kind'] === 'open-session') propose(config, state, out, 'session', null, -1, 0)
    else {
      const change: Change = { members, vector: state.vector }
      propose(config, state, out, 'change', change, -1, 0)
    }
  }
}

function readMembers({ members }: VsrConfig, said: Plain | undefined): readonly number[] | null {
  if (!Array.isArray(said) || said.length === 0) return null
  const all = said as readonly Plain[]
  if (!all.every((one): one is number => Number.isInteger(one) && (one as number) >= 0 && (one as number) < members)) {
    return null
  }
  return [...new Set(all)].sort((a, b) => a - b)
}
