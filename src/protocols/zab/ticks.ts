import { isQuorum } from '../../quorum/index.js'
import type { Effects } from '../contract.js'
import { propose } from './broadcast.js'
import { sendLoose } from './channel.js'
import { pingPeriod, quorumOf, type ZabConfig } from './config.js'
import { expired } from './expiry.js'
import { lastIndex } from './history.js'
import { drop } from './learners.js'
import type { ZabMessage } from './messages.js'
import type { Leading, Learner, ZabState } from './state.js'
import { lastCounter } from './zxid.js'

type Out = Effects<ZabMessage>

/**
 * Half a tick of an established leader (`Leader.lead`): learners that were silent, or owe an acknowledgement, for too long are
 * dropped; once a tick it is seen whether a quorum is left; then all are pinged. False: the leader leaves.
 */
export function halfTick(config: ZabConfig, state: ZabState, leading: Leading, out: Out): boolean {
  for (const [peer, learner] of leading.learners.entries()) {
    if (learner !== null && isLost(config, leading, peer, learner)) drop(leading, out, peer)
  }
  if (!leading.halfTick && !hasQuorum(config, state, leading)) return false
  leading.halfTick = !leading.halfTick
  for (const client of expired(leading, out)) {
    if (leading.counter >= lastCounter) return false
    const { self, life } = state
    propose(config, state, leading, out, { kind: 'close', client }, { member: self, life, number: 0 })
  }
  for (const [peer, learner] of leading.learners.entries()) {
    if (learner === null || (learner.stage !== 'synchronising' && learner.stage !== 'ready')) continue
    sendLoose(learner.channel, out, peer, { type: 'ping' })
  }
  return leading.counter < lastCounter || lastIndex(state) > state.commitIndex
}

/** A socket's time-out, and `SyncLimitCheck`, counted in pings. */
function isLost({ initLimit, syncLimit }: ZabConfig, leading: Leading, peer: number, learner: Learner): boolean {
  const ready = learner.stage === 'ready'
  const owes = ready && leading.acked[peer] < learner.offered
  learner.silent += 1
  learner.behind = owes ? learner.behind + 1 : 0
  return learner.silent > 2 * (ready ? syncLimit : initLimit) || learner.behind > 2 * syncLimit
}

function hasQuorum(config: ZabConfig, { self }: ZabState, { learners }: Leading): boolean {
  return isQuorum(quorumOf(config), member => member === self || (learners[member] ?? null) !== null)
}

/** Whole periods of quiet pings pass: readings of the clock move on, and every other ping is a tick. */
export function advance(config: ZabConfig, state: ZabState, cadence: string, periods: number): void {
  const { leading } = state
  if (leading === null || cadence !== 'ping') return
  if (periods % 2 === 1) leading.halfTick = !leading.halfTick
  for (const expiry of leading.expiries) expiry.at += periods * pingPeriod(config)
}
