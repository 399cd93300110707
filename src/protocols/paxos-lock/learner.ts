import type { Effects } from '../contract.js'
import { persist } from '../outbox.js'
import type { PaxosLockConfig } from './config.js'
import type { PaxosLockMessage } from './messages.js'
import { lockWrites, majority, type PaxosLockState } from './state.js'

/**
 * Epoch `decided` went to `holder`. Whoever names a decision of an epoch has seen those before it decided, so the
 * instances up to it are over and forgotten: what an acceptor keeps does not grow.
 */
export function learn(state: PaxosLockState, out: Effects<PaxosLockMessage>, decided: number, holder: number): void {
  if (decided <= state.durable.decided) return
  const before = isServing(state)
  state.durable = { decided, holder, promised: 0, acceptedBallot: 0, acceptedValue: -1 }
  state.highest = 0
  state.phase = 0
  out.cancel('propose')
  out.cancel('patience')
  persist(state.outbox, out, lockWrites(state))
  out.note('decided', decided)
  out.note('leader', holder)
  noteServing(state, out, before)
}

/** Someone was heard from; after a majority this member's knowledge counts as current. */
export function hear(
  config: PaxosLockConfig,
  state: PaxosLockState,
  out: Effects<PaxosLockMessage>,
  from: number,
): void {
  if (state.current === 1) return
  const before = isServing(state)
  state.heard[from] = 1
  if (majority(config, state.heard)) state.current = 1
  noteServing(state, out, before)
}

/** The holder of the highest epoch it knows, once it is current. Two may believe so, of different epochs: without leases only the epoch, used as a fencing token, tells them apart. */
export function isServing(state: PaxosLockState): boolean {
  return state.durable.holder === state.self && state.current === 1
}

function noteServing(state: PaxosLockState, out: Effects<PaxosLockMessage>, before: boolean): void {
  const now = isServing(state)
  if (now !== before) out.note('role', now ? 'holder' : 'member')
  if (now) out.note('serving', state.durable.decided)
}

export function tellAll(
  config: PaxosLockConfig,
  state: PaxosLockState,
  out: Effects<PaxosLockMessage>,
  message: PaxosLockMessage,
): void {
  for (let peer = 0; peer < config.members; peer++) if (peer !== state.self) out.send(peer, message)
}
