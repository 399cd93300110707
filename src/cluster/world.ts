import {
  type EventView,
  fingerprintOf,
  type KernelSnapshot,
  NO_TRACE,
  Simulation,
  type StopReason,
  type Trace,
} from '../kernel/index.js'
import { SeedTree, type Stream } from '../random/index.js'
import type { LinkClass } from '../scenario/index.js'
import { drawDrifts } from './clocks.js'
import { flush } from './conditions.js'
import { dispatch } from './dispatch.js'
import { END, FAULTS_FIRST, LAST, MEASURE } from './events.js'
import { firstState } from './first-state.js'
import { HostEffects } from './host-effects.js'
import { beginLeaping, type LeapWatcher, lookNow } from './leap/leap.js'
import { startBalancerWatches } from './monitors.js'
import { classBetween } from './network.js'
import { powerUp } from './nodes.js'
import type { Plan } from './plan.js'
import type { WorldState } from './state.js'
import { type StreamEntry, Streams } from './streams.js'
import { startWorkloads } from './traffic/arrivals.js'
import { ExposureRecorder } from './traffic/exposure.js'
import { startChecks } from './traffic/health-checks.js'
import { WorkloadStreams } from './workload-streams.js'

/** A complete run at some event: JSON-safe. Restored under the same plan and seed it goes on to the same bytes. */
export interface WorldSnapshot {
  readonly kernel: KernelSnapshot
  readonly state: WorldState
  readonly streams: readonly StreamEntry[]
}

/** One way between two endpoints, in a channel of its own: a connection. */
export interface Link {
  /** Index of its class. */
  readonly number: number
  readonly class: LinkClass
  readonly stream: Stream
  /** What its heartbeats meet, where that is drawn ahead: made when first asked for. */
  beats: Stream | null
}

/**
 * One trial of a scenario: the event loop, the state that changes, and the streams of chance. What happens is in the
 * files beside this one, as functions of a world; this holds them together.
 */
export class World {
  readonly plan: Plan
  readonly sim: Simulation
  readonly state: WorldState
  readonly streams: Streams
  readonly workloadStreams = new WorkloadStreams(this)
  readonly effects: HostEffects
  /** Nodes and the clients. */
  readonly endpoints: number
  trace: Trace
  /** The source whose strike, step or boot is being handled, or -1: who to blame for what it brings down at once. */
  striking = -1
  /** Whether what is sent now is sent because a cadence came round. */
  beating = false
  /** No leap goes beyond this time; what comes after it is simulated message by message. */
  leapsUntil = Number.POSITIVE_INFINITY
  leapWatcher: LeapWatcher | null = null
  /** Writes down what requests would meet, where none is made. */
  readonly exposure: ExposureRecorder | null
  readonly #links = new Map<number, Link>()
  readonly #dirty: boolean[]
  #anyDirty = false
  readonly #handler = (event: EventView): void => dispatch(this, event)

  private constructor(plan: Plan, seed: string, sim: Simulation, state: WorldState, trace: Trace) {
    this.plan = plan
    this.sim = sim
    this.state = state
    this.trace = trace
    this.streams = new Streams(new SeedTree(seed), state.trial)
    this.endpoints = plan.scenario.nodes.length + 1
    this.effects = new HostEffects(this)
    this.exposure = plan.exposed.length === 0 ? null : new ExposureRecorder(plan.exposed)
    this.#dirty = plan.scenario.services.map(() => false)
  }

  /** Trial `trial` of the plan, all powered up at time 0, nothing wrong yet. */
  static start(plan: Plan, seed: string, trial: number, trace: Trace = NO_TRACE): World {
    const sim = new Simulation({ maxEvents: plan.scenario.limits.eventsPerTrial })
    const world = new World(plan, seed, sim, firstState(plan, trial), trace)
    drawDrifts(world)
    powerUp(world)
    startBalancerWatches(world)
    startChecks(world)
    if (world.exposure === null) startWorkloads(world)
    beginLeaping(world)
    sim.schedule(plan.from, MEASURE, 0, 0, 0, null, FAULTS_FIRST)
    sim.schedule(plan.to, END, 0, 0, 0, null, LAST)
    for (const s of plan.scenario.services.keys()) world.touch(s)
    flush(world)
    return world
  }

  static restore(plan: Plan, seed: string, snapshot: WorldSnapshot, trace: Trace = NO_TRACE): World {
    const state = structuredClone(snapshot.state)
    const world = new World(plan, seed, Simulation.restore(snapshot.kernel), state, trace)
    world.streams.restore(snapshot.streams)
    return world
  }

  /**
   * A world that lives through, message by message from `leapsUntil` on, what a leap of group `g` passes over: `before` is
   * the snapshot that a watcher of leaps was given.
   */
  static beside(plan: Plan, seed: string, before: WorldSnapshot, g: number, leapsUntil: number): World {
    const world = World.restore(plan, seed, before)
    world.leapsUntil = leapsUntil
    lookNow(world, g)
    return world
  }

  snapshot(): WorldSnapshot {
    return {
      kernel: this.sim.snapshot(),
      state: structuredClone(this.state),
      streams: this.streams.snapshot(),
    }
  }

  get now(): number {
    return this.sim.now
  }

  /** Runs up to (and with) `time`, at most to the end of measuring, and at most `events` events. */
  run(time: number = this.plan.to, events?: number): StopReason {
    return this.sim.run(this.#handler, { time: Math.min(time, this.plan.to), events })
  }

  /** Schedules at `due`, rounded to a whole microsecond; nothing (-1) when that is after the end of measuring. */
  scheduleWithin(due: number, kind: number, target: number, priority = 0): number {
    const at = Math.max(this.now, Math.round(due))
    return at > this.plan.to ? -1 : this.sim.schedule(at, kind, target, 0, 0, null, priority)
  }

  /** The condition of service `s` may have changed: it is looked at again when the event is over. */
  touch(s: number): void {
    this.#dirty[s] = true
    this.#anyDirty = true
  }

  /** Whether any service waits to be looked at. */
  get touched(): boolean {
    return this.#anyDirty
  }

  /** Whether service `s` does, which is then taken as looked at. */
  takeTouched(s: number): boolean {
    const touched = this.#dirty[s]
    this.#dirty[s] = false
    return touched
  }

  settleTouched(): void {
    this.#anyDirty = false
  }

  /** Number of the way from one endpoint to another in a channel; -1 is the clients. */
  linkIndex(channel: number, from: number, to: number): number {
    return (channel * this.endpoints + from + 1) * this.endpoints + to + 1
  }

  link(index: number, channel: number, from: number, to: number): Link {
    const known = this.#links.get(index)
    if (known !== undefined) return known
    const number = classBetween(this.plan, from, to)
    const names = [...this.plan.channels[channel], this.endpointName(from), this.endpointName(to)]
    const link = {
      number,
      class: this.plan.scenario.network.classes[number],
      stream: this.streams.of('link', ...names),
      beats: null,
    }
    this.#links.set(index, link)
    return link
  }

  /** The stream that says ahead which heartbeats a way loses or holds up. */
  beatStream(link: Link, channel: number, from: number, to: number): Stream {
    link.beats ??= this.streams.of(
      'beats',
      ...this.plan.channels[channel],
      this.endpointName(from),
      this.endpointName(to),
    )
    return link.beats
  }

  endpointName(endpoint: number): string {
    return endpoint < 0 ? '' : this.plan.scenario.nodes[endpoint].id
  }

  /** Fingerprint of the history of events and of the whole state. */
  fingerprint(): string {
    return fingerprintOf({ history: this.sim.fingerprint(), state: this.state, streams: this.streams.snapshot() })
  }
}
