import type { Plain, Reply } from '../contract.js'
import { openSession, remember, seen } from '../sessions.js'
import { defaultSessions, type RaftConfig } from './config.js'
import type { ConfigurationChange } from './configuration.js'
import { changed } from './configuration.js'
import { appliedConfiguration } from './in-use.js'
import { entryAt } from './log.js'
import { switchTo } from './membership.js'
import type { Entry } from './messages.js'
import { answerReads } from './reads.js'
import { write } from './role.js'
import { takeSnapshot } from './snapshot.js'
import type { Out, RaftState } from './state.js'
import { configurationWrite } from './writes.js'

/** Applies what is committed, in order, and answers the requests that were waiting for it. */
export function applyCommitted(config: RaftConfig, state: RaftState, out: Out): void {
  while (state.lastApplied < state.commitIndex) {
    const entry = entryAt(state, state.lastApplied + 1)
    state.lastApplied += 1
    const result = applyEntry(config, state, out, entry)
    if (state.waiting.length > 0 && state.waiting[0].index <= entry.index) answerWaiting(state, out, entry, result)
  }
  if (state.reads.length > 0) answerReads(state, out)
  const { snapshotEvery = 0 } = config
  if (snapshotEvery > 0 && state.lastApplied - (state.snapshot?.index ?? 0) >= snapshotEvery) {
    takeSnapshot(config, state, out)
  }
}

function answerWaiting(state: RaftState, out: Out, entry: Entry, result: Plain): void {
  const { waiting, leader } = state
  while (waiting.length > 0 && waiting[0].index <= entry.index) {
    const { request, term, index } = waiting[0]
    waiting.shift()
    const own = index === entry.index && term === entry.term
    out.reply(request, own ? replyTo(state, entry, result) : { kind: 'unknown', redirect: leader })
  }
}

/** What the state machine, or the protocol in its stead, says to an entry. */
function applyEntry(config: RaftConfig, state: RaftState, out: Out, entry: Entry): Plain {
  const { index, kind, command, client, sequence, size } = entry
  if (size > 0) state.uncommitted = Math.max(0, state.uncommitted - size)
  if (kind === 'command') {
    if (client < 0) return out.apply(index, command)
    if (seen(state.sessions, { client, sequence }).kind === 'new') {
      const result = out.apply(index, command)
      remember(state.sessions, { client, sequence }, index, result)
      return result
    }
  }
  out.apply(index, null)
  if (kind === 'session') return openSession(state.sessions, index, config.sessions ?? defaultSessions)
  if (kind !== 'change') return null
  // After a restart it may be in force already.
  if (config.configurationWhen === 'applied' && index > state.configurations[state.configurations.length - 1].index) {
    const next = changed(state.configuration, command as unknown as ConfigurationChange)
    if (typeof next !== 'string') {
      switchTo(state, out, index, next)
      write(state, out, [configurationWrite(index, next)])
    }
  }
  const now = appliedConfiguration(state)
  out.note('configuration', now)
  return now
}

/** A repeat is answered as the first time; a session that was forgotten is told so, since nobody knows what it has had. */
function replyTo(state: RaftState, { index, kind, client, sequence }: Entry, result: Plain): Reply {
  if (kind !== 'command' || client < 0) return { kind: 'done', index, result }
  const known = seen(state.sessions, { client, sequence })
  if (known.kind === 'repeat') return { kind: 'done', index: known.entry.index, result: known.entry.result }
  return { kind: 'refused', why: known.kind === 'stale' ? 'an earlier request of its session' : 'no such session' }
}
