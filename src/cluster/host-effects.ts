import type { Law } from '../laws/index.js'
import type { Effects, Plain, Reply, Write } from '../protocols/index.js'
import { type Stream, sample } from '../random/index.js'
import { answerClient } from './clients.js'
import { monotonic, trueTime, wallClock } from './clocks.js'
import { noteDecision } from './decisions.js'
import { whenSynced } from './disk.js'
import { CLOCK, MESSAGE, SYNCED } from './events.js'
import { sendBeat } from './leap/beats.js'
import { transmit } from './network.js'
import { answerOperator, firstOrder } from './operations.js'
import type { ProcessPlan } from './plan.js'
import type { ProcessState, TimerState } from './state.js'
import { setStanding } from './timers.js'
import { tellSend } from './trace-records.js'
import type { World } from './world.js'

/**
 * Carries out what a protocol asks for, under the disk, clock and network of the process's node. One object serves all
 * processes: `of` points it at the one that is being stepped.
 */
export class HostEffects implements Effects<Plain> {
  readonly #world: World
  readonly #streams: Map<string, Stream>[]
  #p = 0
  #process!: ProcessPlan
  #state!: ProcessState

  constructor(world: World) {
    this.#world = world
    this.#streams = world.plan.processes.map(() => new Map())
  }

  of(p: number): this {
    this.#p = p
    this.#process = this.#world.plan.processes[p]
    this.#state = this.#world.state.processes[p]
    return this
  }

  send(to: number, message: Plain): void {
    const world = this.#world
    const { service, member, node } = this.#process
    const receiver = world.plan.firstProcess[service] + to
    const there = world.plan.processes[receiver].node
    const way = to * world.plan.scenario.services[service].members.length + member
    const arrives = world.beating
      ? sendBeat(world, world.plan.groupOfService[service], way, node, there, MESSAGE, receiver, member, 0, message)
      : transmit(world, service, node, there, MESSAGE, receiver, member, 0, message)
    if (world.trace.detail) tellSend(world, this.#p, receiver, message, arrives)
  }

  after(name: string, law: Law): void {
    this.#arm(this.#timer(name), sample(law, this.#stream(`timer:${name}`)))
  }

  again(name: string): void {
    const timer = this.#state.timers.find(t => t.name === name)
    if (timer !== undefined && timer.period === 0) this.#arm(timer, timer.value)
  }

  every(name: string, period: number): void {
    const timer = this.#timer(name)
    timer.period = period
    timer.base = monotonic(this.#world, this.#process.node, this.#world.now)
    timer.count = 1
    setStanding(this.#world, this.#p, timer, trueTime(this.#world, this.#process.node, timer.base + period))
  }

  cancel(name: string): void {
    const timer = this.#state.timers.find(t => t.name === name)
    if (timer !== undefined) timer.due = -1
  }

  persist(token: number, writes: readonly Write[]): void {
    const world = this.#world
    const { node } = this.#process
    this.#state.unsynced.push({ token, writes })
    world.sim.schedule(whenSynced(world, node), SYNCED, this.#p, token, world.state.nodes[node].incarnation)
  }

  /** The host keeps no state machines: what a service computes is its own affair, and every answer is null. */
  apply(index: number, command: Plain): Plain {
    if (this.#world.trace.detail) {
      const fields = { service: this.#service(), index, command: JSON.stringify(command) }
      this.#world.trace.record(this.#world.now, 'detail', this.#name(), 'apply', fields)
    }
    return null
  }

  read(): Plain {
    return null
  }

  capture(): Plain {
    return null
  }

  restore(index: number): void {
    if (this.#world.trace.detail) {
      const fields = { service: this.#service(), index }
      this.#world.trace.record(this.#world.now, 'detail', this.#name(), 'restore', fields)
    }
  }

  reply(request: number, result: Plain): void {
    if (request >= firstOrder) answerOperator(this.#world, request, result as unknown as Reply)
    else answerClient(this.#world, this.#p, request, result)
  }

  note(what: string, value: Plain): void {
    if (this.#world.trace.story) {
      const fields = { service: this.#service(), value: JSON.stringify(value) }
      this.#world.trace.record(this.#world.now, 'story', this.#name(), what, fields)
    }
    noteDecision(this.#world, this.#process.service, what, value)
  }

  draw(purpose: string, law: Law): number {
    return sample(law, this.#stream(`draw:${purpose}`))
  }

  readClock(): void {
    const { node } = this.#process
    // Answered through the queue, so that a step never runs inside another.
    const world = this.#world
    world.sim.schedule(world.now, CLOCK, this.#p, wallClock(world, node), world.state.nodes[node].incarnation)
  }

  clock(): number {
    return monotonic(this.#world, this.#process.node, this.#world.now)
  }

  #arm(timer: TimerState, value: number): void {
    const world = this.#world
    timer.value = value
    timer.period = 0
    const local = monotonic(world, this.#process.node, world.now) + value
    setStanding(world, this.#p, timer, trueTime(world, this.#process.node, local))
  }

  #timer(name: string): TimerState {
    const { timers } = this.#state
    const known = timers.find(t => t.name === name)
    if (known !== undefined) return known
    const timer = { name, handle: -1, armedAt: 0, due: -1, value: 0, period: 0, base: 0, count: 0 }
    timers.push(timer)
    return timer
  }

  #name(): string {
    return this.#world.endpointName(this.#process.node)
  }

  #service(): string {
    return this.#world.plan.scenario.services[this.#process.service].id
  }

  /** Looked up by process and purpose; the table of streams wants a longer key. */
  #stream(purpose: string): Stream {
    const known = this.#streams[this.#p].get(purpose)
    if (known !== undefined) return known
    const { service, node } = this.#process
    const { id } = this.#world.plan.scenario.services[service]
    const stream = this.#world.streams.of('process', id, this.#world.endpointName(node), purpose)
    this.#streams[this.#p].set(purpose, stream)
    return stream
  }
}
