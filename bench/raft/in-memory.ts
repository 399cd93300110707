import {
  type Effects,
  type Input,
  type Plain,
  type RaftConfig,
  type RaftState,
  raft,
} from '../../src/protocols/index.js'
import type { Work } from './work.js'

type Message = Parameters<typeof raft.describe>[0]
type Asked = Input<Message>

/**
 * Members whose messages wait in one queue and whose disks sync at once: the core, and as little else as can be. A cadence
 * never goes off; member 0's election timer goes off when the run begins.
 */
export class InMemoryRaft {
  readonly #config: RaftConfig
  readonly #states: RaftState[]
  readonly #queue: { to: number; input: Asked }[] = []
  #head = 0
  #asking = 0
  #messages = 0
  readonly applied: number[]
  #answered = 0
  #asked = 0

  constructor(members: number, more: Partial<RaftConfig> = {}) {
    this.#config = {
      members,
      electionTimeout: { kind: 'constant', value: 150_000 },
      heartbeat: 50_000,
      backlog: 1_000_000,
      ...more,
    }
    this.applied = Array.from({ length: members }, () => 0)
    this.#states = this.applied.map((_, m) => raft.init(this.#config, m, { values: {}, dropped: 0, log: [] }))
    for (const m of this.#states.keys()) this.#step(m, { kind: 'start' })
    this.#step(0, { kind: 'timer', name: 'election' })
    this.#drain()
    if (!raft.status(this.#config, this.#states[0]).serving) throw new Error('member 0 does not lead')
  }

  /** Gives the leader `requests` requests, at most `ahead` of them unanswered, and runs until everything is quiet. */
  run({ requests, ahead }: Work): number {
    const before = this.#messages
    const from = this.#asked
    while (this.#asked < from + requests || this.#head < this.#queue.length) {
      while (this.#asked < from + requests && this.#asked - this.#answered < ahead) {
        this.#asked += 1
        this.#step(0, { kind: 'request', id: this.#asked, command: 'x' })
      }
      this.#next()
    }
    if (this.#answered !== this.#asked) throw new Error(`${this.#answered} of ${this.#asked} requests were answered`)
    return this.#messages - before
  }

  #drain(): void {
    while (this.#head < this.#queue.length) this.#next()
  }

  #next(): void {
    const { to, input } = this.#queue[this.#head]
    this.#head += 1
    if (this.#head === 4096) {
      this.#queue.splice(0, 4096)
      this.#head = 0
    }
    if (input.kind === 'message') this.#messages += 1
    this.#step(to, input)
  }

  #step(member: number, input: Asked): void {
    this.#asking = member
    raft.step(this.#config, this.#states[member], input, this.#effects)
  }

  readonly #effects: Effects<Message> = {
    send: (to, message) => {
      this.#queue.push({ to, input: { kind: 'message', from: this.#asking, message } })
    },
    after: () => {},
    again: () => {},
    every: () => {},
    cancel: () => {},
    persist: token => {
      this.#queue.push({ to: this.#asking, input: { kind: 'stored', token } })
    },
    apply: (): Plain => {
      this.applied[this.#asking] += 1
      return null
    },
    read: () => null,
    capture: () => null,
    restore: () => {},
    reply: (_id, result) => {
      if ((result as { kind: string }).kind !== 'done') throw new Error(JSON.stringify(result))
      this.#answered += 1
    },
    note: () => {},
    draw: () => 0,
    readClock: () => {},
    clock: () => 0,
  }
}
