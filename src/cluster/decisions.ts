import type { Plain } from '../protocols/index.js'
import type { ServiceState } from './state.js'
import type { World } from './world.js'

/**
 * A failover is a stretch from an outage's start to its end in which nothing had to be repaired: a quorum could serve
 * all the while, and the protocol was finding out who.
 */
export function noteFailover(world: World, state: ServiceState, failingOver: boolean): void {
  if (failingOver) {
    if (state.ownUp && state.everUp) state.failoverSince = world.now
    return
  }
  if (state.failoverSince < 0) return
  const since = state.failoverSince
  state.failoverSince = -1
  keep(world, state.failovers, since)
}

/**
 * One decision of a lock, or of single-decree Paxos, is measured from the first proposal for its epoch to the first process
 * that knows it. When a proposal is given up (its proposer died, or trusts the holder again) and nobody else proposes for
 * a while, the next proposal begins anew: what lies between was no deciding.
 */
export function noteDecision(world: World, s: number, what: string, value: Plain): void {
  const single = world.plan.scenario.services[s].redundancy.kind === 'single-paxos'
  const [begins, ends] = single ? ofSingle : ofLock
  if (what !== begins && what !== ends) return
  const epoch = single ? 1 : (value as number)
  const state = world.state.services[s]
  if (epoch <= state.decidedEpoch) return
  const { proposals } = state
  if (what === begins) {
    const known = proposals.epoch === epoch && world.now - proposals.last <= silence(world, s)
    state.proposals = { epoch, first: known ? proposals.first : world.now, last: world.now }
  } else {
    state.decidedEpoch = epoch
    if (proposals.epoch === epoch) keep(world, state.decisions, proposals.first)
  }
}

/** Notes that begin and end a decision. */
const ofLock = ['propose', 'decided'] as const
const ofSingle = ['election-started', 'commit'] as const

/** Several attempts in a row: longer than one takes to be given up and followed by another. */
function silence(world: World, s: number): number {
  const { redundancy } = world.plan.scenario.services[s]
  if (redundancy.kind === 'single-paxos') return Number.POSITIVE_INFINITY
  return redundancy.kind === 'paxos' ? 4 * redundancy.config.patience : 0
}

/** The first so many of a trial: each is a fair draw, so leaving later ones out does not bias a quantile. */
function keep(world: World, lengths: number[], since: number): void {
  if (world.state.stage !== 'measuring' || since < world.plan.from) return
  if (lengths.length < world.plan.scenario.limits.outagesKept) lengths.push(world.now - since)
}
