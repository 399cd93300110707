import { lookedUp } from '../../measures/index.js'
import type { Plain } from '../../protocols/index.js'
import { sample } from '../../random/index.js'
import type { Service } from '../../scenario/index.js'
import { arrivedAt, handOver } from '../clients.js'
import { CANCEL, REQUEST, RESPONSE, SERVED } from '../events.js'
import { isCut, transmit } from '../network.js'
import { defer, isPaused, slowness } from '../nodes.js'
import type { Order } from '../orders.js'
import type { Job, MemberState, RequestState } from '../state.js'
import type { World } from '../world.js'
import { DEPENDENCY, EXPIRED, FULL, OK, REFUSED } from './answers.js'
import { cancelCalls, loseCalls, startCalls } from './calls.js'
import { noteLostAnswer } from './charging.js'
import { noteEnd, noteStart, reportOf } from './load-meter.js'
import { emptyCache, lookUp } from './member-cache.js'
import { askerAt, askerOf, memberAt, placeOf, workloadAt } from './place.js'
import { policyOf } from './policy-of.js'
import { noteConnected } from './requests.js'
import type { Task } from './task.js'

/** An attempt reaches its member, if that is there to hear it. */
export function onRequest(world: World, r: number, where: number, serial: number, what: Order | Task | null): void {
  const member = memberAt(where)
  const { service: s } = world.plan.scenario.workloads[workloadAt(where)]
  const service = world.plan.scenario.services[s]
  const node = service.members[member]
  const asker = askerAt(where)
  const order = what !== null && what.kind !== 'task' ? what : null
  const task = what !== null && what.kind === 'task' ? what : null
  const there = world.state.nodes[node].running && !isCut(world, asker, node)
  if (order !== null && !(there && isPaused(world, node))) arrivedAt(world, s, asker, node, order, serial)
  if (!there) return
  if (isPaused(world, node))
    return defer(world, node, { kind: REQUEST, target: r, a: where, b: serial, payload: what as Plain })
  const backend = world.state.services[s].members[member]
  const room = backend.working.length < service.concurrency || backend.waiting.length < service.queue
  if (!room && service.whenFull === 'refuse') return answer(world, s, where, r, serial, REFUSED)
  if (order === null) noteConnected(world, r, serial)
  if (!room) return answer(world, s, where, r, serial, FULL)
  takeUp(world, s, backend, { request: r, serial, where, order, task, handle: -1, began: -1 })
}

/** A job has its turn at once, or waits for it. */
export function takeUp(world: World, s: number, backend: MemberState, job: Job): void {
  if (backend.working.length < world.plan.scenario.services[s].concurrency) work(world, s, backend, job)
  else backend.waiting.push(job)
}

/** Takes up a job, unless nobody waits for it any more. */
function work(world: World, s: number, backend: MemberState, job: Job): void {
  if (job.task !== null && job.task.deadline >= 0 && world.now >= job.task.deadline) {
    return answer(world, s, job.where, job.request, job.serial, EXPIRED)
  }
  noteKey(world, s, backend, job)
  job.handle = scheduleEnd(world, s, job)
  job.began = world.now
  backend.working.push(job)
  noteStart(world, backend)
}

/** Looks up what a job is about; its member holds that from now on. */
function noteKey(world: World, s: number, backend: MemberState, job: Job): void {
  const { cache } = world.plan.scenario.services[s]
  const key = job.task?.key
  if (cache === undefined || key === undefined || job.called === true) return
  job.held = lookUp((backend.cache ??= emptyCache()), key, cache.entries)
  const { attempts } = world.state.services[s]
  if (attempts !== null && world.now >= world.plan.from) lookedUp(attempts, memberAt(job.where), job.held)
}

/** Schedules the end of a job that is worked on from now on. */
export function scheduleEnd(world: World, s: number, job: Job): number {
  const at = Math.round(world.now + lengthOf(world, s, job))
  return world.sim.schedule(at, SERVED, job.request, job.where, job.serial)
}

/** Its work at this node, which may be slow, or not yet warm. */
function lengthOf(world: World, s: number, job: Job): number {
  const { members, warmUp } = world.plan.scenario.services[s]
  const member = memberAt(job.where)
  const node = members[member]
  const { speed } = world.plan.scenario.nodes[node]
  const demand = demandOf(world, s, member, job)
  const length = (demand * slowness(world, node)) / speed
  if (warmUp === undefined) return length
  const { upSince } = world.state.services[s].members[member]
  const age = upSince < 0 ? warmUp.window : world.now - upSince
  return age >= warmUp.window ? length : length * (warmUp.factor - ((warmUp.factor - 1) * age) / warmUp.window)
}

/** What there is to do, at a node of speed one. */
function demandOf(world: World, s: number, member: number, { where, task, called, held }: Job): number {
  const { members, work: ofMembers, calls, cache } = world.plan.scenario.services[s]
  const w = workloadAt(where)
  if (called === true && calls?.after !== undefined)
    return sample(calls.after, world.workloadStreams.after(w, members[member]))
  const missed =
    cache === undefined || held !== false ? 0 : sample(cache.miss, world.workloadStreams.miss(w, members[member]))
  if (task !== null && task.work >= 0) return missed + task.work
  const { serviceTime, classes } = world.plan.scenario.workloads[w]
  const law = ofMembers?.[member] ?? classes?.[task?.class ?? -1]?.serviceTime ?? serviceTime
  return missed + sample(law, world.workloadStreams.service(w, members[member]))
}

/** A member has finished a request: the next one in its queue has its turn. */
export function onServed(world: World, r: number, where: number, serial: number): void {
  const { service: s } = world.plan.scenario.workloads[workloadAt(where)]
  const service = world.plan.scenario.services[s]
  const member = memberAt(where)
  const node = service.members[member]
  if (isPaused(world, node)) return defer(world, node, { kind: SERVED, target: r, a: where, b: serial, payload: null })
  const backend = world.state.services[s].members[member]
  const done = placeOfWork(backend.working, serial)
  if (done < 0) return
  const job = backend.working[done]
  const needed = hasAllItNeeds(world, service)
  if (needed && service.calls !== undefined && job.called === undefined && job.held !== true) {
    if (service.calls.blocking) backend.working[done] = { ...job, handle: -1 }
    else free(world, s, backend, done)
    return startCalls(world, s, member, job)
  }
  free(world, s, backend, done)
  if (job.order !== null && needed) handOver(world, s, job, job.order)
  else answer(world, s, where, r, serial, needed ? OK : DEPENDENCY)
}

/** Of the one with this number whose end is scheduled, or -1. */
function placeOfWork(jobs: readonly Job[], serial: number): number {
  for (let i = 0; i < jobs.length; i++) if (jobs[i].serial === serial && jobs[i].handle >= 0) return i
  return -1
}

function hasAllItNeeds(world: World, { dependsOn }: Service): boolean {
  for (let i = 0; i < dependsOn.length; i++)
    if (dependsOn[i].kind === 'hard' && !world.state.services[dependsOn[i].service].up) return false
  return true
}

/** The slot of a job is free for the next one. */
export function free(world: World, s: number, backend: MemberState, place: number): void {
  const { working } = backend
  const job = working[place]
  for (let i = place + 1; i < working.length; i++) working[i - 1] = working[i]
  working.pop()
  noteEnd(world, backend, job)
  takeNext(world, s, backend)
}

function takeNext(world: World, s: number, backend: MemberState): void {
  const { concurrency } = world.plan.scenario.services[s]
  while (backend.working.length < concurrency) {
    const next = backend.waiting.shift()
    if (next === undefined) return
    work(world, s, backend, next)
  }
}

/** The answer of a member; it brings word of its load to a balancer that goes by that. */
export function answer(world: World, s: number, where: number, r: number, serial: number, what: number): void {
  const member = memberAt(where)
  const service = world.plan.scenario.services[s]
  const report = service.balancer !== null && policyOf(service).reports ? reportOf(world, s, member) : null
  const at = transmit(world, s, service.members[member], askerAt(where), RESPONSE, r, what, serial, report)
  if (at < 0) noteLostAnswer(world, r, serial)
}

/** Whoever asked gives an attempt up. Its member works on all the same, unless it is told. */
export function giveUp(world: World, s: number, r: number, request: RequestState): void {
  const { workload, member, serial } = request
  if (world.plan.scenario.workloads[workload].cancel !== true) return
  const asker = askerOf(request)
  const node = world.plan.scenario.services[s].members[member]
  transmit(world, s, asker, node, CANCEL, r, placeOf(asker, workload, member), serial)
}

/** A member hears that nobody waits for an attempt any more. */
export function onCancel(world: World, r: number, where: number, serial: number): void {
  const { service: s } = world.plan.scenario.workloads[workloadAt(where)]
  const member = memberAt(where)
  const node = world.plan.scenario.services[s].members[member]
  if (!world.state.nodes[node].running || isCut(world, askerAt(where), node)) return
  if (isPaused(world, node)) return defer(world, node, { kind: CANCEL, target: r, a: where, b: serial, payload: null })
  const backend = world.state.services[s].members[member]
  const waits = backend.waiting.findIndex(job => job.serial === serial)
  if (waits >= 0) backend.waiting.splice(waits, 1)
  if (world.state.callings !== undefined) cancelCalls(world, s, member, serial)
  const works = backend.working.findIndex(job => job.serial === serial)
  if (works < 0) return
  world.sim.cancel(backend.working[works].handle)
  free(world, s, backend, works)
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
    if (backend.cache !== undefined) backend.cache = emptyCache()
  }
  if (world.state.callings !== undefined) loseCalls(world, node)
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
