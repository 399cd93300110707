import type { Law } from '../../src/laws/index.js'
import type { Effects, Input, Plain, Protocol, Status, Stored, Write } from '../../src/protocols/index.js'
import { SeedTree } from '../../src/random/seed-tree.js'
import type { Stream } from '../../src/random/stream.js'
import { DueQueue } from './due-queue.js'
import { emptyDisk, frozen, written } from './protocol-process.js'

/** Read anew for every message and write, so that whoever holds the options may change the weather as a run goes. */
export interface NetworkOptions<M> {
  readonly seed: string
  readonly latency: Law
  /** Time from a write to its sync. */
  readonly sync: Law
  readonly loss?: number
  readonly duplicate?: number
  /** Messages that take much longer than others, and come when what they speak of is long past. */
  readonly late?: { readonly chance: number; readonly latency: Law }
  /** Disks at the start, by process; empty unless given. */
  readonly disks?: readonly Stored[]
  /** Answers the draw of a timer in place of its law, when it returns a number. */
  readonly draws?: (node: number, name: string) => number | undefined
  /** Freezes all that is sent or written. */
  readonly freeze?: boolean
  /** What the members replicate; one that answers nothing unless given. */
  readonly machine?: () => StateMachine
  /** Rate error of each member's clock; none unless given. */
  readonly drift?: readonly number[]
  /** False for a message that the network swallows. */
  readonly passes?: (from: number, to: number, message: M) => boolean
}

/** Messages of one step beyond which it is taken to have no end. */
const mostSent = 10_000

/** A replicated state machine, as one member has it. Memory only: it begins empty at every start. */
export interface StateMachine {
  apply(index: number, command: Plain): Plain
  read(query: Plain): Plain
  capture(): Plain
  restore(index: number, captured: Plain): void
}

const silent: StateMachine = { apply: () => null, read: () => null, capture: () => null, restore: () => {} }

export interface Reply {
  readonly node: number
  readonly request: number
  readonly result: Plain
}

/** Sees every step after it happened, with what it asked; a law suite judges from here. */
export interface Observer<S, M> {
  started?(node: number, state: S): void
  stepped?(node: number, state: S, input: Input<M>): void
  sent?(from: number, to: number, message: M): void
  applied?(node: number, index: number, command: Plain, result: Plain): void
  restored?(node: number, index: number, captured: Plain): void
  persisted?(node: number, writes: readonly Write[]): void
  replied?(reply: Reply): void
  noted?(node: number, what: string, value: Plain): void
}

interface Timer {
  value: number
  period: number
  version: number
  armed: boolean
}

interface Member<S> {
  state: S
  up: boolean
  life: number
  disk: Stored
  unsynced: { token: number; writes: readonly Write[] }[]
  syncedAt: number
  /** Nothing is synced before this time. */
  stalledUntil: number
  /** While it is paused, what it will see when it goes on; else null. */
  waiting: (() => void)[] | null
  timers: Map<string, Timer>
  machine: StateMachine
}

/**
 * A small deterministic world for protocols: messages are delayed, lost, doubled and overtaken, links are cut, disks
 * lose what was not synced when a process crashes. It shares no code with the simulator.
 */
export class ProtocolNetwork<C, S, M> {
  readonly protocol: Protocol<C, S, M>
  readonly config: C
  readonly options: NetworkOptions<M>
  readonly members: Member<S>[] = []
  readonly observers: Observer<S, M>[] = []
  now = 0
  steps = 0
  private readonly stream: Stream
  private readonly cuts = new Set<string>()
  private readonly queue = new DueQueue()
  private asking = 0
  private sentByStep = 0
  private lateLost = 0
  private readonly out: Effects<M>

  constructor(protocol: Protocol<C, S, M>, config: C, members: number, options: NetworkOptions<M>) {
    this.protocol = protocol
    this.config = config
    this.options = options
    this.stream = new SeedTree(options.seed).stream('network')
    this.out = this.effects()
    for (let node = 0; node < members; node++) this.members.push(this.newMember(options.disks?.[node] ?? emptyDisk))
  }

  /** Starts every process that is not up. */
  start(): void {
    for (let node = 0; node < this.members.length; node++) this.restart(node)
  }

  status(node: number): Status {
    return this.protocol.status(this.config, this.members[node].state)
  }

  state(node: number): S {
    return this.members[node].state
  }

  crash(node: number): void {
    const member = this.members[node]
    member.up = false
    member.life += 1
    member.unsynced = []
    member.waiting = null
    member.timers.clear()
  }

  /** Whatever happens to the process waits until `resume`; its clock and its disk go on. */
  pause(node: number): void {
    if (this.members[node].up) this.members[node].waiting ??= []
  }

  resume(node: number): void {
    const { waiting, life } = this.members[node]
    this.members[node].waiting = null
    for (const act of waiting ?? []) if (this.members[node].life === life) this.whenAwake(node, act)
  }

  /** The disk of `node` syncs nothing before time `until`; if that has come, what waited is synced now. */
  stall(node: number, until: number): void {
    const member = this.members[node]
    const { life, stalledUntil } = member
    member.stalledUntil = until
    if (until > this.now || stalledUntil <= this.now) return
    for (const _ of member.unsynced) this.at(this.now, () => this.sync(node, life))
  }

  restart(node: number): void {
    const member = this.members[node]
    if (member.up) return
    member.up = true
    member.state = this.protocol.init(this.config, node, member.disk)
    member.syncedAt = this.now
    member.machine = this.options.machine?.() ?? silent
    for (const observer of this.observers) observer.started?.(node, member.state)
    this.step(node, { kind: 'start' })
  }

  /** Messages from `from` to `to` are lost until `heal`; those under way too. */
  cut(from: number, to: number): void {
    this.cuts.add(`${from}>${to}`)
  }

  /** Processes in different groups cannot talk to each other. */
  partition(...groups: readonly (readonly number[])[]): void {
    for (const group of groups) {
      for (const other of groups) {
        if (group === other) continue
        for (const from of group) for (const to of other) this.cut(from, to)
      }
    }
  }

  heal(): void {
    this.cuts.clear()
  }

  /** Messages that are late and still under way are lost. */
  loseLate(): void {
    this.lateLost += 1
  }

  isCut(from: number, to: number): boolean {
    return this.cuts.has(`${from}>${to}`)
  }

  step(node: number, input: Input<M>): void {
    const member = this.members[node]
    if (!member.up) return
    this.asking = node
    this.steps += 1
    this.sentByStep = 0
    this.protocol.step(this.config, member.state, input, this.out)
    for (const observer of this.observers) observer.stepped?.(node, member.state, input)
  }

  /** A step from outside: of a paused process it waits, of one that is down it is lost. */
  tell(node: number, input: Input<M>): void {
    this.whenAwake(node, () => this.step(node, input))
  }

  request(node: number, id: number, command: Plain): void {
    this.tell(node, { kind: 'request', id, command })
  }

  /** Runs `act` at time `at`, after what is due then already. */
  at(at: number, act: () => void): void {
    this.queue.put(Math.max(at, this.now), act)
  }

  /** Runs until time `until`, or until `when` holds after some event; true in the latter case. */
  run(until: number, when: () => boolean = () => false): boolean {
    while (this.queue.next <= until) {
      const due = this.queue.take()
      this.now = due.at
      due.act()
      if (when()) return true
    }
    this.now = Math.max(this.now, until)
    return false
  }

  private newMember(disk: Stored): Member<S> {
    return {
      state: null as unknown as S,
      up: false,
      life: 0,
      disk: frozen(disk),
      unsynced: [],
      syncedAt: 0,
      stalledUntil: 0,
      waiting: null,
      timers: new Map(),
      machine: silent,
    }
  }

  private effects(): Effects<M> {
    return {
      send: (to, message) => this.send(this.asking, to, message),
      after: (name, law) => this.arm(this.asking, name, this.drawTimer(this.asking, name, law), 0),
      again: name => {
        const timer = this.members[this.asking].timers.get(name)
        if (timer !== undefined) this.arm(this.asking, name, timer.value, 0)
      },
      every: (name, period) => this.arm(this.asking, name, period, period),
      cancel: name => {
        const timer = this.members[this.asking].timers.get(name)
        if (timer === undefined) return
        timer.version += 1
        timer.armed = false
      },
      persist: (token, writes) => this.persist(this.asking, token, writes),
      apply: (index, command) => {
        const result = this.members[this.asking].machine.apply(index, command)
        for (const observer of this.observers) observer.applied?.(this.asking, index, command, result)
        return result
      },
      read: query => this.members[this.asking].machine.read(query),
      capture: () => this.members[this.asking].machine.capture(),
      restore: (index, captured) => {
        this.members[this.asking].machine.restore(index, captured)
        for (const observer of this.observers) observer.restored?.(this.asking, index, captured)
      },
      reply: (request, result) => {
        for (const observer of this.observers) observer.replied?.({ node: this.asking, request, result })
      },
      note: (what, value) => {
        for (const observer of this.observers) observer.noted?.(this.asking, what, value)
      },
      draw: (_purpose, law) => Math.round(draw(law, this.stream)),
      readClock: () => {
        const node = this.asking
        const life = this.members[node].life
        this.at(this.now, () =>
          this.whenAwake(node, () => {
            if (this.members[node].life === life) this.step(node, { kind: 'clock', reading: this.now })
          }),
        )
      },
      clock: () => this.now * (1 + this.driftOf(this.asking)),
    }
  }

  private driftOf(node: number): number {
    return this.options.drift?.[node] ?? 0
  }

  private drawTimer(node: number, name: string, law: Law): number {
    return this.options.draws?.(node, name) ?? Math.round(draw(law, this.stream))
  }

  private send(from: number, to: number, message: M): void {
    if (this.options.freeze) frozen(message)
    this.sentByStep += 1
    if (this.sentByStep > mostSent) throw new Error(`${from} sends without end`)
    for (const observer of this.observers) observer.sent?.(from, to, message)
    if (this.options.passes !== undefined && !this.options.passes(from, to, message)) return
    const { loss = 0, duplicate = 0 } = this.options
    if (loss > 0 && this.stream.unit() < loss) return
    this.carry(from, to, message)
    if (duplicate > 0 && this.stream.unit() < duplicate) this.carry(from, to, message)
  }

  private carry(from: number, to: number, message: M): void {
    const { late, latency } = this.options
    const { lateLost } = this
    const isLate = late !== undefined && late.chance > 0 && this.stream.unit() < late.chance
    const law = isLate ? late.latency : latency
    this.at(this.now + Math.round(draw(law, this.stream)), () => {
      if (isLate && this.lateLost > lateLost) return
      if (!this.isCut(from, to)) this.tell(to, { kind: 'message', from, message })
    })
  }

  private whenAwake(node: number, act: () => void): void {
    const { up, waiting } = this.members[node]
    if (!up) return
    if (waiting === null) act()
    else waiting.push(act)
  }

  private arm(node: number, name: string, value: number, period: number): void {
    const { timers, life } = this.members[node]
    const version = (timers.get(name)?.version ?? 0) + 1
    timers.set(name, { value, period, version, armed: true })
    const due = this.now + Math.round(value / (1 + this.driftOf(node)))
    this.at(due, () => this.whenAwake(node, () => this.goOff(node, life, name, version)))
  }

  private goOff(node: number, life: number, name: string, version: number): void {
    const member = this.members[node]
    const timer = member.timers.get(name)
    if (member.life !== life || timer === undefined || timer.version !== version) return
    if (timer.period > 0) this.arm(node, name, timer.value, timer.period)
    else timer.armed = false
    this.step(node, { kind: 'timer', name })
  }

  private persist(node: number, token: number, writes: readonly Write[]): void {
    const member = this.members[node]
    const { life } = member
    if (this.options.freeze) frozen(writes)
    for (const observer of this.observers) observer.persisted?.(node, writes)
    member.unsynced.push({ token, writes })
    member.syncedAt = Math.max(member.syncedAt, this.now + Math.round(draw(this.options.sync, this.stream)))
    this.at(member.syncedAt, () => this.sync(node, life))
  }

  /** Completes the oldest write, unless the disk stalls: then all that are due wait, in their order. */
  private sync(node: number, life: number): void {
    const member = this.members[node]
    if (member.life !== life) return
    if (member.stalledUntil > this.now) {
      this.at(member.stalledUntil, () => this.sync(node, life))
      return
    }
    const first = member.unsynced.shift()
    if (first === undefined) return
    for (const write of first.writes) member.disk = written(member.disk, write)
    this.whenAwake(node, () => {
      if (member.life === life) this.step(node, { kind: 'stored', token: first.token })
    })
  }
}

/** The few laws that tests of protocols need. */
function draw(law: Law, stream: Stream): number {
  if (law.kind === 'constant') return law.value
  if (law.kind === 'uniform') return law.low + (law.high - law.low) * stream.unit()
  if (law.kind === 'exponential') return law.mean * stream.exponential()
  throw new Error(`no draws of ${law.kind} here`)
}
