import { type HealthCheck, healthCheckNamed } from '../../balancers/index.js'
import type { Law } from '../../laws/index.js'
import { observeHealth } from '../../measures/index.js'
import type { Plain } from '../../protocols/index.js'
import { sample } from '../../random/index.js'
import type { CheckUse, Service } from '../../scenario/index.js'
import { ARRIVALS_FIRST, CHECK_ANSWER, CHECK_DUE, CHECK_PATIENCE, CHECK_WORKED, CHECKED } from '../events.js'
import { isCut, transmit } from '../network.js'
import { defer, isPaused, slowness } from '../nodes.js'
import { tellClient } from '../trace-records.js'
import type { World } from '../world.js'
import { setEligible } from './balancing.js'
import type { CheckState } from './check-state.js'

/**
 * The checks that a balancer makes by itself, as its product judges them. Each is a message to the member and one back. A
 * node that is down or cut off says nothing; that a dead process is refused at once by the kernel of a node that lives is not
 * modelled, as processes die with their nodes.
 */

interface Hosted {
  readonly check: HealthCheck<object, object>
  readonly config: object
  readonly work: Law | undefined
}

const known = new WeakMap<CheckUse, Hosted>()

/** The checks of a service, or null where its balancer makes none. */
function checksOf({ balancer }: Service): Hosted | null {
  const use = balancer?.check
  if (use === undefined) return null
  let hosted = known.get(use)
  if (hosted === undefined) {
    const described = healthCheckNamed(use.name)
    if (described === null) throw new Error(`there is no health check ${use.name}`)
    hosted = { check: described.check, config: use.config, work: use.work }
    known.set(use, hosted)
  }
  return hosted
}

/** The machine of a member at first; null where its balancer makes no checks. */
export function firstOfChecks(service: Service): object | null {
  const hosted = checksOf(service)
  return hosted === null ? null : hosted.check.init(hosted.config)
}

const hostedOf = (world: World, s: number): Hosted => checksOf(world.plan.scenario.services[s]) as Hosted
const stateOf = (world: World, s: number, m: number): CheckState | undefined =>
  world.state.services[s].health?.members[m]

/** Balancers begin to check. They have run for some time: where in its period one stands is luck. */
export function startChecks(world: World): void {
  for (const [s, service] of world.plan.scenario.services.entries()) {
    const hosted = checksOf(service)
    if (hosted === null) continue
    const { check, config } = hosted
    const begun = Math.floor(world.streams.of('check', service.id, 'start').unit() * check.period(config))
    for (const m of service.members.keys()) {
      const first = check.first(config, m, service.members.length, world.workloadStreams.checks(s, m))
      again(world, s, m, begun + first)
    }
    settle(world, s)
  }
}

/** The next check of a member is due. */
export function onCheckDue(world: World, s: number, m: number): void {
  const { check, config } = hostedOf(world, s)
  const state = stateOf(world, s, m) as CheckState
  if (state.paused) return again(world, s, m, check.period(config))
  const { connect, answer } = check.patience(config)
  state.serial++
  state.began = world.now
  state.connected = false
  awaitUntil(world, s, m, state, world.now + Math.min(connect, answer))
  const node = world.plan.scenario.services[s].members[m]
  const arrives = transmit(world, world.plan.checkChannels[s], -1, node, CHECKED, s, m, state.serial)
  if (world.trace.detail) tellClient(world, s, 'send', -1, node, 'health check', arrives)
}

function awaitUntil(world: World, s: number, m: number, state: CheckState, at: number): void {
  state.handle = world.sim.schedule(at, CHECK_PATIENCE, s, m, state.serial, null, ARRIVALS_FIRST)
}

/** A check reaches its member, if that is there to hear it. It waits in no queue, but finds a door that is shut. */
export function onChecked(world: World, s: number, m: number, serial: number): void {
  const service = world.plan.scenario.services[s]
  const node = service.members[m]
  const { running, incarnation } = world.state.nodes[node]
  if (!running || isCut(world, -1, node)) return
  if (isPaused(world, node)) return defer(world, node, { kind: CHECKED, target: s, a: m, b: serial, payload: null })
  const { working, waiting } = world.state.services[s].members[m]
  const full = working.length >= service.concurrency && waiting.length >= service.queue
  if (full && service.whenFull === 'refuse') return answer(world, s, m, refusal(serial))
  const state = stateOf(world, s, m) as CheckState
  // There is a connection once its acceptance has come back.
  if (state.serial === serial) state.connected = !isCut(world, node, -1)
  const { work } = hostedOf(world, s)
  if (work === undefined) return answer(world, s, m, serial)
  const demand = sample(work, world.workloadStreams.checkWork(s, m))
  const length = (demand * slowness(world, node)) / world.plan.scenario.nodes[node].speed
  world.sim.schedule(Math.round(world.now + length), CHECK_WORKED, s, m, serial, incarnation)
}

/** The member has done what it does for an answer. */
export function onCheckWorked(world: World, s: number, m: number, serial: number, incarnation: Plain): void {
  const node = world.plan.scenario.services[s].members[m]
  if (world.state.nodes[node].incarnation !== incarnation) return
  if (isPaused(world, node)) {
    return defer(world, node, { kind: CHECK_WORKED, target: s, a: m, b: serial, payload: incarnation })
  }
  answer(world, s, m, serial)
}

/** A check that was refused is answered by its number below zero. */
const refusal = (serial: number): number => -serial

function answer(world: World, s: number, m: number, said: number): void {
  const node = world.plan.scenario.services[s].members[m]
  transmit(world, world.plan.checkChannels[s], node, -1, CHECK_ANSWER, s, m, said)
}

/** An answer reaches the balancer; one that is too late is thrown away. */
export function onCheckAnswer(world: World, s: number, m: number, said: number): void {
  const state = stateOf(world, s, m) as CheckState
  if (state.began < 0 || state.serial !== Math.abs(said)) return
  if (isCut(world, world.plan.scenario.services[s].members[m], -1)) return
  world.sim.cancel(state.handle)
  over(world, s, m, state, said > 0)
}

/** The balancer has waited long enough for a connection, or for an answer. */
export function onCheckPatience(world: World, s: number, m: number, serial: number): void {
  const state = stateOf(world, s, m) as CheckState
  if (state.began < 0 || state.serial !== serial) return
  const { check, config } = hostedOf(world, s)
  const until = state.began + check.patience(config).answer
  if (state.connected && until > world.now) return awaitUntil(world, s, m, state, until)
  over(world, s, m, state, false)
}

function over(world: World, s: number, m: number, state: CheckState, ok: boolean): void {
  const { check, config } = hostedOf(world, s)
  const took = world.now - state.began
  state.began = -1
  state.handle = -1
  // What an operator has taken out of service is not judged.
  if (state.paused) return again(world, s, m, check.period(config))
  const result = { outcome: ok ? 'ok' : 'failed', took } as const
  const { change, wait } = check.hear(config, state.machine, result, world.workloadStreams.checks(s, m))
  again(world, s, m, wait)
  if (change === null) return
  if (world.trace.story) {
    const { id, members } = world.plan.scenario.services[s]
    const of = world.endpointName(members[m])
    world.trace.record(world.now, 'story', id, change === 'up' ? 'trust' : 'suspect', { of })
  }
  noteHealth(world, s, m)
  settle(world, s)
}

function again(world: World, s: number, m: number, wait: number): void {
  const at = world.now + wait
  if (at <= world.plan.to) world.sim.schedule(at, CHECK_DUE, s, m)
}

/** The policy is told who is up, as the checks have it. */
function settle(world: World, s: number): void {
  const { check } = hostedOf(world, s)
  const { members } = world.plan.scenario.services[s]
  const open = check.failsOpen === true && !members.some((_, m) => isHeld(world, s, m))
  for (const m of members.keys()) setEligible(world, s, m, open || isHeld(world, s, m))
}

function isHeld(world: World, s: number, m: number): boolean {
  const { check, config } = hostedOf(world, s)
  return check.held(config, (stateOf(world, s, m) as CheckState).machine)
}

/** An operator takes a member out of service, or back: a product that does not check meanwhile begins anew. */
export function pauseChecks(world: World, s: number, m: number, paused: boolean): void {
  const state = stateOf(world, s, m)
  if (state === undefined || state.paused === paused) return
  const { check, config } = hostedOf(world, s)
  if (check.resume === undefined) return
  state.paused = paused
  if (paused) return
  check.resume(config, state.machine)
  noteHealth(world, s, m)
  settle(world, s)
}

/** The tally of a member learns what is true and what its checks say. */
export function noteHealth(world: World, s: number, m: number): void {
  const { health } = world.state.services[s]
  if (health === undefined || world.state.stage !== 'measuring') return
  const { serving } = world.state.nodes[world.plan.scenario.services[s].members[m]]
  observeHealth(health.tally, health.members[m].watch, world.now, { serving, held: isHeld(world, s, m) })
}
