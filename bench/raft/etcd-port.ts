import { createRequire } from 'node:module'
import type { Work } from './work.js'

/** What is used of `@coaty/consensus.raft`, a port of etcd's Raft to TypeScript. */
interface Port {
  readonly RawNode: { NewRawNode(config: object): RawNode }
  readonly RaftConfig: new (config: object) => object
  readonly MemoryStorage: { NewMemoryStorage(): Storage }
  readonly Snapshot: new (fields: object) => object
  readonly SnapshotMetadata: new (fields: object) => object
  readonly ConfState: new (fields: object) => object
  readonly discardLogger: object
}

interface RawNode {
  step(message: Message): unknown
  campaign(): unknown
  propose(data: string): unknown
  hasReady(): boolean
  ready(): Ready
  advance(ready: Ready): void
}

interface Storage {
  ApplySnapshot(snapshot: object): unknown
  SetHardState(state: object): unknown
  Append(entries: readonly Entry[]): unknown
}

interface Message {
  readonly to: number
}

interface Entry {
  readonly data: string | null
}

interface Ready {
  readonly hardState: { isEmptyHardState(): boolean }
  readonly entries: readonly Entry[]
  readonly committedEntries: readonly Entry[]
  readonly messages: readonly Message[]
}

/** Loads the package from a folder it was installed in; its parts that reach for a database and a broker are left out. */
export function loadPort(folder: string): Port {
  const require = createRequire(`${folder}/package.json`)
  const part = (name: string) => require(`@coaty/consensus.raft/ported/${name}`) as object
  return Object.assign({}, ...['rawnode', 'raft', 'storage', 'raftpb/raft.pb', 'logger'].map(part)) as Port
}

/** The same members, network and disks for the port: messages wait in one queue, disks sync at once. */
export class InMemoryPort {
  readonly #nodes: RawNode[] = []
  readonly #stores: Storage[] = []
  readonly #queue: Message[] = []
  #head = 0
  #messages = 0
  #applied = 0
  #asked = 0

  constructor(port: Port, members: number) {
    const voters = Array.from({ length: members }, (_, m) => m + 1)
    for (const id of voters) {
      const storage = port.MemoryStorage.NewMemoryStorage()
      const metadata = new port.SnapshotMetadata({ confState: new port.ConfState({ voters }), index: 1, term: 1 })
      storage.ApplySnapshot(new port.Snapshot({ data: null, metadata }))
      const node = port.RawNode.NewRawNode(
        new port.RaftConfig({
          id,
          electionTick: 3,
          heartbeatTick: 1,
          storage,
          applied: 1,
          maxSizePerMsg: 1_000_000,
          maxInflightMsgs: 256,
          logger: port.discardLogger,
        }),
      )
      this.#nodes.push(node)
      this.#stores.push(storage)
    }
    this.#nodes[0].campaign()
    for (const id of voters) this.#handle(id - 1)
    while (this.#head < this.#queue.length) this.#next()
    this.#applied = 0
  }

  run({ requests, ahead }: Work): number {
    const before = this.#messages
    const from = this.#asked
    while (this.#asked < from + requests || this.#head < this.#queue.length) {
      while (this.#asked < from + requests && this.#asked - this.#applied < ahead) {
        this.#asked += 1
        this.#nodes[0].propose('x')
        this.#handle(0)
      }
      this.#next()
    }
    if (this.#applied !== this.#asked) throw new Error(`${this.#applied} of ${this.#asked} requests were applied`)
    return this.#messages - before
  }

  #next(): void {
    const message = this.#queue[this.#head]
    this.#head += 1
    if (this.#head === 4096) {
      this.#queue.splice(0, 4096)
      this.#head = 0
    }
    this.#messages += 1
    this.#nodes[message.to - 1].step(message)
    this.#handle(message.to - 1)
  }

  #handle(node: number): void {
    const raw = this.#nodes[node]
    while (raw.hasReady()) {
      const ready = raw.ready()
      if (!ready.hardState.isEmptyHardState()) this.#stores[node].SetHardState(ready.hardState)
      if (ready.entries.length > 0) this.#stores[node].Append(ready.entries)
      for (const message of ready.messages) this.#queue.push(message)
      if (node === 0) for (const { data } of ready.committedEntries) if (data === 'x') this.#applied += 1
      raw.advance(ready)
    }
  }
}
