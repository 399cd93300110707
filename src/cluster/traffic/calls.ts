import type { Plain } from '../../protocols/index.js'
import type { Call } from '../../scenario/index.js'
import { JOINED, RESPONSE } from '../events.js'
import { transmit } from '../network.js'
import { defer, isPaused } from '../nodes.js'
import type { CallFailure, Calling, Callings, CallOf, Job, Join, RequestState } from '../state.js'
import type { World } from '../world.js'
import { CALL_FAILED, CALL_LATE, EXPIRED, OK } from './answers.js'
import { answer, free, scheduleEnd, takeUp } from './backends.js'
import { noteLostAnswer, setsOf } from './charging.js'
import { drawKey } from './keys.js'
import { askerAt } from './place.js'
import { beginCall, drop } from './requests.js'

/**
 * What a job asks of other services once its own work is done: the calls of a stage at once, stages one after the other. A
 * call is over when enough of its requests were answered, or so many failed that enough cannot be. What ends a call wakes its
 * job by an event, so that no request begins or is called off amid the ending of another.
 */
export function startCalls(world: World, s: number, member: number, job: Job): void {
  const callings = callingsOf(world)
  const c = callings.free.pop() ?? callings.all.length
  callings.all[c] = {
    ...{ serial: ++callings.last, service: s, member, job, stage: -1 },
    ...{ joins: [], woken: false, failure: null },
  }
  const request = world.state.requests[job.request]
  if (request.serial === job.serial) request.calling = c
  nextStage(world, c, callings.all[c])
}

const callingsOf = ({ state: { callings } }: World): Callings => {
  if (callings === undefined) throw new Error('no service calls another')
  return callings
}

/** Begins the next stage in which there is anything to call; without one the calls are over. */
function nextStage(world: World, c: number, calling: Calling): void {
  const { calls, members } = world.plan.scenario.services[calling.service]
  const stages = calls?.stages ?? []
  const deadline = calling.job.task?.onward?.deadline ?? -1
  while (++calling.stage < stages.length) {
    if (deadline >= 0 && world.now >= deadline) return end(world, c, calling, EXPIRED)
    const made = stages[calling.stage].filter(call => isMade(world, call))
    if (made.length === 0) continue
    calling.serial = ++callingsOf(world).last
    calling.joins = made.map(joinOf)
    for (const [join, call] of made.entries())
      makeCall(world, calling, call, {
        calling: c,
        serial: calling.serial,
        join,
        node: members[calling.member],
        pinned: -1,
      })
    return
  }
  end(world, c, calling, OK)
}

const isMade = (world: World, { share, workload }: Call): boolean =>
  share >= 1 || world.workloadStreams.shares(workload).unit() < share

const joinOf = ({ workload, needs, requests, optional }: Call): Join => {
  return { workload, needed: needs, open: requests, optional, over: false, requests: [] }
}

function makeCall(world: World, { job, joins }: Calling, call: Call, of: CallOf): void {
  const { key = 0, deadline = -1 } = job.task?.onward ?? {}
  const { requests } = joins[of.join]
  for (let i = 0; i < call.requests; i++) {
    const own = call.ownKeys ? drawKey(world, call.workload) : key
    requests.push(beginCall(world, call.workload, own, deadline, call.each ? { ...of, pinned: i } : of))
  }
}

/** A request that was made for a call is over; whoever no longer waits for it does not care. */
export function noteCallOver(world: World, request: RequestState, of: CallOf, error: string): void {
  const calling = callingsOf(world).all[of.calling]
  if (calling.serial !== of.serial) return
  const join = calling.joins[of.join]
  if (join.over) return
  join.open--
  if (error === '') join.needed--
  const failed = join.needed > join.open
  if (join.needed > 0 && !failed) return
  join.over = true
  if (failed && !join.optional && calling.failure === null) {
    const { workload } = join
    calling.failure = {
      kind: 'failed-call',
      workload,
      late: isLate(request, error),
      sets: setsOf(world, request, error),
    }
  }
  if (!calling.woken) world.sim.schedule(world.now, JOINED, of.calling, 0, of.serial)
  calling.woken = true
}

/** What a gateway answers with 504 rather than 502. */
const isLate = ({ failure }: RequestState, error: string): boolean =>
  lateness.has(error) || (failure?.late === true && error.startsWith('call-'))

const lateness: ReadonlySet<string> = new Set(['timeout', 'connect-timeout', 'queue-timeout', 'expired'])

/** Enough is known of some of the calls of a stage: it is over, or goes on without the requests of those. */
export function onJoined(world: World, c: number, serial: number): void {
  const calling = callingsOf(world).all[c]
  if (calling.serial !== serial) return
  const node = world.plan.scenario.services[calling.service].members[calling.member]
  if (isPaused(world, node)) return defer(world, node, { kind: JOINED, target: c, a: 0, b: serial, payload: null })
  calling.woken = false
  const { failure } = calling
  for (const join of calling.joins) if (join.over || failure !== null) callOff(world, calling, join)
  if (failure !== null) end(world, c, calling, failure.late ? CALL_LATE : CALL_FAILED)
  else if (calling.joins.every(({ over }) => over)) nextStage(world, c, calling)
}

/** Requests whose answers are of no use any more: members who can be told drop them, the others work on. */
function callOff(world: World, { serial }: Calling, { workload, requests }: Join): void {
  if (world.plan.scenario.workloads[workload].cancel === true) {
    for (const r of requests) {
      const request = world.state.requests[r]
      if (request.serial > 0 && request.call?.serial === serial) drop(world, r, request, true)
    }
  }
  requests.length = 0
}

/** The calls of a job are over: it has work left, or is answered. */
function end(world: World, c: number, calling: Calling, what: number): void {
  const { service: s, member, job, failure } = calling
  const { calls } = world.plan.scenario.services[s]
  const backend = world.state.services[s].members[member]
  close(world, c, calling)
  const held = calls?.blocking === true ? backend.working.findIndex(one => isHeld(one, job.serial)) : -1
  if (what === OK && calls?.after !== undefined) {
    const called = { ...job, called: true } as const
    if (held < 0) takeUp(world, s, backend, { ...called, handle: -1, began: -1 })
    else backend.working[held] = { ...called, handle: scheduleEnd(world, s, called) }
    return
  }
  if (held >= 0) free(world, s, backend, held)
  if (failure === null) answer(world, s, job.where, job.request, job.serial, what)
  else answerFailed(world, s, calling, what, failure)
}

const isHeld = (job: Job, serial: number): boolean => job.serial === serial && job.handle < 0

function close(world: World, c: number, calling: Calling): void {
  calling.serial = 0
  callingsOf(world).free.push(c)
}

function answerFailed(world: World, s: number, { member, job }: Calling, what: number, failure: CallFailure): void {
  const node = world.plan.scenario.services[s].members[member]
  const asker = askerAt(job.where)
  const at = transmit(world, s, node, asker, RESPONSE, job.request, what, job.serial, failure as unknown as Plain)
  if (at < 0) noteLostAnswer(world, job.request, job.serial)
}

/** Why a request failed that a call failed, in a word: `call-search`. */
export function errorOfCall({ plan: { scenario } }: World, { workload }: CallFailure): string {
  return `call-${scenario.services[scenario.workloads[workload].service].id}`
}

/** Nobody waits for a job any more that is calling others, and its member has heard of it. */
export function cancelCalls(world: World, s: number, member: number, serial: number): void {
  const { all } = callingsOf(world)
  const c = all.findIndex(
    one => one.serial > 0 && one.job.serial === serial && one.service === s && one.member === member,
  )
  if (c < 0) return
  for (const join of all[c].joins) callOff(world, all[c], join)
  close(world, c, all[c])
}

/** A node crashed: nobody there waits for anything any more, and nobody tells those who work for it. */
export function loseCalls(world: World, node: number): void {
  for (const [c, calling] of callingsOf(world).all.entries()) {
    const { members } = world.plan.scenario.services[calling.service]
    if (calling.serial > 0 && members[calling.member] === node) close(world, c, calling)
  }
  // Those that wait for their turn go first, so that none of them is sent in place of another.
  const { requests } = world.state
  for (const queued of [true, false])
    for (const [r, request] of requests.entries())
      if (request.serial > 0 && request.call?.node === node && request.queued === queued) drop(world, r, request, false)
}
