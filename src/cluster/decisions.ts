import type { Plain } from '../protocols/index.js'
import type { ServiceState } from './state.js'
import type { World } from './world.js'

/**
 * A failover is a stretch from an outage's start to its end in which nothing had to be repaired: a quorum could serve
 * all the while, and the protocol was finding out who.
 */
export function noteFailover(world: World, state: ServiceState, failingOver: boolean): void {
  if (failingOver) {
    if (state.up) state.failoverSince = world.now
    return
  }
  if (state.failoverSince < 0) return
  const since = state.failoverSince
  state.failoverSince = -1
  keep(world, state.failovers, since)
}

/** One decision of a lock is measured from the first proposal for its epoch to the first process that knows it. */
export function noteDecision(world: World, service: number, what: string, value: Plain): void {
  const state = world.state.services[service]
  if (what === 'propose') {
    const epoch = epochOf(value)
    if (epoch <= state.decidedEpoch || epoch in state.proposedAt) return
    state.proposedAt[epoch] = world.now
  } else if (what === 'decided') {
    const epoch = epochOf(value)
    if (epoch <= state.decidedEpoch) return
    state.decidedEpoch = epoch
    const since = state.proposedAt[epoch]
    for (const e of Object.keys(state.proposedAt)) if (Number(e) <= epoch) delete state.proposedAt[Number(e)]
    if (since !== undefined) keep(world, state.decisions, since)
  }
}

function keep(world: World, lengths: number[], since: number): void {
  if (world.state.stage !== 'measuring' || since < world.plan.from) return
  if (lengths.length < world.plan.scenario.limits.outagesKept) lengths.push(world.now - since)
}

function epochOf(value: Plain): number {
  return typeof value === 'number' ? value : (value as { epoch: number }).epoch
}
