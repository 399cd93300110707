import type { Plain } from '../../protocols/index.js'
import { sample } from '../../random/index.js'
import { arrivedAt, handOver } from '../clients.js'
import { CANCEL, REQUEST, RESPONSE, SERVED } from '../events.js'
import { isCut, transmit } from '../network.js'
import { defer, isPaused, slowness } from '../nodes.js'
import type { Order } from '../orders.js'
import type { Job, MemberState, RequestState } from '../state.js'
import type { World } from '../world.js'
import { DEPENDENCY, EXPIRED, FULL, OK, REFUSED } from './answers.js'
import { noteLostAnswer } from './charging.js'
import { noteEnd, noteStart, reportOf } from './load-meter.js'
import { memberAt, memberSpan, workloadAt } from './place.js'
import { policyOf } from './policy-of.js'
import { noteConnected } from './requests.js'
import type { Task } from './task.js'

/** An attempt reaches its member, if that is there to hear it. */
export function onRequest(world: World, r: number, where: number, serial: number, what: Order | Task | null): void {
  const workload = workloadAt(where)
  const member = memberAt(where)
  const { service: s } = world.plan.scenario.workloads[workload]
  const service = world.plan.scenario.services[s]
  const node = service.members[member]
  const order = what !== null && what.kind !== 'task' ? what : null
  const task = what !== null && what.kind === 'task' ? what : null
  const there = world.state.nodes[node].running && !isCut(world, -1, node)
  if (order !== null && !(there && isPaused(world, node))) arrivedAt(world, s, node, order, serial)
  if (!there) return
  if (isPaused(world, node))
    return defer(world, node, { kind: REQUEST, target: r, a: where, b: serial, payload: what as Plain })
  const backend = world.state.services[s].members[member]
  const room = backend.working.length < service.concurrency || backend.waiting.length < service.queue
  if (!room && service.whenFull === 'refuse') return answer(world, s, member, r, serial, REFUSED)
  if (order === null) noteConnected(world, r, serial)
  if (!room) return answer(world, s, member, r, serial, FULL)
  const job: Job = { request: r, serial, workload, order, task, handle: -1, began: -1 }
  if (backend.working.length < service.concurrency) work(world, s, member, backend, job)
  else backend.waiting.push(job)
}

/** Takes up a job, unless nobody waits for it any more. */
function work(world: World, s: number, member: number, backend: MemberState, job: Job): void {
  if (job.task !== null && job.task.deadline >= 0 && world.now >= job.task.deadline) {
    return answer(world, s, member, job.request, job.serial, EXPIRED)
  }
  const length = lengthOf(world, s, member, job)
  const where = job.workload * memberSpan + member
  const handle = world.sim.schedule(Math.round(world.now + length), SERVED, job.request, where, job.serial)
  backend.working.push({ ...job, handle, began: world.now })
  noteStart(world, backend)
}

/** Its work at this node, which may be slow, or not yet warm. */
function lengthOf(world: World, s: number, member: number, { workload: w, task }: Job): number {
  const { members, work: ofMembers, warmUp } = world.plan.scenario.services[s]
  const node = members[member]
  const { serviceTime, classes } = world.plan.scenario.workloads[w]
  const { speed } = world.plan.scenario.nodes[node]
  const law = ofMembers?.[member] ?? classes?.[task?.class ?? -1]?.serviceTime ?? serviceTime
  const demand = task !== null && task.work >= 0 ? task.work : sample(law, world.workloadStreams.service(w, node))
  const length = (demand * slowness(world, node)) / speed
  if (warmUp === undefined) return length
  const { upSince } = world.state.services[s].members[member]
  const age = upSince < 0 ? warmUp.window : world.now - upSince
  return age >= warmUp.window ? length : length * (warmUp.factor - ((warmUp.factor - 1) * age) / warmUp.window)
}

/** A member has finished a request: the next one in its queue has its turn. */
export function onServed(world: World, r: number, where: number, serial: number): void {
  const { service: s } = world.plan.scenario.workloads[workloadAt(where)]
  const service = world.plan.scenario.services[s]
  const member = memberAt(where)
  const node = service.members[member]
  if (isPaused(world, node)) return defer(world, node, { kind: SERVED, target: r, a: where, b: serial, payload: null })
  const backend = world.state.services[s].members[member]
  const done = backend.working.findIndex(job => job.serial === serial)
  if (done < 0) return
  const [job] = backend.working.splice(done, 1)
  noteEnd(world, backend, job)
  takeNext(world, s, member, backend)
  const needed = service.dependsOn.every(d => d.kind === 'soft' || world.state.services[d.service].up)
  if (job.order !== null && needed) handOver(world, s, member, r, serial, job.order)
  else answer(world, s, member, r, serial, needed ? OK : DEPENDENCY)
}

function takeNext(world: World, s: number, member: number, backend: MemberState): void {
  const { concurrency } = world.plan.scenario.services[s]
  while (backend.working.length < concurrency) {
    const next = backend.waiting.shift()
    if (next === undefined) return
    work(world, s, member, backend, next)
  }
}

/** The answer of a member; it brings word of its load to a balancer that goes by that. */
export function answer(world: World, s: number, member: number, r: number, serial: number, what: number): void {
  const service = world.plan.scenario.services[s]
  const report = service.balancer !== null && policyOf(service).reports ? reportOf(world, s, member) : null
  const at = transmit(world, s, service.members[member], -1, RESPONSE, r, what, serial, report)
  if (at < 0) noteLostAnswer(world, r, serial)
}

/** A client gives an attempt up. Its member works on all the same, unless it is told. */
export function giveUp(world: World, s: number, r: number, { workload, member, serial }: RequestState): void {
  if (world.plan.scenario.workloads[workload].cancel !== true) return
  const node = world.plan.scenario.services[s].members[member]
  transmit(world, s, -1, node, CANCEL, r, workload * memberSpan + member, serial)
}

/** A member hears that nobody waits for an attempt any more. */
export function onCancel(world: World, r: number, where: number, serial: number): void {
  const { service: s } = world.plan.scenario.workloads[workloadAt(where)]
  const member = memberAt(where)
  const node = world.plan.scenario.services[s].members[member]
  if (!world.state.nodes[node].running || isCut(world, -1, node)) return
  if (isPaused(world, node)) return defer(world, node, { kind: CANCEL, target: r, a: where, b: serial, payload: null })
  const backend = world.state.services[s].members[member]
  const waits = backend.waiting.findIndex(job => job.serial === serial)
  if (waits >= 0) backend.waiting.splice(waits, 1)
  const works = backend.working.findIndex(job => job.serial === serial)
  if (works < 0) return
  const [job] = backend.working.splice(works, 1)
  world.sim.cancel(job.handle)
  noteEnd(world, backend, job)
  takeNext(world, s, member, backend)
}

/** A node crashed: what it worked on and what waited there is lost, and nobody tells the clients. */
export function loseRequests(world: World, node: number): void {
  for (const s of world.plan.servicesOfNode[node]) {
    const member = world.plan.scenario.services[s].members.indexOf(node)
    const backend = world.state.services[s].members[member]
    if (backend === undefined) continue
    for (const job of backend.working) {
      world.sim.cancel(job.handle)
      noteEnd(world, backend, job)
    }
    backend.working.length = 0
    backend.waiting.length = 0
  }
}

/** A node came up: its members are cold from now on. */
export function beginWarm(world: World, node: number): void {
  if (world.now === 0) return
  for (const s of world.plan.servicesOfNode[node]) {
    const member = world.plan.scenario.services[s].members.indexOf(node)
    if (world.plan.scenario.services[s].warmUp !== undefined)
      world.state.services[s].members[member].upSince = world.now
  }
}
