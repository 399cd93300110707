import type { Plain, Session } from '../contract.js'
import { defaultBacklog, leastElectionTimeout, type RaftConfig } from './config.js'
import { isBusy, propose, sizeOf } from './leader.js'
import { makeEntry, makeMessage, noEntries, plainMessage, type RaftMessage } from './messages.js'
import type { Out, Progress, RaftState } from './state.js'

// A follower hands its clients' requests on to the leader (etcd's `MsgProp`), and answers them when it applies them itself.

export function forward(
  config: RaftConfig,
  state: RaftState,
  out: Out,
  request: number,
  command: Plain,
  session: Session | undefined,
): void {
  const { leader, self, forwarded, waiting } = state
  if (forwarded.length + waiting.length >= (config.backlog ?? defaultBacklog)) {
    out.reply(request, { kind: 'busy' })
    return
  }
  forwarded.push({ request, age: 0 })
  watchForwarded(config, state, out)
  const { client = -1, sequence = 0 } = session ?? {}
  const entry = makeEntry(0, 0, 'command', command, client, sequence, 0)
  // Numbered so that the leader takes each once, also after a restart in the same term: the clock goes on.
  state.forwards = Math.max(state.forwards + 1, Math.floor(out.clock()))
  const { currentTerm, forwards } = state
  out.send(leader, makeMessage('MsgProp', leader, self, currentTerm, 0, forwards, [entry], 0, false, 0, request, null))
}

/** The network may bring a message twice. How many numbers are kept bounds how far it may overtake others. */
const kept = 64

function isRepeat({ handed, handedBefore }: Progress, number: number): boolean {
  return number <= handedBefore || handed.includes(number)
}

function noteHanded(progress: Progress, number: number): void {
  progress.handed.push(number)
  if (progress.handed.length <= kept) return
  progress.handed.sort((a, b) => a - b)
  progress.handedBefore = progress.handed.shift() ?? 0
}

/** The leader takes a request that was handed on, and says where it stands. */
export function onProp(config: RaftConfig, state: RaftState, out: Out, message: RaftMessage): void {
  const { from, context, entries, index: number } = message
  const { self, currentTerm, role, transfer } = state
  // One that has come back from a crash, or stepped down, may have taken it before: it must not say that it did not.
  if (role !== 'leader' || isRepeat(state.progress[from], number)) return
  noteHanded(state.progress[from], number)
  for (const { kind, command, client, sequence } of entries) {
    const free = transfer === -1 && !isBusy(config, state, sizeOf(config, kind, command))
    if (!free || kind !== 'command') {
      const refusal = makeMessage('MsgPropResp', from, self, 0, 0, 0, noEntries, 0, true, 0, context, null)
      out.send(from, refusal)
      continue
    }
    // The place is told first, since it is of use only until the entry is applied there.
    const index = state.base + state.log.length + 1
    out.send(from, plainMessage('MsgPropResp', from, self, currentTerm, index, context))
    propose(config, state, out, kind, command, client, sequence)
  }
}

export function onPropResp(state: RaftState, out: Out, message: RaftMessage): void {
  const { context, index, term, reject } = message
  const place = state.forwarded.findIndex(({ request }) => request === context)
  if (place === -1) return
  const [{ request }] = state.forwarded.splice(place, 1)
  if (reject) {
    out.reply(request, { kind: 'busy' })
  } else if (index <= state.lastApplied) {
    out.reply(request, { kind: 'unknown', redirect: state.leader })
  } else {
    const { waiting } = state
    let before = waiting.length
    while (before > 0 && waiting[before - 1].index > index) before -= 1
    waiting.splice(before, 0, { index, term, request })
  }
}

/** What was handed on is not waited for longer than one to two election timeouts: messages may be lost. */
export function watchForwarded(config: RaftConfig, state: RaftState, out: Out): void {
  if (state.forwarded.length + state.reads.length === 1) arm(config, out)
}

export function onForwardedTimer(config: RaftConfig, state: RaftState, out: Out): void {
  const { forwarded, reads, leader, role } = state
  if (role === 'leader') return
  for (const one of forwarded) if (one.age > 0) out.reply(one.request, { kind: 'unknown', redirect: leader })
  for (const one of reads) if (one.age > 0) out.reply(one.request, { kind: 'redirect', redirect: leader })
  state.forwarded = forwarded.filter(({ age }) => age === 0)
  state.reads = reads.filter(({ age }) => age === 0)
  for (const one of state.forwarded) one.age += 1
  for (const one of state.reads) one.age += 1
  if (state.forwarded.length + state.reads.length > 0) arm(config, out)
}

function arm(config: RaftConfig, out: Out): void {
  out.after('forwarded', { kind: 'constant', value: leastElectionTimeout(config) })
}
