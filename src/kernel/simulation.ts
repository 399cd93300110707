import { assert, KernelAssertionError, KernelLimitError } from './errors.js'
import { EventQueue, MAX_TIME } from './event-queue.js'
import { type EventHandler, EventView } from './event-view.js'
import { Hash64 } from './hash.js'
import { freezePlain } from './plain.js'
import { type ShiftBy, shifted } from './shift.js'
import { type KernelSnapshot, queueOf } from './snapshot.js'
import { NO_TRACE, type Trace } from './trace.js'

const MAX_EVENTS = Number.MAX_SAFE_INTEGER
const DEFAULT_MAX_PENDING = 2 ** 22

export interface SimulationOptions {
  /** Events dispatched in the whole run, beyond which KernelLimitError (`max-events`) is thrown. Default 2^53 - 1. */
  maxEvents?: number
  /** Events pending at one time, beyond which KernelLimitError (`max-pending`) is thrown. Default 2^22. */
  maxPending?: number
  /** Where records go; at level `event` the kernel tells every dispatch. Not part of a snapshot. */
  trace?: Trace
  /** Freeze payloads in depth and refuse those that are not JSON-safe, when they are scheduled. For tests. */
  freezePayloads?: boolean
}

/** What is not in a snapshot and has to be given again. */
export type RestoreOptions = Pick<SimulationOptions, 'trace' | 'freezePayloads'>

/** When to stop; the first to come true does. Without any, the run goes on until no foreground event is pending. */
export interface Until {
  /** Dispatch the events at this time (µs) and before; `now` is then this time. */
  time?: number
  /** Dispatch so many events in this call. */
  events?: number
  /** Asked after each event. */
  when?: () => boolean
}

/** `empty`: nothing is pending. `background`: only background events are. The others name the field of Until. */
export type StopReason = 'empty' | 'background' | 'time' | 'events' | 'condition'

/**
 * A simulation: clock, pending events, loop, and the fingerprint of all that happened. It knows nothing of what events
 * mean; the handler does. Everything but the trace is in a snapshot.
 */
export class Simulation {
  readonly maxEvents: number
  readonly #trace: Trace
  readonly #telling: number
  readonly #freezing: number
  readonly #view = new EventView()
  #queue: EventQueue
  #hash = new Hash64()
  #dispatched = 0
  #running = false

  constructor(options: SimulationOptions = {}) {
    this.maxEvents = options.maxEvents ?? MAX_EVENTS
    if (!(Number.isInteger(this.maxEvents) && this.maxEvents >= 0 && this.maxEvents <= MAX_EVENTS)) {
      throw new KernelLimitError('bad-option', 'maxEvents must be an integer from 0 to 2^53 - 1', {
        maxEvents: String(this.maxEvents),
      })
    }
    this.#trace = options.trace ?? NO_TRACE
    this.#telling = this.#trace.event ? 1 : 0
    this.#freezing = options.freezePayloads === true ? 1 : 0
    this.#queue = new EventQueue(options.maxPending ?? DEFAULT_MAX_PENDING)
  }

  /** Simulated time in µs. */
  get now(): number {
    return this.#queue.registers[0]
  }

  /** Events dispatched since the beginning of the run. */
  get dispatched(): number {
    return this.#dispatched
  }

  /** Events pending, foreground and background. */
  get pending(): number {
    return this.#queue.pending
  }

  /** Pending events that keep the run alive. */
  get foreground(): number {
    return this.#queue.pending - this.#queue.background
  }

  get maxPending(): number {
    return this.#queue.maxPending
  }

  /**
   * Schedules an event and returns its handle, a positive integer never given twice in a run.
   *
   * `at` is µs, whole, not before `now`; kind and target are 32-bit integers; a and b any finite numbers; the payload is
   * plain data that nobody changes afterwards. Of two events at one time the lower priority (-128 to 127) goes first,
   * then the one scheduled first. Throws KernelLimitError.
   */
  schedule(at: number, kind: number, target: number, a = 0, b = 0, payload: unknown = null, priority = 0): number {
    const queue = this.#queue
    const registers = queue.registers
    registers[1] = at
    registers[2] = a
    registers[3] = b
    if (this.#freezing === 1) freezePlain(payload)
    queue.insert(kind, target, payload, priority, 0)
    return registers[5]
  }

  /** As `schedule`, for an event that does not keep the run alive: a heartbeat, a probe. */
  scheduleBackground(
    at: number,
    kind: number,
    target: number,
    a = 0,
    b = 0,
    payload: unknown = null,
    priority = 0,
  ): number {
    const queue = this.#queue
    const registers = queue.registers
    registers[1] = at
    registers[2] = a
    registers[3] = b
    if (this.#freezing === 1) freezePlain(payload)
    queue.insert(kind, target, payload, priority, 1)
    return registers[5]
  }

  /** Takes a pending event back. False when it ran already, was cancelled already, or never was. */
  cancel(handle: number): boolean {
    return this.#queue.cancel(handle)
  }

  isPending(handle: number): boolean {
    return this.#queue.slots.find(handle) >= 0
  }

  /**
   * Moves pending events to later times: `by` is asked for each, in the order in which they would run, how many µs later
   * it is to be, and 0 leaves it. Handles, priorities and sequence numbers stay, so that of two events that meet the one
   * scheduled first goes first. Returns how many moved. The call is part of the history that `fingerprint` tells.
   *
   * `by` looks and answers, and neither schedules nor cancels. Throws KernelLimitError when an answer is not whole, below
   * zero, or moves an event beyond the last time; nothing has then moved.
   */
  shift(by: ShiftBy): number {
    const moved = shifted(this.#queue, by)
    this.#hash.number(this.now)
    this.#hash.pair(moved.length, 0)
    for (const { time, order } of moved) {
      this.#hash.number(order)
      this.#hash.number(time)
    }
    return moved.length
  }

  /**
   * Dispatches events in order until told to stop. The handler may schedule and cancel, and take snapshots. What it throws
   * passes through: the event then counts as dispatched.
   *
   * Throws KernelLimitError (`max-events`) before an event beyond the limit.
   */
  run(handler: EventHandler, until: Until = {}): StopReason {
    const end = until.time ?? MAX_TIME
    const when = until.when
    const counted = this.#dispatched + (until.events ?? MAX_EVENTS)
    const last = Math.min(counted, this.maxEvents)
    this.#enter(until)
    try {
      const queue = this.#queue
      while (queue.pending > queue.background) {
        const slot = queue.next()
        const time = queue.registers[6]
        if (time > end) return this.#stopAt(end)
        if (this.#dispatched >= last) {
          if (counted <= this.maxEvents) return 'events'
          throw this.#eventsError()
        }
        this.#dispatch(slot, handler)
        if (when?.()) return 'condition'
      }
      return queue.pending > 0 ? 'background' : 'empty'
    } finally {
      this.#running = false
    }
  }

  /** Dispatches the next event, background or not; false when none is pending. */
  step(handler: EventHandler): boolean {
    this.#enter({})
    try {
      const slot = this.#queue.next()
      if (slot < 0) return false
      if (this.#dispatched >= this.maxEvents) throw this.#eventsError()
      this.#dispatch(slot, handler)
      return true
    } finally {
      this.#running = false
    }
  }

  /**
   * Fingerprint of the history: time, kind, target, a and b of every event dispatched, and every `shift`, in order; 16
   * hexadecimal digits.
   */
  fingerprint(): string {
    return this.#hash.digest()
  }

  /** The whole kernel as JSON-safe data. Throws KernelAssertionError when a pending payload is not JSON-safe. */
  snapshot(): KernelSnapshot {
    const queue = this.#queue
    return {
      version: 2,
      now: this.now,
      dispatched: this.#dispatched,
      sequence: queue.registers[4],
      lanes: [this.#hash.lanes[0], this.#hash.lanes[1]],
      maxEvents: this.maxEvents,
      maxPending: queue.maxPending,
      pending: queue.columns(),
      generations: queue.slots.generations(),
      free: queue.slots.freeList(),
    }
  }

  /**
   * A simulation that continues exactly as the one snapshotted: same events, same handles, same fingerprint. Throws
   * KernelAssertionError when the snapshot is damaged.
   */
  static restore(snapshot: KernelSnapshot, options: RestoreOptions = {}): Simulation {
    assert(snapshot.version === 2, 'a snapshot of version 2')
    const { maxEvents, maxPending, now, dispatched } = snapshot
    const simulation = new Simulation({ ...options, maxEvents, maxPending })
    assert(Number.isSafeInteger(now) && now >= 0, 'a time that is a whole number of µs')
    assert(Number.isSafeInteger(dispatched) && dispatched >= 0, 'a count of events')
    simulation.#dispatched = dispatched
    simulation.#hash = new Hash64(snapshot.lanes[0], snapshot.lanes[1])
    simulation.#queue = queueOf(snapshot)
    return simulation
  }

  /** A copy in memory that continues exactly as this one, sharing only payloads, which nobody changes. */
  fork(options: RestoreOptions = {}): Simulation {
    const copy = new Simulation({ ...options, maxEvents: this.maxEvents, maxPending: this.maxPending })
    copy.#dispatched = this.#dispatched
    copy.#hash = new Hash64(this.#hash.lanes[0], this.#hash.lanes[1])
    copy.#queue = this.#queue.clone()
    return copy
  }

  #dispatch(slot: number, handler: EventHandler): void {
    const queue = this.#queue
    const view = this.#view
    const registers = queue.registers
    const time = registers[6]
    if (time < registers[0]) throw new KernelAssertionError('kernel invariant broken: time never goes back')
    registers[0] = time
    view.time = time
    this.#dispatched++
    this.#hash.event(queue.clockWords, queue.slots.words, slot << 3)
    queue.remove(slot, view)
    if (this.#telling === 1) this.#tell(view)
    // By way of `call` V8 does not inline the handler here but compiles it apart, and then inlines `schedule` into it.
    handler.call(undefined, view)
  }

  #tell(view: EventView): void {
    const { kind, target, a, b } = view
    this.#trace.record(view.time, 'event', 'kernel', 'dispatch', { kind, target, a, b })
  }

  #enter(until: Until): void {
    assert(!this.#running, 'a handler does not run the simulation that runs it')
    const { time = MAX_TIME, events = 0 } = until
    if (!(Number.isSafeInteger(time) && time >= this.now)) {
      throw new KernelLimitError('time-in-past', 'a run must end at a whole number of µs, not before now', {
        time: String(time),
        now: this.now,
      })
    }
    if (!(Number.isSafeInteger(events) && events >= 0)) {
      throw new KernelLimitError('bad-option', 'a run must end after a whole number of events', {
        events: String(events),
      })
    }
    this.#running = true
  }

  #stopAt(end: number): StopReason {
    this.#queue.registers[0] = end
    return 'time'
  }

  #eventsError(): KernelLimitError {
    return new KernelLimitError('max-events', `more than ${this.maxEvents} events`, {
      maxEvents: this.maxEvents,
      now: this.now,
    })
  }
}
