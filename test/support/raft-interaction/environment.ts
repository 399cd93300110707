import { RawNode } from '../../../src/protocols/raft/raw-node/index.js'
import { MemoryStorage } from './memory-storage.js'
import { Output } from './output.js'
import type { WireMessage, WireSnapshot } from './words.js'

/** What `add-nodes` may set for its nodes; sizes in bytes, times in ticks. */
export interface NodeOptions {
  electionTick: number
  heartbeatTick: number
  /** No limit unless given, here and below. */
  maxSizePerMsg?: number
  maxCommittedSizePerReady?: number
  maxInflightMsgs: number
  asyncStorageWrites: boolean
  preVote: boolean
  checkQuorum: boolean
  readOnlyOption: 'safe' | 'lease-based'
  disableConfChangeValidation: boolean
  stepDownOnRemoval: boolean
  /** Index of the last entry that is applied already. */
  applied: number
}

/** As etcd's `raftConfigStub`: an election takes three ticks, a heartbeat one, and nothing is limited. */
export function defaultOptions(): NodeOptions {
  return {
    electionTick: 3,
    heartbeatTick: 1,
    maxInflightMsgs: 2 ** 31 - 1,
    asyncStorageWrites: false,
    preVote: false,
    checkQuorum: false,
    readOnlyOption: 'safe',
    disableConfChangeValidation: false,
    stepDownOnRemoval: false,
    applied: 0,
  }
}

/** A member with its disk, its state machine (a text that grows), and the work its threads have not yet done. */
export interface Member {
  readonly id: number
  readonly options: NodeOptions
  readonly storage: MemoryStorage
  raw: RawNode
  appendWork: WireMessage[]
  applyWork: WireMessage[]
  /** The state after each applied entry, as the snapshot one would take of it; the last is given out when asked. */
  readonly history: WireSnapshot[]
}

/** Members of a group, the messages between them, and what is written down of it. */
export class Environment {
  readonly output = new Output()
  readonly members: Member[] = []
  /** Sent and not delivered, in the order they were sent. */
  messages: WireMessage[] = []

  /** The member that a directive calls `id`, from 1. */
  member(id: number): Member {
    const member = this.members[id - 1]
    if (member === undefined) throw new Error(`there is no node ${id}`)
    return member
  }

  /** `count` new members with the next free numbers, all beginning with `snapshot` unless it is empty. */
  add(count: number, options: NodeOptions, snapshot: WireSnapshot): void {
    const { metadata, data } = snapshot
    const empty = metadata.index === 0 && data === '' && metadata.confState.voters.length === 0
    if (!(empty && metadata.confState.learners.length === 0) && metadata.index <= 1) {
      throw new Error('index must be specified as > 1 due to bootstrap')
    }
    for (let added = 0; added < count; added += 1) {
      const storage = new MemoryStorage()
      const begins = empty ? snapshot : { data, metadata: { ...metadata, term: 1 } }
      if (!empty) storage.applySnapshot(begins)
      const history = [begins]
      storage.latest = () => history[history.length - 1]
      const id = this.members.length + 1
      const raw = this.#newNode(id, options, storage)
      this.members.push({ id, options, storage, raw, appendWork: [], applyWork: [], history })
    }
  }

  /** The member crashes, which loses what its threads had not done, and comes up with its disk and its state machine. */
  restart(member: Member): void {
    member.appendWork = []
    member.applyWork = []
    this.messages = this.messages.filter(({ from, to }) => to !== member.id || (from > 0 && from !== to))
    const { index } = member.history[member.history.length - 1].metadata
    member.raw = this.#newNode(member.id, { ...member.options, applied: index }, member.storage)
  }

  #newNode(id: number, options: NodeOptions, storage: MemoryStorage): RawNode {
    const { output } = this
    const logger = {
      debug: (line: string) => output.log('DEBUG', line),
      info: (line: string) => output.log('INFO', line),
      warning: (line: string) => output.log('WARN', line),
      error: (line: string) => output.log('ERROR', line),
    }
    return new RawNode({ ...options, id, storage, logger })
  }
}
