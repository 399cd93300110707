import type { Plain } from '../../contract.js'
import { memberOf } from '../ballot.js'
import type { MultiPaxosConfig } from './config.js'
import type { MultiPaxosState, Out, Role } from './state.js'

export function setRole(state: MultiPaxosState, out: Out, role: Role): void {
  if (state.role === role) return
  state.role = role
  out.note('role', role)
}

/** The leader was heard, or a promise given: the wait begins anew. */
export function resetElectionTimer(config: MultiPaxosConfig, out: Out): void {
  out.after('election', config.electionTimeout)
}

/** Promises a higher ballot. Whoever had one of its own under way yields. The caller writes it down by its next write or answer. */
export function takeBallot(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, ballot: number): void {
  yieldTo(config, state, out, -1)
  state.promised = ballot
  state.dirty = true
  if (ballot > state.highest) state.highest = ballot
  out.note('promise', ballot)
}

/** Back to following `leader`, or nobody known. */
export function yieldTo(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, leader: number): void {
  const { role } = state
  if (role === 'leader') out.cancel('heartbeat')
  if (role === 'candidate') out.cancel('retry')
  state.leader = leader
  if (role === 'follower') return
  if (role === 'leader') abandon(state, out)
  state.promisedBy = 0
  state.inherited = []
  state.acks = []
  setRole(state, out, 'follower')
  resetElectionTimer(config, out)
}

/** Nobody of this leader's clients is going to hear from it: what was proposed may still be chosen, what was not will not be. */
function abandon(state: MultiPaxosState, out: Out): void {
  const { waiting, queue, reads, changeRequest } = state
  const redirect = state.leader
  for (const { request, read } of waiting) out.reply(request, { kind: read ? 'redirect' : 'unknown', redirect })
  for (const { request } of queue) out.reply(request, { kind: 'redirect', redirect })
  for (const { request } of reads) out.reply(request, { kind: 'redirect', redirect })
  if (changeRequest !== -1) out.reply(changeRequest, { kind: 'unknown', redirect } as Plain)
  state.waiting = []
  state.queue = []
  state.reads = []
  state.changeRequest = -1
  state.changeSlot = 0
}

/** A message of the leader of `ballot`, which is not below the promise. */
export function hearLeader(config: MultiPaxosConfig, state: MultiPaxosState, out: Out, ballot: number): void {
  if (ballot > state.promised) takeBallot(config, state, out, ballot)
  const leader = memberOf(ballot, config.members)
  if (state.leader !== leader) {
    state.leader = leader
    out.note('leader', leader)
  }
  resetElectionTimer(config, out)
}
