import { committedIndex } from '../../../quorum/index.js'
import type { Plain } from '../../contract.js'
import { grantedLease, leaseDuration, type MultiPaxosConfig } from './config.js'
import { configurationOf } from './configuration.js'
import { beat } from './heartbeat.js'
import { enqueue } from './leader.js'
import { goOn, serves } from './progress.js'
import type { MultiPaxosState, Out } from './state.js'

/** A client's read. Whoever does not lead names who does. */
export function onRead(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  request: number,
  query: Plain,
): void {
  if (state.role !== 'leader') {
    out.reply(request, { kind: 'redirect', redirect: state.leader })
  } else if (config.reads === 'log') {
    enqueue(config, state, out, { request, kind: 'no-op', command: query, client: -1, sequence: 0, read: true })
  } else {
    state.reads.push({ request, query, round: -1 })
    goOn(config, state, out)
  }
}

/**
 * Reads that came before this leader served begin when it does. One is answered at once under a lease, else when a quorum of
 * phase 2 has answered a heartbeat sent after it came: that quorum meets every quorum by which another may have begun a
 * higher ballot, and none of its members had promised one. Reads gather while a round is under way.
 */
export function confirmReads(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  if (state.reads.length === 0 || !serves(state)) return
  if (holdsLease(config, state, out)) {
    for (const { request, query } of state.reads.splice(0)) answerRead(out, request, query)
    return
  }
  for (const read of state.reads) if (read.round === -1) read.round = state.round + 1
  for (;;) {
    const confirmed = confirmedRound(state)
    const done = state.reads.filter(({ round }) => round <= confirmed)
    state.reads.splice(0, done.length)
    for (const { request, query } of done) answerRead(out, request, query)
    if (state.reads.length === 0 || state.reads[0].round <= state.round || confirmed < state.round) return
    state.round += 1
    beat(config, state, out)
  }
}

function answerRead(out: Out, request: number, query: Plain): void {
  out.reply(request, { kind: 'done', index: 0, result: out.read(query) })
}

function confirmedRound(state: MultiPaxosState): number {
  const { peers, self, round, chosen } = state
  return committedIndex(configurationOf(state, chosen + 1).accept, m => (m === self ? round : peers[m].round))
}

/**
 * Whether nobody else can have begun a ballot yet: a quorum of phase 2 has heard this leader so lately that none of its
 * members promises another one (Paxos Made Live, section 5.2), whatever their clocks do within the bound.
 */
export function holdsLease(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): boolean {
  if (grantedLease(config) === 0) return false
  const { peers, self, chosen } = state
  const now = out.clock()
  const since = committedIndex(configurationOf(state, chosen + 1).accept, m => (m === self ? now : peers[m].reading))
  return since >= 0 && now < since + leaseDuration(config)
}

/**
 * Quiet heartbeats have gone by and were answered: the readings of those that answer move on with the clock, none beyond the
 * oldest of them, since a process that fell silent just now looks like the others.
 */
export function advanceReadings(state: MultiPaxosState, by: number): void {
  let oldest = Number.MAX_SAFE_INTEGER
  for (const { silent, reading } of state.peers) if (silent <= 1 && reading >= 0) oldest = Math.min(oldest, reading)
  for (const peer of state.peers) {
    if (peer.silent <= 1 && peer.reading >= 0) peer.reading = Math.min(peer.reading, oldest) + by
  }
}
