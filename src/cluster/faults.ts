import { mean } from '../laws/index.js'
import { sample, sampleEquilibrium } from '../random/index.js'
import { flush } from './conditions.js'
import { FAULTS_FIRST, STEP, STRIKE } from './events.js'
import { activate, deactivate } from './fault-effects.js'
import type { Source } from './plan.js'
import type { World } from './world.js'

/** Measuring begins: every source starts its clock, new or in equilibrium as the scenario says. */
export function beginSources(world: World): void {
  for (const [s, source] of world.plan.sources.entries()) {
    if (source.lifetime === null) {
      scheduleNextTime(world, s)
    } else if (hasEquilibrium(world, source)) {
      // One after the other, so that each is known for what it brings down.
      world.striking = s
      beginSteady(world, s, source)
      flush(world)
    } else {
      startLifetime(world, s, sample(source.lifetime, lifeStream(world, s)))
    }
  }
}

function hasEquilibrium(world: World, { lifetime, repair }: Source): boolean {
  if (world.plan.scenario.start !== 'steady') return false
  return [lifetime!, ...repair.map(step => step.law)].every(law => Number.isFinite(mean(law)))
}

/**
 * Alternating renewal in equilibrium: down with probability mean down / mean cycle, in a step with probability
 * proportional to its mean, with the residual law of the step or of the lifetime (Cox, Renewal Theory, ch. 7).
 */
function beginSteady(world: World, s: number, source: Source): void {
  const stream = lifeStream(world, s)
  const up = mean(source.lifetime!)
  const steps = source.repair.map(step => mean(step.law))
  const down = steps.reduce((sum, m) => sum + m, 0)
  let place = stream.unit() * (up + down) - up
  if (place < 0) return startLifetime(world, s, sampleEquilibrium(source.lifetime!, stream))
  for (const [step, length] of steps.entries()) {
    if (place < length || step === steps.length - 1) {
      return strike(world, s, step, sampleEquilibrium(source.repair[step].law, stream))
    }
    place -= length
  }
}

/** A lifetime (or a scheduled moment) has come to its end. */
export function onStrike(world: World, s: number): void {
  const state = world.state.sources[s]
  if (world.plan.sources[s].times.length > 0) {
    const ending = state.handle
    scheduleNextTime(world, s)
    if (state.step >= 0) return prolong(world, s, ending)
    state.due = world.now
  } else {
    state.handle = -1
  }
  strike(world, s, 0, -1)
}

/** A scheduled fault strikes again before it is over: it lasts as long as the longer of the two. */
function prolong(world: World, s: number, ending: number): void {
  const state = world.state.sources[s]
  const until = world.now + sample(world.plan.sources[s].repair[state.step].law, repairStream(world, s))
  state.handle = ending
  if (until <= state.due) return
  if (ending >= 0) world.sim.cancel(ending)
  state.due = until
  state.handle = world.scheduleWithin(until, STEP, s, FAULTS_FIRST)
}

/** A step of the repair is over. */
export function onStep(world: World, s: number): void {
  const state = world.state.sources[s]
  state.handle = -1
  enterStep(world, s, state.step + 1, -1)
}

function strike(world: World, s: number, step: number, residual: number): void {
  const state = world.state.sources[s]
  state.left = -1
  if (residual >= 0) state.due = world.now
  const source = world.plan.sources[s]
  if (world.trace.story)
    world.trace.record(world.now, 'story', source.label, 'fault', { step: source.repair[step].name })
  state.step = step
  activate(world, s)
  enterStep(world, s, step, residual)
}

/** Goes to `step`, and past all steps that take no time. */
function enterStep(world: World, s: number, step: number, residual: number): void {
  const state = world.state.sources[s]
  const source = world.plan.sources[s]
  let at = step
  for (; at < source.repair.length; at++) {
    state.due += at === step && residual >= 0 ? residual : sample(source.repair[at].law, repairStream(world, s))
    if (Math.round(state.due) > world.now) break
  }
  if (at === source.repair.length) return finish(world, s)
  state.step = at
  if (world.trace.story && step > 0) {
    world.trace.record(world.now, 'story', source.label, 'repair-step', { step: source.repair[at].name })
  }
  state.handle = world.scheduleWithin(state.due, STEP, s, FAULTS_FIRST)
  for (const service of source.services) world.touch(service)
}

function finish(world: World, s: number): void {
  const state = world.state.sources[s]
  const source = world.plan.sources[s]
  const carried = state.due - world.now
  if (world.trace.story) world.trace.record(world.now, 'story', source.label, 'repaired')
  state.step = -1
  if (source.lifetime !== null) {
    state.left = Math.max(0, sample(source.lifetime, lifeStream(world, s)) + carried)
  }
  deactivate(world, s)
  refreshAging(world, s)
}

function startLifetime(world: World, s: number, length: number): void {
  world.state.sources[s].left = length
  refreshAging(world, s)
}

/** Lets the clock of an idle source run or stand, as its aging wants it in the present state of its part. */
export function refreshAging(world: World, s: number): void {
  const state = world.state.sources[s]
  const source = world.plan.sources[s]
  if (state.step >= 0 || source.lifetime === null) return
  const runs = source.aging === 'always' || partIsUp(world, source)
  if (runs && state.left >= 0) {
    state.due = world.now + state.left
    state.left = -1
    state.handle = world.scheduleWithin(state.due, STRIKE, s, FAULTS_FIRST)
  } else if (!runs && state.left < 0) {
    state.left = Math.max(0, state.due - world.now)
    if (state.handle >= 0) world.sim.cancel(state.handle)
    state.handle = -1
  }
}

function partIsUp(world: World, source: Source): boolean {
  if (world.state.stage === 'warm-up') return false
  if (source.node >= 0) return world.state.nodes[source.node].running
  const { domainFaults } = world.state
  if (domainFaults[source.domain].length > 0) return false
  return world.plan.domainsOfDomain[source.domain].every(d => !domainFaults[d].some(f => isPower(world, f)))
}

const isPower = (world: World, s: number): boolean => world.plan.sources[s].effect.kind === 'power'

function scheduleNextTime(world: World, s: number): void {
  const state = world.state.sources[s]
  const { times } = world.plan.sources[s]
  if (state.next >= times.length) return
  const at = world.plan.from + times[state.next]
  state.next++
  state.handle = world.scheduleWithin(at, STRIKE, s, FAULTS_FIRST)
}

const lifeStream = (world: World, s: number) => world.streams.of('fault', world.plan.sources[s].id, 'lifetime')
const repairStream = (world: World, s: number) => world.streams.of('fault', world.plan.sources[s].id, 'repair')
