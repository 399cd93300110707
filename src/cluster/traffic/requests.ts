import type { Ending, LoadReport, Release } from '../../balancers/index.js'
import { KernelLimitError } from '../../kernel/index.js'
import { answered, attemptOver, failed, sentUnderChecks, waited, wasCancelled } from '../../measures/index.js'
import type { Plain, Reply } from '../../protocols/index.js'
import { keepsLog } from '../../scenario/index.js'
import { ask, freeSession, type Outcome, onReply, onSilence, orderFor, tellAnswer } from '../clients.js'
import { CONNECT, REQUEST, RESPONSE, RETRY, TIMEOUT } from '../events.js'
import { isCut, transmit } from '../network.js'
import { defer, isPaused } from '../nodes.js'
import type { CallFailure, CallOf, RequestState } from '../state.js'
import type { World } from '../world.js'
import { CALL_FAILED, cancelled, endingOf, errorOf, OF_PROCESS, silenceOf } from './answers.js'
import { nextOfClient } from './arrivals.js'
import { giveUp } from './backends.js'
import { balancersRetry, choose, tellBalancer, tellLoad } from './balancing.js'
import { errorOfCall, noteCallOver } from './calls.js'
import { chargeFailure } from './charging.js'
import { askerOf, placeOf } from './place.js'
import { taskOf } from './task.js'

/** More requests than this under way at once mean that the system is hopelessly overloaded. */
const maxRequests = 1_000_000

/** What a request brings from whoever makes it. */
export interface Opening {
  readonly key: number | string
  /** Index of its class, or -1. */
  readonly class: number
  /** The work in it, microseconds; -1: drawn where it is done. */
  readonly work: number
  /** The client of a closed loop that makes it, or -1. */
  readonly client: number
}

/** A client makes a request. */
export function begin(world: World, w: number, opening: Opening): void {
  const { deadline } = world.plan.scenario.workloads[w]
  open(world, newRequest(world, w, opening, deadline === undefined ? -1 : world.now + deadline))
}

/** A service makes a request of another; its number. Nobody waits longer than until `deadline`, or -1. */
export function beginCall(world: World, w: number, key: number | string, deadline: number, call: CallOf): number {
  const { deadline: own } = world.plan.scenario.workloads[w]
  const until = own === undefined ? deadline : deadline < 0 ? world.now + own : Math.min(deadline, world.now + own)
  const request = newRequest(world, w, { key, class: -1, work: -1, client: -1 }, until)
  request.call = call
  return open(world, request)
}

/** Field by field: an object that others are spread into takes several times as long to make. */
function newRequest(world: World, w: number, opening: Opening, deadline: number): RequestState {
  const { now } = world
  const { reads, session } = orderFor(world, w)
  return {
    workload: w,
    started: now,
    key: opening.key,
    class: opening.class,
    work: opening.work,
    client: opening.client,
    deadline,
    retries: world.plan.scenario.workloads[w].retries,
    serial: 0,
    id: 0,
    tried: [],
    queued: false,
    connected: false,
    sentAt: now,
    member: -1,
    last: -1,
    lost: false,
    timeout: -1,
    connect: -1,
    reads,
    session,
    ask: 0,
    doubtful: false,
    hops: 0,
    why: '',
  }
}

function open(world: World, request: RequestState): number {
  const { requests, freeRequests } = world.state
  const r = freeRequests.length > 0 ? freeRequests.pop()! : requests.length
  if (r >= maxRequests) {
    const message = `more than ${maxRequests} requests of ${world.plan.scenario.workloads[request.workload].id} under way at once`
    throw new KernelLimitError('max-pending', message, { maxPending: maxRequests, time: world.now })
  }
  requests[r] = request
  world.state.workloads[request.workload].open++
  attempt(world, r, request)
  return r
}

function attempt(world: World, r: number, request: RequestState): void {
  const { service: s } = world.plan.scenario.workloads[request.workload]
  request.serial = ++world.state.attempts
  if (keepsLog(world.plan.scenario.services[s])) {
    request.hops = 0
    request.why = ''
    startTimer(world, r, request)
    return ask(world, r, request)
  }
  if (request.id === 0) request.id = request.serial
  if (request.call === undefined || request.call.pinned < 0) return route(world, s, r, request)
  startTimer(world, r, request)
  send(world, s, r, request, request.call.pinned)
}

/** The attempt is given up after its time-out, or at the deadline of the request. */
function startTimer(world: World, r: number, request: RequestState): void {
  const { timeout } = world.plan.scenario.workloads[request.workload]
  const until = world.now + timeout
  const at = request.deadline < 0 ? until : Math.min(until, request.deadline)
  request.timeout = world.sim.schedule(at, TIMEOUT, r, 0, request.serial)
}

/** Asks the balancer where to, and goes there, waits, or goes away. */
function route(world: World, s: number, r: number, request: RequestState): void {
  const choice = choose(world, s, request)
  if (choice.server < 0 && !choice.wait) {
    stopTimer(world, request)
    leave(world, s, request)
    const { attempts } = world.state.services[s]
    if (attempts !== null && counts(world, request)) attempts.refused++
    return finish(world, r, request, 'no-backend')
  }
  if (request.timeout < 0) startTimer(world, r, request)
  if (choice.wait) {
    request.queued = true
    request.sentAt = world.now
    world.state.services[s].balancing.waiting[request.id] = r
    return
  }
  tellBalancer(world, s, { kind: 'sent', server: choice.server, id: request.id, now: world.now })
  send(world, s, r, request, choice.server)
}

/** A request that waited has its turn: it counts as sent, or asks again. */
export function sendReleased(world: World, s: number, { id, server }: Release): void {
  const { waiting } = world.state.services[s].balancing
  const r = waiting[id]
  const request = world.state.requests[r]
  delete waiting[id]
  request.queued = false
  const { attempts } = world.state.services[s]
  if (attempts !== null && counts(world, request)) waited(attempts, world.now - request.sentAt)
  if (server < 0) route(world, s, r, request)
  else send(world, s, r, request, server)
}

function send(world: World, s: number, r: number, request: RequestState, server: number): void {
  const service = world.plan.scenario.services[s]
  const { balancer, members } = service
  world.state.services[s].members[server].inFlight++
  request.member = server
  request.last = server
  request.tried.push(server)
  const { attempts, health } = world.state.services[s]
  if (attempts !== null && counts(world, request)) attempts.members[server].sent++
  if (health !== undefined) sentUnderChecks(health.tally, health.members[server].watch, world.now)
  request.sentAt = world.now
  request.connected = false
  if (balancer?.connectTimeout !== undefined) {
    request.connect = world.sim.schedule(world.now + balancer.connectTimeout, CONNECT, r, 0, request.serial)
  }
  const asker = askerOf(request)
  const where = placeOf(asker, request.workload, server)
  const task = taskOf(world, service, request)
  const at = transmit(world, s, asker, members[server], REQUEST, r, where, request.serial, task)
  request.lost = at < 0
}

/** An attempt is at its member, which takes it up: there is a connection. */
export function noteConnected(world: World, r: number, serial: number): void {
  const request = world.state.requests[r]
  if (request === undefined || request.serial !== serial) return
  request.connected = true
  stopConnecting(world, request)
}

/** An answer reaches whoever asked; one to an attempt that was given up is thrown away. */
export function onResponse(world: World, r: number, what: number, serial: number, reply: Plain): void {
  const request = world.state.requests[r]
  if (request === undefined || request.serial === 0 || (request.serial !== serial && request.ask !== serial)) return
  // The network may double an answer, the first of which ended the attempt: the balancer is about to make another.
  if (request.member < 0) return
  const { service: s } = world.plan.scenario.workloads[request.workload]
  const asker = askerOf(request)
  const node = world.plan.scenario.services[s].members[request.member]
  if (isCut(world, node, asker)) return
  if (asker >= 0 && isPaused(world, asker))
    return defer(world, asker, { kind: RESPONSE, target: r, a: what, b: serial, payload: reply })
  if (request.ask > 0) {
    if (what === OF_PROCESS) tellAnswer(world, s, node, asker, reply)
    const heard =
      what === OF_PROCESS
        ? onReply(world, r, request, reply as unknown as Reply)
        : { kind: 'again', error: errorOf(what) }
    return afterAsk(world, r, request, heard as Outcome)
  }
  if (what >= CALL_FAILED) {
    request.failure = reply as unknown as CallFailure
    stopTimer(world, request)
    return ended(world, s, r, request, endingOf(what, world.now - request.sentAt), errorOfCall(world, request.failure))
  }
  if (reply !== null && reply !== undefined) tellLoad(world, s, request.member, reply as unknown as LoadReport)
  stopTimer(world, request)
  ended(world, s, r, request, endingOf(what, world.now - request.sentAt), errorOf(what))
}

/** Of a service that keeps a log: whoever answered, no balancer hears of it. */
function afterAsk(world: World, r: number, request: RequestState, outcome: Outcome): void {
  if (outcome.kind === 'waits') return
  stopTimer(world, request)
  if (outcome.kind === 'done') finish(world, r, request, '')
  else if (outcome.kind === 'failed') finish(world, r, request, outcome.error)
  else clientsRetry(world, r, request, outcome.error)
}

/** The attempt has taken too long; `held` is 1 when that was kept back by a pause of whoever made it. */
export function onTimeout(world: World, r: number, held: number, serial: number): void {
  const request = world.state.requests[r]
  if (request === undefined || request.serial !== serial || (held === 1 && request.timeout >= 0)) return
  const { service: s } = world.plan.scenario.workloads[request.workload]
  request.timeout = -1
  const asker = askerOf(request)
  if (asker >= 0 && isPaused(world, asker))
    return defer(world, asker, { kind: TIMEOUT, target: r, a: 1, b: serial, payload: null })
  if (request.ask > 0) return clientsRetry(world, r, request, onSilence(world, request))
  if (request.queued) {
    delete world.state.services[s].balancing.waiting[request.id]
    request.queued = false
    leave(world, s, request)
    return clientsRetry(world, r, request, 'queue-timeout')
  }
  // Between two attempts, while the balancer lets some time pass.
  if (request.member < 0) {
    leave(world, s, request)
    return clientsRetry(world, r, request, 'timeout')
  }
  giveUp(world, s, r, request)
  ended(world, s, r, request, silenceOf(request.connected, world.now - request.sentAt), 'timeout')
}

/** No connection came about in time. */
export function onConnect(world: World, r: number, serial: number): void {
  const request = world.state.requests[r]
  if (request === undefined || request.serial !== serial || request.member < 0) return
  const { service: s } = world.plan.scenario.workloads[request.workload]
  request.connect = -1
  stopTimer(world, request)
  ended(world, s, r, request, silenceOf(false, world.now - request.sentAt), 'connect-timeout')
}

/** The balancer tries a failed attempt again after a while. */
export function onRetry(world: World, r: number, serial: number): void {
  const request = world.state.requests[r]
  if (request === undefined || request.serial !== serial) return
  stopTimer(world, request)
  attempt(world, r, request)
}

/** An attempt is over: the balancer hears of it, and it or the client tries again, or that was it. */
function ended(world: World, s: number, r: number, request: RequestState, ending: Ending, error: string): void {
  const { member: server, id } = request
  const { now } = world
  world.state.services[s].members[server].inFlight--
  request.member = -1
  stopConnecting(world, request)
  const { attempts } = world.state.services[s]
  const measured = attempts !== null && counts(world, request) ? attempts : null
  if (measured !== null) attemptOver(measured, server, error === '', ending.latency)
  if (request.call !== undefined && request.call.pinned >= 0) {
    return error === '' ? finish(world, r, request, '') : clientsRetry(world, r, request, error)
  }
  const tell = (again: boolean): void => tellBalancer(world, s, { kind: 'ended', server, id, now, ending, again })
  if (error === '') {
    tell(false)
    return finish(world, r, request, '')
  }
  const late = isLate(world, request)
  const own = balancersRetry(world, s, request, ending)
  if (own === null) {
    const again = request.retries > 0 && !late
    tell(again)
    if (!again) return finish(world, r, request, error)
    request.retries--
    return attempt(world, r, request)
  }
  tell(own.again && !late)
  if (!own.again || late) {
    request.id = 0
    request.tried.length = 0
    return clientsRetry(world, r, request, error)
  }
  if (measured !== null) measured.repeated++
  if (own.delay <= 0) return attempt(world, r, request)
  startTimer(world, r, request)
  world.sim.schedule(now + own.delay, RETRY, r, 0, request.serial)
}

function clientsRetry(world: World, r: number, request: RequestState, reason: string): void {
  if (request.retries === 0 || isLate(world, request)) return finish(world, r, request, reason)
  request.retries--
  attempt(world, r, request)
}

/** Requests made before measuring began are not counted; nor are those without an outcome when it ends. */
function finish(world: World, r: number, request: RequestState, error: string): void {
  if (counts(world, request)) {
    const { tally } = world.state.workloads[request.workload]
    if (error === '') answered(tally, world.now - request.started, request.class)
    else {
      failed(tally, error, request.class)
      chargeFailure(world, request, error)
    }
  }
  if (request.call !== undefined) noteCallOver(world, request, request.call, error)
  close(world, r, request)
  if (request.client >= 0) nextOfClient(world, request.workload, request.client)
}

function close(world: World, r: number, request: RequestState): void {
  const workload = world.state.workloads[request.workload]
  workload.open--
  freeSession(workload, request)
  request.serial = 0
  world.state.freeRequests.push(r)
}

/** Whoever made a request has no use for it any more, and does not wait for its end; its member hears of it, where `told`. */
export function drop(world: World, r: number, request: RequestState, told: boolean): void {
  const { service: s } = world.plan.scenario.workloads[request.workload]
  const { member: server, id, ask: asked } = request
  stopTimer(world, request)
  stopConnecting(world, request)
  if (request.queued) delete world.state.services[s].balancing.waiting[id]
  if (asked === 0 && server >= 0) {
    if (told) giveUp(world, s, r, request)
    world.state.services[s].members[server].inFlight--
    const ending = cancelled(world.now - request.sentAt)
    if (request.call === undefined || request.call.pinned < 0)
      tellBalancer(world, s, { kind: 'ended', server, id, now: world.now, ending, again: false })
  } else if (asked === 0) leave(world, s, request)
  if (counts(world, request)) wasCancelled(world.state.workloads[request.workload].tally)
  close(world, r, request)
}

const counts = (world: World, { started }: RequestState): boolean => started >= world.plan.from
const isLate = (world: World, { deadline }: RequestState): boolean => deadline >= 0 && world.now >= deadline

/** Whoever waited, or was refused, asks no more. */
function leave(world: World, s: number, request: RequestState): void {
  tellBalancer(world, s, { kind: 'gone', id: request.id, now: world.now })
  request.id = 0
  request.tried.length = 0
}

function stopTimer(world: World, request: RequestState): void {
  if (request.timeout >= 0) world.sim.cancel(request.timeout)
  request.timeout = -1
}

function stopConnecting(world: World, request: RequestState): void {
  if (request.connect >= 0) world.sim.cancel(request.connect)
  request.connect = -1
}
