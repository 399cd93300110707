import type { Plain, Reply } from '../protocols/index.js'
import { ASK, REQUEST, RESPONSE } from './events.js'
import { isCut, transmit } from './network.js'
import { describeOrder, describeReply, type Order, openingOf } from './orders.js'
import { stepProcess } from './processes.js'
import type { Job, RequestState, WorkloadState } from './state.js'
import { tellClient } from './trace-records.js'
import { OF_PROCESS } from './traffic/answers.js'
import { noteLostAnswer } from './traffic/charging.js'
import { askerAt, askerOf, memberAt, placeOf } from './traffic/place.js'
import type { World } from './world.js'

/** What became of an ask, as far as the request goes: answered, failed for good, or to be tried again. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed' | 'again'; readonly error: string }
  | { readonly kind: 'waits' }

const waits: Outcome = { kind: 'waits' }

/** What a new request is to do: chance says whether it reads, and a write takes a session that is free. */
export function orderFor(world: World, w: number): Pick<RequestState, 'reads' | 'session'> {
  const { orders } = world.plan.scenario.workloads[w]
  const reads = orders !== undefined && orders.reads > 0 && world.workloadStreams.orders(w).unit() < orders.reads
  return { reads, session: reads ? null : (world.state.workloads[w].sessions.pop() ?? null) }
}

/** Asks the member that the clients of this workload believe to lead. */
export function ask(world: World, r: number, request: RequestState): void {
  const w = request.workload
  const workload = world.state.workloads[w]
  const { service: s } = world.plan.scenario.workloads[w]
  const { members } = world.plan.scenario.services[s]
  if (workload.leader < 0) workload.leader = Math.floor(world.workloadStreams.picks(s).unit() * members.length)
  request.member = workload.leader
  request.ask = ++world.state.attempts
  const order = orderOf(world, request)
  const node = members[request.member]
  const asker = askerOf(request)
  const where = placeOf(asker, w, request.member)
  const at = transmit(world, s, asker, node, REQUEST, r, where, request.ask, order)
  request.lost = at < 0
  if (at >= 0) world.state.services[s].asks++
  if (world.trace.detail) tellClient(world, s, 'send', asker, node, describeOrder(order, request.ask), at)
}

/** What a request asks next: a write whose client has no session opens one first. */
function orderOf(world: World, { workload, reads, session }: RequestState): Order {
  if (reads) return { kind: 'read' }
  if (session !== null) return { kind: 'write', session: { ...session } }
  const { service } = world.plan.scenario.workloads[workload]
  return openingOf(world.plan.scenario.services[service]) === null ? { kind: 'write' } : { kind: 'open' }
}

/** A member has worked on what it was asked and hands it to its process. */
export function handOver(world: World, s: number, { request, serial, where }: Job, order: Order): void {
  const member = memberAt(where)
  const p = world.plan.firstProcess[s] + member
  const process = world.state.processes[p]
  if (process.state === null) return
  process.asked.push({ serial, request, asker: askerAt(where) })
  if (order.kind === 'read') stepProcess(world, p, { kind: 'read', id: serial, query: null })
  else if (order.kind === 'open') {
    const operation = openingOf(world.plan.scenario.services[s])
    stepProcess(world, p, { kind: 'operate', id: serial, operation })
  } else stepProcess(world, p, { kind: 'request', id: serial, command: serial, session: order.session })
}

/** A process answers one of those who asked it; what nobody waits for is dropped. */
export function answerClient(world: World, p: number, serial: number, reply: Plain): void {
  const { service, node } = world.plan.processes[p]
  const { asked } = world.state.processes[p]
  const place = asked.findIndex(one => one.serial === serial)
  if (place < 0) return
  const [{ request, asker }] = asked.splice(place, 1)
  const at = transmit(world, service, node, asker, RESPONSE, request, OF_PROCESS, serial, reply)
  if (at < 0) noteLostAnswer(world, request, serial)
  if (world.trace.detail) tellClient(world, service, 'send', node, asker, saidBy(world, service, reply), at)
}

export function tellAnswer(world: World, s: number, node: number, asker: number, reply: Plain): void {
  if (world.trace.detail) tellClient(world, s, 'receive', node, asker, saidBy(world, s, reply), world.now)
}

function saidBy(world: World, s: number, reply: Plain): string {
  const { members } = world.plan.scenario.services[s]
  return describeReply(reply as unknown as Reply, member => world.endpointName(members[member]))
}

/** The answer of a process reaches the client that waits for it, which follows where it leads or asks again after a pause. */
export function onReply(world: World, r: number, request: RequestState, reply: Reply): Outcome {
  const workload = world.state.workloads[request.workload]
  const members = world.plan.scenario.services[world.plan.scenario.workloads[request.workload].service].members.length
  switch (reply.kind) {
    case 'done':
      if (request.reads || request.session !== null || !isOpening(world, request)) return { kind: 'done' }
      request.session = { client: reply.result as number, sequence: 1 }
      ask(world, r, request)
      return waits
    case 'redirect':
      request.why = 'no-leader'
      if (reply.redirect >= 0 && reply.redirect !== request.member && request.hops < members) {
        request.hops++
        workload.leader = reply.redirect
        ask(world, r, request)
        return waits
      }
      return pause(world, r, request, next(request.member, members))
    case 'busy':
      request.why = 'busy'
      return pause(world, r, request, request.member)
    case 'unknown':
      workload.leader = reply.redirect >= 0 ? reply.redirect : next(request.member, members)
      doubt(request)
      return { kind: 'again', error: 'unknown' }
    case 'refused': {
      const had = request.session !== null
      request.session = null
      // A session that was forgotten is opened anew, once; but a write that may have been carried out under it is not sent
      // again under another, as nobody would know it for the same (Ongaro's thesis, section 6.3).
      if (!had || request.doubtful || request.hops > members) return { kind: 'failed', error: 'refused' }
      request.hops = members + 1
      ask(world, r, request)
      return waits
    }
  }
}

function isOpening(world: World, { workload }: RequestState): boolean {
  const { service } = world.plan.scenario.workloads[workload]
  return openingOf(world.plan.scenario.services[service]) !== null
}

const next = (member: number, members: number): number => (member + 1) % members

function pause(world: World, r: number, request: RequestState, leader: number): Outcome {
  const { orders } = world.plan.scenario.workloads[request.workload]
  world.state.workloads[request.workload].leader = leader
  request.hops = 0
  world.sim.schedule(world.now + (orders?.pause ?? 0), ASK, r, 0, request.ask)
  return waits
}

/** The pause is over, unless the attempt is. */
export function onAsk(world: World, r: number, serial: number): void {
  const request = world.state.requests[r]
  if (request !== undefined && request.serial > 0 && request.ask === serial) ask(world, r, request)
}

function doubt(request: RequestState): void {
  if (!request.reads && request.session !== null) request.doubtful = true
}

/** Nothing came in time: the next attempt asks another member. Why, in a word. */
export function onSilence(world: World, request: RequestState): string {
  const { service } = world.plan.scenario.workloads[request.workload]
  const { members } = world.plan.scenario.services[service]
  const workload = world.state.workloads[request.workload]
  if (workload.leader === request.member) workload.leader = next(request.member, members.length)
  request.ask = 0
  doubt(request)
  return request.why === '' ? 'timeout' : request.why
}

/** The client of a finished request is free for another; what its session has used up stays used up. */
export function freeSession(workload: WorkloadState, { session }: RequestState): void {
  if (session !== null) workload.sessions.push({ client: session.client, sequence: session.sequence + 1 })
}

/** Whether anything is under way between the clients of a service and its members. */
export function isAsked(world: World, s: number): boolean {
  const state = world.state.services[s]
  if (state.asks > 0) return true
  for (const [w, { service }] of world.plan.scenario.workloads.entries()) {
    if (service === s && world.state.workloads[w].open > 0) return true
  }
  return state.members.some(({ working, waiting }) => working.length > 0 || waiting.length > 0)
}

/** A message of a client is at its member, or was lost on the way. */
export function arrivedAt(world: World, s: number, asker: number, node: number, order: Order, serial: number): void {
  const state = world.state.services[s]
  // A message that comes twice was counted once.
  state.asks = Math.max(0, state.asks - 1)
  if (!world.trace.detail) return
  const text = describeOrder(order, serial)
  if (!world.state.nodes[node].running) tellClient(world, s, 'dropped', asker, node, text, world.now, 'down')
  else if (isCut(world, asker, node)) tellClient(world, s, 'dropped', asker, node, text, world.now, 'cut')
  else tellClient(world, s, 'receive', asker, node, text, world.now)
}
