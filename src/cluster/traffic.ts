import { balancerFor } from '../balancers/index.js'
import { KernelLimitError } from '../kernel/index.js'
import { answered, failed } from '../measures/index.js'
import type { Plain, Reply } from '../protocols/index.js'
import { sample } from '../random/index.js'
import { keepsLog } from '../scenario/index.js'
import {
  arrivedAt,
  ask,
  freeSession,
  handOver,
  type Outcome,
  ofProcess,
  onReply,
  onSilence,
  orderFor,
  tellAnswer,
} from './clients.js'
import { ARRIVAL, REQUEST, RESPONSE, SERVED, TIMEOUT } from './events.js'
import { isCut, transmit } from './network.js'
import { defer, isPaused, slowness } from './nodes.js'
import type { Order } from './orders.js'
import type { MemberState, RequestState, ServiceState } from './state.js'
import type { World } from './world.js'

/** What an answer says. */
const ok = 0
const dependencyDown = 1
const queueFull = 2

const reasons: readonly string[] = ['', 'dependency', 'queue-full']

/** More requests than this under way at once mean that the system is hopelessly overloaded. */
const maxRequests = 1_000_000

/** A member and a workload in one number of an event. */
const memberSpan = 2 ** 20

/** Arrivals begin with the world, so that queues have filled by the time measuring begins. */
export function startWorkloads(world: World): void {
  for (const w of world.plan.scenario.workloads.keys()) scheduleArrival(world, w)
}

/** Poisson: exponential gaps, with what rounding left carried on. */
function scheduleArrival(world: World, w: number): void {
  const workload = world.plan.scenario.workloads[w]
  const state = world.state.workloads[w]
  state.due += (world.workloadStreams.arrivals(w).exponential() * 1e6) / workload.rate
  world.scheduleWithin(state.due, ARRIVAL, w)
}

/** A client makes a request. */
export function onArrival(world: World, w: number): void {
  scheduleArrival(world, w)
  const workload = world.plan.scenario.workloads[w]
  const key = world.workloadStreams.keys(w).uint32()
  const { requests, freeRequests } = world.state
  const request = {
    workload: w,
    started: world.now,
    key,
    retries: workload.retries,
    serial: 0,
    member: -1,
    timeout: -1,
    ...orderFor(world, w),
    ask: 0,
    hops: 0,
    why: '',
  }
  const r = freeRequests.length > 0 ? freeRequests.pop()! : requests.length
  if (r >= maxRequests) {
    const message = `more than ${maxRequests} requests of ${workload.id} under way at once`
    throw new KernelLimitError('max-pending', message, { maxPending: maxRequests, time: world.now })
  }
  requests[r] = request
  world.state.workloads[w].open++
  attempt(world, r, request)
}

function attempt(world: World, r: number, request: RequestState): void {
  const { service: s, timeout } = world.plan.scenario.workloads[request.workload]
  const service = world.plan.scenario.services[s]
  const state = world.state.services[s]
  request.serial = ++world.state.attempts
  if (keepsLog(service)) {
    request.hops = 0
    request.why = ''
    request.timeout = world.sim.schedule(world.now + timeout, TIMEOUT, r, 0, request.serial)
    return ask(world, r, request)
  }
  request.member = pick(world, s, request.key)
  if (request.member < 0) return finish(world, r, request, 'no-backend')
  state.members[request.member].inFlight++
  request.timeout = world.sim.schedule(world.now + timeout, TIMEOUT, r, 0, request.serial)
  const where = request.workload * memberSpan + request.member
  transmit(world, s, -1, service.members[request.member], REQUEST, r, where, request.serial)
}

/** What the picking rule sees is what the balancer believes, not what is true. */
function pick(world: World, s: number, key: number): number {
  const service = world.plan.scenario.services[s]
  const state = world.state.services[s]
  const stream = world.workloadStreams.picks(s)
  return balancerFor(service.balancer!.config).pick(state.balancer as never, state.members, key, stream)
}

/** An attempt reaches its backend, if that is there to hear it. */
export function onRequest(world: World, r: number, where: number, serial: number, order: Order | null): void {
  const workload = Math.floor(where / memberSpan)
  const member = where % memberSpan
  const s = world.plan.scenario.workloads[workload].service
  const service = world.plan.scenario.services[s]
  const node = service.members[member]
  const there = world.state.nodes[node].running && !isCut(world, -1, node)
  if (order !== null && !(there && isPaused(world, node))) arrivedAt(world, s, node, order, serial)
  if (!there) return
  if (isPaused(world, node))
    return defer(world, node, { kind: REQUEST, target: r, a: where, b: serial, payload: order as Plain })
  const backend = world.state.services[s].members[member]
  if (backend.working.length < service.concurrency)
    return work(world, backend, node, { request: r, serial, workload, order, handle: -1 })
  if (backend.waiting.length >= service.queue) return answer(world, s, node, r, serial, queueFull)
  backend.waiting.push({ request: r, serial, workload, order, handle: -1 })
}

function work(world: World, backend: MemberState, node: number, job: MemberState['working'][number]): void {
  const { serviceTime } = world.plan.scenario.workloads[job.workload]
  const stream = world.workloadStreams.service(job.workload, node)
  const { speed } = world.plan.scenario.nodes[node]
  const length = (sample(serviceTime, stream) * slowness(world, node)) / speed
  const s = world.plan.scenario.workloads[job.workload].service
  const where = job.workload * memberSpan + world.state.services[s].members.indexOf(backend)
  const handle = world.sim.schedule(Math.round(world.now + length), SERVED, job.request, where, job.serial)
  backend.working.push({ ...job, handle })
}

/** A backend has finished a request: the next one in its queue has its turn. */
export function onServed(world: World, r: number, where: number, serial: number): void {
  const s = world.plan.scenario.workloads[Math.floor(where / memberSpan)].service
  const service = world.plan.scenario.services[s]
  const member = where % memberSpan
  const node = service.members[member]
  if (isPaused(world, node)) return defer(world, node, { kind: SERVED, target: r, a: where, b: serial, payload: null })
  const backend = world.state.services[s].members[member]
  const done = backend.working.findIndex(job => job.serial === serial)
  if (done < 0) return
  const [{ order }] = backend.working.splice(done, 1)
  const next = backend.waiting.shift()
  if (next !== undefined) work(world, backend, node, next)
  const needed = service.dependsOn.every(d => d.kind === 'soft' || world.state.services[d.service].up)
  if (order !== null && needed) handOver(world, s, member, r, serial, order)
  else answer(world, s, node, r, serial, needed ? ok : dependencyDown)
}

function answer(world: World, s: number, node: number, r: number, serial: number, what: number): void {
  transmit(world, s, node, -1, RESPONSE, r, what, serial)
}

/** An answer reaches the client; one to an attempt it has given up is thrown away. */
export function onResponse(world: World, r: number, what: number, serial: number, reply: Plain): void {
  const request = world.state.requests[r]
  if (request === undefined || request.serial === 0 || (request.serial !== serial && request.ask !== serial)) return
  const { service: s } = world.plan.scenario.workloads[request.workload]
  if (isCut(world, world.plan.scenario.services[s].members[request.member], -1)) return
  if (what === ofProcess) tellAnswer(world, s, world.plan.scenario.services[s].members[request.member], reply)
  const outcome: Outcome = what === ofProcess ? onReply(world, r, request, reply as unknown as Reply) : outcomeOf(what)
  if (outcome.kind === 'waits') return
  world.sim.cancel(request.timeout)
  release(world.state.services[s], request)
  if (outcome.kind === 'done') finish(world, r, request, '')
  else if (outcome.kind === 'failed') finish(world, r, request, outcome.error)
  else retry(world, r, request, outcome.error)
}

const outcomeOf = (what: number): Outcome => (what === ok ? { kind: 'done' } : { kind: 'again', error: reasons[what] })

export function onTimeout(world: World, r: number, serial: number): void {
  const request = world.state.requests[r]
  if (request === undefined || request.serial !== serial) return
  release(world.state.services[world.plan.scenario.workloads[request.workload].service], request)
  retry(world, r, request, request.ask > 0 ? onSilence(world, request) : 'timeout')
}

function release(service: ServiceState, request: RequestState): void {
  if (request.ask === 0) service.members[request.member].inFlight--
}

function retry(world: World, r: number, request: RequestState, reason: string): void {
  if (request.retries === 0) return finish(world, r, request, reason)
  request.retries--
  attempt(world, r, request)
}

/** Requests made before measuring began are not counted; nor are those without an outcome when it ends. */
function finish(world: World, r: number, request: RequestState, error: string): void {
  if (request.started >= world.plan.from) {
    const { tally } = world.state.workloads[request.workload]
    if (error === '') answered(tally, world.now - request.started)
    else failed(tally, error)
  }
  const workload = world.state.workloads[request.workload]
  workload.open--
  freeSession(workload, request)
  request.serial = 0
  world.state.freeRequests.push(r)
}

/** A node crashed: what it worked on and what waited there is lost, and nobody tells the clients. */
export function loseRequests(world: World, node: number): void {
  for (const s of world.plan.servicesOfNode[node]) {
    const member = world.plan.scenario.services[s].members.indexOf(node)
    const backend = world.state.services[s].members[member]
    if (backend === undefined) continue
    for (const job of backend.working) world.sim.cancel(job.handle)
    backend.working.length = 0
    backend.waiting.length = 0
  }
}

/** Whether the balancer of a service sends to a member. */
export function setEligible(world: World, s: number, member: number, eligible: boolean): void {
  world.state.services[s].members[member].eligible = eligible
}
