import { CHECK, LAST } from '../events.js'
import type { World, WorldSnapshot } from '../world.js'
import { beatsLeft } from './beats.js'
import { nextBoundary } from './boundary.js'
import { type Cadence, cadencesOf } from './cadence.js'
import { steadyMembers } from './certificate.js'
import type { Group } from './group.js'
import { carryOut } from './move.js'
import { eachWay } from './ways.js'

/** Someone who wants to know what leaps pass over. */
export interface LeapWatcher {
  /** Whether a leap of group `g` from now to about `until` is of interest: a snapshot is then taken before it. */
  wants(g: number, until: number): boolean
  /** The world before the leap, and by how much that moves what belongs to each member, microseconds. */
  see(g: number, before: WorldSnapshot, by: readonly number[]): void
}

/** Looks in a row, a heartbeat interval apart, that have to find a group steady before it leaps. */
const looks = 3
/** After so many looks in vain the next ones are further apart, up to so many heartbeat intervals. */
const patience = 16
const longestWait = 32
/** Fewer rounds than this are not worth the leap. */
const leastRounds = 2

/** Groups that may leap are looked at from the start on. */
export function beginLeaping(world: World): void {
  if (world.plan.scenario.fidelity === 'full') return
  for (const [g, { treatment, period }] of world.plan.groups.entries()) {
    if (treatment !== 'simulated') lookAgain(world, g, period)
  }
}

/** Group `g` is looked at once more at this very moment: in a world restored from before a leap of it. */
export function lookNow(world: World, g: number): void {
  lookAgain(world, g, world.now)
}

function lookAgain(world: World, g: number, at: number): void {
  if (at < world.plan.to) world.sim.scheduleBackground(Math.ceil(at), CHECK, g, 0, 0, null, LAST)
}

/** Looks at a group: it leaps when it has been steady for a while. */
export function onCheck(world: World, g: number): void {
  const group = world.plan.groups[g]
  const state = world.state.groups[g]
  const mask = steadyMembers(world, group)
  const soon = world.now + group.period
  if (mask === null) {
    state.steady = Math.min(0, state.steady) - 1
    const wait = Math.max(1, Math.min(longestWait, Math.floor(-state.steady / patience)))
    return lookAgain(world, g, world.now + wait * group.period)
  }
  state.steady = Math.max(0, state.steady) + 1
  if (state.steady < looks) return lookAgain(world, g, soon)
  lookAgain(world, g, Math.max(soon, leap(world, g, group, mask)))
}

/** Leaps as far as can be; the time before which there is nothing more to leap. */
function leap(world: World, g: number, group: Group, mask: number): number {
  const cadences = cadencesOf(world, group, mask)
  if (cadences === null || !isCalm(world, g, group, cadences)) return world.now
  const boundary = nextBoundary(world, group)
  const before = Math.min(boundary, world.leapsUntil) - group.guard * group.period
  const until = Math.min(before, limitOfBeats(world, g, group, cadences))
  const rounds = cadences.map(cadence => roundsUntil(cadence, until))
  if (Math.max(0, ...rounds) >= leastRounds) {
    const seen = world.leapWatcher?.wants(g, until) ? world.snapshot() : null
    const by = carryOut(world, g, group, mask, cadences, rounds)
    if (seen !== null) world.leapWatcher?.see(g, seen, by)
  }
  return until < before ? until : boundary
}

/** Whether every way has heard a good heartbeat since suspicion was possible: one that is pending must not be put off. */
function isCalm(world: World, g: number, group: Group, cadences: readonly Cadence[]): boolean {
  const { calm } = world.state.groups[g]
  let all = true
  for (const cadence of cadences) {
    eachWay(world, group, cadence, way => {
      if (calm[way] < 0 || calm[way] > world.now) all = false
    })
  }
  return all
}

/** Latest moment for a round so that suspicion cannot become possible before the rounds behind it are simulated. */
function limitOfBeats(world: World, g: number, group: Group, cadences: readonly Cadence[]): number {
  const state = world.state.groups[g]
  let until = Number.POSITIVE_INFINITY
  if (state.left.length === 0) return until
  for (const cadence of cadences) {
    eachWay(world, group, cadence, (way, from, to) => {
      const link = world.link(world.linkIndex(group.channel, from, to), group.channel, from, to)
      const model = group.models[link.number]
      if (model === null) return
      const stream = world.beatStream(link, group.channel, from, to)
      const left = beatsLeft(model, state, way, stream)
      until = Math.min(until, cadence.tick + (left - 1 - model.margin) * cadence.period)
    })
  }
  return until
}

/** Whole rounds after which the next one is due at `until` at the latest. */
const roundsUntil = ({ tick, period }: Cadence, until: number): number =>
  Math.max(0, Math.floor((until - tick - 1) / period))
