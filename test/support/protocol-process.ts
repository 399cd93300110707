import type { Law } from '../../src/laws/index.js'
import type { Effects, Input, Plain, Protocol, Status, Stored, Write } from '../../src/protocols/index.js'

/** What one step asked of its host. */
export interface Asked<M> {
  readonly sent: { readonly to: number; readonly message: M }[]
  readonly timers: {
    readonly name: string
    readonly law: Law | null
    readonly period: number
    readonly again: boolean
  }[]
  readonly cancelled: string[]
  readonly persisted: { readonly token: number; readonly writes: readonly Write[] }[]
  readonly applied: { readonly index: number; readonly command: Plain }[]
  readonly restored: { readonly index: number; readonly captured: Plain }[]
  readonly replies: { readonly request: number; readonly result: Plain }[]
  readonly notes: { readonly what: string; readonly value: Plain }[]
}

export const emptyDisk: Stored = { values: {}, dropped: 0, log: [] }

function nothingAsked<M>(): Asked<M> {
  return {
    sent: [],
    timers: [],
    cancelled: [],
    persisted: [],
    applied: [],
    restored: [],
    replies: [],
    notes: [],
  }
}

/** The disk after one more synced write. */
export function written(disk: Stored, write: Write): Stored {
  const { values, dropped, log } = disk
  if (write.kind === 'put') return { values: { ...values, [write.key]: write.value }, dropped, log }
  if (write.kind === 'drop') {
    return write.before <= dropped ? disk : { values, dropped: write.before, log: log.slice(write.before - dropped) }
  }
  const kept = write.from - dropped
  if (kept < 0 || kept > log.length) throw new Error(`append at ${write.from} leaves a gap in the log`)
  return { values, dropped, log: [...log.slice(0, kept), ...write.entries] }
}

/** Freezes plain data all the way down, so that whoever changes it later fails loudly. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}

/** One process with a hand-cranked host: a test gives it inputs and reads what it asked for. Draws answer the law's low end. */
export class ProtocolProcess<C, S, M> {
  readonly protocol: Protocol<C, S, M>
  readonly config: C
  readonly self: number
  state: S
  disk: Stored
  /** What its monotonic clock shows. */
  clock = 0
  private unsynced: { token: number; writes: readonly Write[] }[] = []

  constructor(protocol: Protocol<C, S, M>, config: C, self: number, disk: Stored = emptyDisk) {
    this.protocol = protocol
    this.config = config
    this.self = self
    this.disk = disk
    this.state = protocol.init(config, self, frozen(disk))
    this.step({ kind: 'start' })
  }

  get status(): Status {
    return this.protocol.status(this.config, this.state)
  }

  step(input: Input<M>): Asked<M> {
    const asked = nothingAsked<M>()
    this.protocol.step(this.config, this.state, frozen(input), recorder(asked, this.clock))
    this.unsynced.push(...asked.persisted)
    return asked
  }

  hear(from: number, message: M): Asked<M> {
    return this.step({ kind: 'message', from, message })
  }

  fire(name: string): Asked<M> {
    return this.step({ kind: 'timer', name })
  }

  request(id: number, command: Plain): Asked<M> {
    return this.step({ kind: 'request', id, command })
  }

  /** Syncs the oldest unsynced write and tells the process. */
  syncOne(): Asked<M> {
    const first = this.unsynced.shift()
    if (first === undefined) throw new Error('nothing to sync')
    for (const write of first.writes) this.disk = written(this.disk, write)
    return this.step({ kind: 'stored', token: first.token })
  }

  /** Syncs everything, including what is written on the way; what was asked meanwhile, together. */
  sync(): Asked<M> {
    const all = nothingAsked<M>()
    while (this.unsynced.length > 0) {
      const asked = this.syncOne()
      for (const key of Object.keys(all) as (keyof Asked<M>)[]) (all[key] as unknown[]).push(...asked[key])
    }
    return all
  }

  /** Loses what was not synced, and the memory. */
  restart(): void {
    this.unsynced = []
    this.state = this.protocol.init(this.config, this.self, frozen(this.disk))
    this.step({ kind: 'start' })
  }
}

function recorder<M>(asked: Asked<M>, clock: number): Effects<M> {
  return {
    send: (to, message) => asked.sent.push({ to, message: frozen(message) }),
    after: (name, law) => asked.timers.push({ name, law, period: 0, again: false }),
    again: name => asked.timers.push({ name, law: null, period: 0, again: true }),
    every: (name, period) => asked.timers.push({ name, law: null, period, again: false }),
    cancel: name => asked.cancelled.push(name),
    persist: (token, writes) => asked.persisted.push({ token, writes: frozen(writes) }),
    apply: (index, command) => {
      asked.applied.push({ index, command })
      return null
    },
    read: () => null,
    capture: () => null,
    restore: (index, captured) => asked.restored.push({ index, captured }),
    reply: (request, result) => asked.replies.push({ request, result }),
    note: (what, value) => asked.notes.push({ what, value }),
    draw: () => 0,
    readClock: () => {},
    clock: () => clock,
  }
}
