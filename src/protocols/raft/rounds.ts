import { committedIndex } from '../../quorum/index.js'
import type { Plain } from '../contract.js'
import { leaseDuration, type RaftConfig } from './config.js'
import { quorumOf } from './configuration.js'
import type { Out, Progress, RaftState } from './state.js'

// What a leader's messages bear so that their answers say when they were sent: the round of reads under way (6.4), and for
// leases the leader's clock (6.4.1).

/** `null` while nobody asks; a follower hands it back as it came. */
export function contextOf(config: RaftConfig, state: RaftState, out: Out): Plain {
  if (config.reads === 'lease' && config.ways !== 'etcd') return [state.round, out.clock()]
  return state.reads.length > 0 && state.round > 0 ? state.round : null
}

/** The answer to a message that bore `context` has come. */
export function noteContext(progress: Progress, context: Plain): void {
  if (typeof context === 'number') progress.round = Math.max(progress.round, context)
  if (!Array.isArray(context)) return
  const [round, reading] = context as readonly number[]
  progress.round = Math.max(progress.round, round)
  progress.reading = Math.max(progress.reading, reading)
}

/** The last round that a quorum has answered; the leader itself answers each at once. */
export function confirmedRound({ configuration, progress, self, round }: RaftState): number {
  return committedIndex(quorumOf(configuration), member => (member === self ? round : progress[member].round))
}

/**
 * Whether no other leader can have been elected yet: a quorum has heard from this one so lately that none of it votes
 * (4.2.3), whatever their clocks do within the bound. One that told another to stand has given that away.
 */
export function holdsLease(config: RaftConfig, state: RaftState, out: Out): boolean {
  if (config.reads !== 'lease' || state.leaseBroken) return false
  if (config.ways === 'etcd') return config.checkQuorum === true
  const { configuration, progress, self } = state
  const now = out.clock()
  const since = committedIndex(quorumOf(configuration), member => (member === self ? now : progress[member].reading))
  return since >= 0 && now < since + leaseDuration(config)
}

/**
 * Quiet heartbeats have gone by and were answered: the readings of those that answer move on with the clock, none beyond the
 * oldest of them, since a process that fell silent just now looks like the others.
 */
export function advanceReadings(state: RaftState, by: number): void {
  const answering = state.peers
    .map(peer => state.progress[peer])
    .filter(({ silent, reading }) => silent <= 1 && reading >= 0)
  let oldest = Number.MAX_SAFE_INTEGER
  for (const { reading } of answering) oldest = Math.min(oldest, reading)
  for (const progress of answering) progress.reading = Math.min(progress.reading, oldest) + by
}
