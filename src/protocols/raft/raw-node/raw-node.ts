import { type Configuration, changed } from '../configuration.js'
import { isPromotable, stand } from '../election.js'
import { hex } from '../journal.js'
import { heartbeat, lookForQuorum } from '../leader.js'
import { useApplied } from '../membership.js'
import { onRead } from '../reads.js'
import { endTransfer } from '../transfer.js'
import { deliver } from './deliver.js'
import { HandHost } from './hand-host.js'
import { isLocalMessage, isLocalTarget, isResponse, LocalAppendThread, LocalApplyThread } from './local-messages.js'
import { basicStatus, nodeStatus } from './node-status.js'
import { changeProposal, onProposal, proposal } from './proposals.js'
import {
  afterAppend,
  appliable,
  equalHard,
  equalSoft,
  hardState,
  hasUnstableSnapshot,
  isEmpty,
  makeReady,
  nextCommitted,
  nextUnstable,
  softState,
  storageAppendResp,
  storageApplyResp,
} from './ready.js'
import { encodedSize, noMessage, toChange, toConfState } from './wire.js'
import type {
  BasicStatus,
  ConfChange,
  ConfState,
  HardState,
  NodeStatus,
  RawConfig,
  Ready,
  SingleChange,
  SoftState,
  WireMessage,
} from './words.js'

export { LocalAppendThread, LocalApplyThread }

/**
 * A Raft process driven by hand, with the interface of etcd's `RawNode` and in etcd's ways: the application ticks, steps
 * messages, and carries out what each `Ready` asks for. What etcd answers with an error is returned as its text, '' for
 * none; what makes etcd panic is thrown.
 */
export class RawNode {
  readonly config: RawConfig
  readonly #host: HandHost
  #prevSoft: SoftState
  #prevHard: HardState
  #stepsOnAdvance: WireMessage[] = []

  constructor(config: RawConfig) {
    this.config = config
    this.#host = new HandHost(config)
    this.#prevSoft = softState(this.#host)
    this.#prevHard = hardState(this.#host)
  }

  tick(): void {
    const host = this.#looked()
    const { core, state, out, config } = host
    host.electionElapsed += 1
    if (state.role !== 'leader') {
      if (host.electionElapsed < host.randomizedElectionTimeout || !isPromotable(core, state)) return
      host.electionElapsed = 0
      stand(core, state, out, false)
      return
    }
    host.heartbeatElapsed += 1
    if (host.electionElapsed >= config.electionTick) {
      host.electionElapsed = 0
      if (config.checkQuorum === true) lookForQuorum(core, state, out)
      endTransfer(state, out)
    }
    // It may have stepped down for want of a quorum.
    if (host.heartbeatElapsed < config.heartbeatTick) return
    host.heartbeatElapsed = 0
    heartbeat(core, state, out)
  }

  campaign(): string {
    const { core, state, out } = this.#looked()
    stand(core, state, out, false)
    return ''
  }

  propose(data: string): string {
    const { config } = this
    return onProposal(this.#looked(), proposal(config.id, { type: 'EntryNormal', data, change: null }))
  }

  proposeConfChange(change: ConfChange): string {
    return onProposal(this.#looked(), changeProposal(change))
  }

  /** The application has applied a change, or decided to. */
  applyConfChange(change: ConfChange): ConfState {
    const { core, state, out } = this.#looked()
    const next = changed(state.configuration, toChange(change))
    if (typeof next === 'string') throw new Error(next)
    for (const id of removedMeanwhile(state.configuration, next, change.changes)) state.progress[id].member = false
    useApplied(core, state, out, state.commitIndex, next)
    return toConfState(state.configuration)
  }

  step(message: WireMessage): string {
    const { type, from } = message
    if (isLocalMessage(type) && !isLocalTarget(from)) return 'raft: cannot step raft local message'
    const host = this.#looked()
    const known = host.state.progress[from]?.member === true
    if (isResponse(type) && !isLocalTarget(from) && !known) return 'raft: cannot step as peer not found'
    return deliver(host, message)
  }

  hasReady(): boolean {
    const host = this.#host
    const hard = hardState(host)
    return (
      !equalSoft(softState(host), this.#prevSoft) ||
      (!isEmpty(hard) && !equalHard(hard, this.#prevHard)) ||
      hasUnstableSnapshot(host) ||
      host.messages.length > 0 ||
      host.state.outbox.deferred.length > 0 ||
      nextUnstable(host).length > 0 ||
      nextCommitted(host, this.config.asyncStorageWrites !== true).length > 0 ||
      host.readStates.length > 0
    )
  }

  /** What there is to do; from now on it is being done. */
  ready(): Ready {
    const host = this.#host
    const ready = makeReady(host, this.#prevSoft, this.#prevHard)
    if (ready.softState !== null) this.#prevSoft = ready.softState
    if (ready.hardState !== null) this.#prevHard = ready.hardState
    if (this.config.asyncStorageWrites !== true) this.#keepSteps(ready)
    host.readStates = []
    host.messages = []
    host.state.outbox.deferred = []
    host.unstable.acceptInProgress(host.state.base + host.state.log.length)
    const { committedEntries } = ready
    if (committedEntries.length > 0) {
      const { index } = committedEntries[committedEntries.length - 1]
      const size = committedEntries.reduce((sum, entry) => sum + encodedSize(entry), 0)
      host.applying.accept(index, size, appliable(host, this.config.asyncStorageWrites !== true))
    }
    return ready
  }

  /** After a `Ready` is carried out; never with `asyncStorageWrites`. */
  advance(): void {
    if (this.config.asyncStorageWrites === true) {
      throw new Error('Advance must not be called when using AsyncStorageWrites')
    }
    const steps = this.#stepsOnAdvance
    this.#stepsOnAdvance = []
    for (const message of steps) deliver(this.#looked(), message)
  }

  readIndex(context: string): void {
    const host = this.#looked()
    const { core, state, out } = host
    if (state.role !== 'leader' && state.leader === -1) {
      if (state.role !== 'follower') return
      out.journal?.info(`${hex(state.self)} no leader at term ${state.currentTerm}; dropping index reading msg`)
      return
    }
    onRead(core, state, out, host.numberRead(context), null)
  }

  transferLeader(to: number): void {
    this.#local({ type: 'MsgTransferLeader', from: to })
  }

  forgetLeader(): string {
    return this.#local({ type: 'MsgForgetLeader' })
  }

  reportUnreachable(id: number): void {
    this.#local({ type: 'MsgUnreachable', from: id })
  }

  reportSnapshot(id: number, status: 'finish' | 'failure'): void {
    this.#local({ type: 'MsgSnapStatus', from: id, reject: status === 'failure' })
  }

  /** Ticks until the next election timeout from the last reset on, dictated (for tests, as etcd's own do). */
  setRandomizedElectionTimeout(ticks: number): void {
    this.#host.randomizedElectionTimeout = ticks
  }

  basicStatus(): BasicStatus {
    return basicStatus(this.#host)
  }

  status(): NodeStatus {
    return nodeStatus(this.#host)
  }

  /** One line, as etcd's `raftLog.String()`. */
  logState(): string {
    return this.#host.describeLog(this.#host.state.commitIndex)
  }

  #looked(): HandHost {
    this.#host.look()
    return this.#host
  }

  #local(fields: Partial<WireMessage>): string {
    return deliver(this.#looked(), { ...noMessage, ...fields })
  }

  #keepSteps(ready: Ready): void {
    if (this.#stepsOnAdvance.length > 0) throw new Error('two accepted Ready structs without call to Advance')
    const host = this.#host
    const { self } = host.state
    const steps = afterAppend(host).filter(({ to }) => to === self)
    const stored = storageAppendResp(host, ready)
    if (stored !== null) steps.push(stored)
    if (ready.committedEntries.length > 0) steps.push(storageApplyResp(self, ready.committedEntries))
    this.#stepsOnAdvance = steps
  }
}

/** Members that one change removes and brings back: they begin anew, unless the outgoing half keeps them. */
function removedMeanwhile(before: Configuration, next: Configuration, changes: readonly SingleChange[]): number[] {
  const kept = next.outgoing
  const removed = changes.filter(({ type, nodeId }) => type === 'RemoveNode' && !kept.includes(nodeId))
  const known = [...before.voters, ...before.outgoing, ...before.learners]
  return removed.map(({ nodeId }) => nodeId).filter(id => known.includes(id))
}
