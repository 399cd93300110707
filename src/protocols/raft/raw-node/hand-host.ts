import type { Plain, Reply, Write } from '../../contract.js'
import { etcdWays, type RaftConfig } from '../config.js'
import { printed, votersOf } from '../configuration.js'
import { useLast } from '../in-use.js'
import { hex, type Journal } from '../journal.js'
import { lastIndex, lastTerm } from '../log.js'
import { dropLog } from '../snapshot.js'
import { init, type Out, type RaftState } from '../state.js'
import { Applying } from './applying.js'
import { Unstable } from './unstable.js'
import { toConfiguration, toEntry, toSnapshot, toWire } from './wire.js'
import type { RawConfig, ReadState, WireMessage } from './words.js'

const unlimited = Number.MAX_SAFE_INTEGER
/** Ids are below this. */
const ids = 64

/**
 * The core's host under a hand-driven node: timers are counts of ticks, what is sent is kept for the next `Ready`, what is
 * to be written is the tail of the log. It never reports a sync, so that every answer that waits for the disk stays in the
 * core's outbox until it is handed out together with what it waits for.
 */
export class HandHost {
  readonly config: RawConfig
  readonly core: RaftConfig
  readonly state: RaftState
  readonly out: Out
  readonly unstable: Unstable
  readonly applying: Applying
  messages: WireMessage[] = []
  readStates: ReadState[] = []
  electionElapsed = 0
  heartbeatElapsed = 0
  randomizedElectionTimeout: number
  readonly #reads = new Map<number, string>()
  #lastRead = 0

  constructor(config: RawConfig) {
    this.config = config
    this.core = coreConfig(config)
    this.state = coreState(this.core, config)
    this.unstable = new Unstable(lastIndex(this.state) + 1, config.logger)
    const { maxCommittedSizePerReady = 0, maxSizePerMsg = unlimited } = config
    this.applying = new Applying(this.state.lastApplied, maxCommittedSizePerReady || maxSizePerMsg)
    this.randomizedElectionTimeout = this.#drawTimeout()
    this.out = this.#effects()
    const { id, logger } = config
    if (logger === undefined) return
    const { state } = this
    const peers = votersOf(state.configuration).map(hex).join(',')
    const at = `commit: ${state.commitIndex}, applied: ${state.lastApplied}, lastindex: ${lastIndex(state)}, lastterm: ${lastTerm(state)}`
    logger.info(`${hex(id)} switched to configuration ${this.printedConfiguration()}`)
    logger.info(`${hex(id)} became follower at term ${state.currentTerm}`)
    logger.info(`newRaft ${hex(id)} [peers: [${peers}], term: ${state.currentTerm}, ${at}]`)
  }

  printedConfiguration(): string {
    return printed(this.state.configuration)
  }

  /** Before anything else happens: what the application has compacted, and which snapshot it would send. */
  look(): void {
    const { state, unstable, config } = this
    state.sticky = state.leader !== -1 && this.electionElapsed < config.electionTick
    if (unstable.snapshot !== null) return
    dropLog(state, config.storage.firstIndex() - 1)
    const snapshot = config.storage.snapshot()
    if (snapshot.metadata.index !== state.snapshot?.index) state.snapshot = toSnapshot(snapshot)
  }

  /** A read by this node's own application; the core knows it by a number. */
  numberRead(context: string): number {
    this.#lastRead += 1
    this.#reads.set(this.#lastRead, context)
    return this.#lastRead
  }

  contextOf(read: number): string {
    return this.#reads.get(read) ?? ''
  }

  readOf(context: string): number {
    for (const [read, own] of this.#reads) if (own === context) return read
    return -1
  }

  resetTimers(): void {
    this.electionElapsed = 0
    this.heartbeatElapsed = 0
    this.randomizedElectionTimeout = this.#drawTimeout()
  }

  /** As etcd's `raftLog.String()`. */
  describeLog(committed: number): string {
    const { state, unstable, applying } = this
    const { offset, offsetInProgress } = unstable
    const length = Math.max(0, lastIndex(state) + 1 - offset)
    return `committed=${committed}, applied=${state.lastApplied}, applying=${applying.given}, unstable.offset=${offset}, unstable.offsetInProgress=${offsetInProgress}, len(unstable.Entries)=${length}`
  }

  #drawTimeout(): number {
    const { electionTick, random } = this.config
    return electionTick + (random?.(electionTick) ?? 0)
  }

  #effects(): Out {
    return {
      send: (_to, message) => {
        const wire = toWire(message)
        if (message.type === 'MsgReadIndex' && message.from === this.config.id) {
          this.messages.push(asRead(wire, this.contextOf(message.context as number)))
        } else {
          this.messages.push(message.type === 'MsgReadIndexResp' ? asRead(wire, wire.context) : wire)
        }
      },
      after: name => {
        if (name === 'election') this.resetTimers()
        else if (name === 'transfer') this.electionElapsed = 0
      },
      again: name => {
        if (name === 'election') this.electionElapsed = 0
      },
      every: () => {},
      cancel: name => {
        if (name === 'election') this.resetTimers()
      },
      persist: (_token, writes) => {
        for (const write of writes) this.#written(write)
      },
      apply: () => null,
      read: () => null,
      capture: () => null,
      restore: () => {},
      reply: (request, result) => this.#replied(request, result as Reply),
      note: () => {},
      draw: () => 0,
      readClock: () => {},
      clock: () => 0,
      journal: this.#journal(),
    }
  }

  #journal(): Journal | undefined {
    const { logger, electionTick } = this.config
    if (logger === undefined) return undefined
    return {
      debug: line => logger.debug(line),
      info: line => logger.info(line),
      warning: line => logger.warning(line),
      error: line => logger.error(line),
      remainingTicks: () => electionTick - this.electionElapsed,
    }
  }

  #written(write: Write): void {
    const { state, unstable, config } = this
    if (write.kind === 'append' && write.entries.length > 0) {
      unstable.truncateAndAppend(write.from + 1, lastIndex(state) + 1)
    } else if (write.kind === 'put' && write.key === 'snapshot') {
      const { index, term } = write.value as { readonly [key: string]: Plain } as { index: number; term: number }
      const log = this.describeLog(state.commitIndex)
      config.logger?.info(`log [${log}] starts to restore snapshot [index: ${index}, term: ${term}]`)
      unstable.restore(index, term)
    }
  }

  #replied(read: number, reply: Reply): void {
    const context = this.#reads.get(read)
    if (context === undefined) return
    this.#reads.delete(read)
    if (reply.kind === 'done') this.readStates.push({ index: reply.index, requestCtx: context })
  }
}

/** etcd carries the context of a read as the data of an entry. */
function asRead(wire: WireMessage, context: string): WireMessage {
  const entry = { term: 0, index: 0, type: 'EntryNormal', data: context, change: null } as const
  return { ...wire, context: '', entries: [entry] }
}

function coreConfig(config: RawConfig): RaftConfig {
  const { electionTick, heartbeatTick, maxSizePerMsg = unlimited, checkQuorum = false } = config
  return {
    ...etcdWays,
    members: ids,
    electionTimeout: { kind: 'uniform', low: electionTick, high: 2 * electionTick },
    heartbeat: heartbeatTick,
    batch: maxSizePerMsg === 0 ? 1 : unlimited,
    batchBytes: maxSizePerMsg === unlimited ? 0 : maxSizePerMsg,
    window: unlimited,
    backlog: unlimited,
    backlogBytes: config.maxUncommittedEntriesSize ?? 0,
    inflightMessages: config.maxInflightMsgs,
    inflightBytes: config.maxInflightBytes ?? 0,
    checkQuorum,
    stickiness: checkQuorum,
    preVote: config.preVote ?? false,
    reads: config.readOnlyOption === 'lease-based' ? 'lease' : 'index',
    forwarding: config.disableProposalForwarding !== true,
    stepDownOnRemoval: config.stepDownOnRemoval ?? false,
  }
}

function coreState(core: RaftConfig, { id, storage, applied = 0 }: RawConfig): RaftState {
  const { hardState, confState } = storage.initialState()
  const first = storage.firstIndex()
  const last = storage.lastIndex()
  const log = last < first ? [] : storage.entries(first, last + 1, unlimited).map(toEntry)
  const base = { index: first - 1, term: storage.term(first - 1) }
  const { term: currentTerm, vote } = hardState
  const values = { currentTerm, votedFor: vote === 0 ? -1 : vote, base }
  const state = init(core, id, { values, dropped: base.index, log })
  state.configurations = [{ index: 0, configuration: toConfiguration(confState) }]
  useLast(state)
  state.byHand = true
  state.outbox.written = 1
  state.commitIndex = Math.max(base.index, hardState.commit)
  state.lastApplied = Math.max(base.index, applied)
  return state
}
