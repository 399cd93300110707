import type { BasicStatus, ConfChange, ConfState, NodeStatus, RawConfig, Ready, WireMessage } from './words.js'

/** Targets of the messages that are work for a node's own disk and state machine (etcd's `LocalAppendThread`, …). */
export const LocalAppendThread = Number.MAX_SAFE_INTEGER
export const LocalApplyThread = Number.MAX_SAFE_INTEGER - 1

/**
 * A Raft process driven by hand, with the interface of etcd's `RawNode`: the application ticks, steps messages, and carries
 * out what each `Ready` asks for. What etcd answers with an error is returned as its text, '' for none.
 */
export class RawNode {
  readonly config: RawConfig

  constructor(config: RawConfig) {
    this.config = config
  }

  tick(): void {}

  campaign(): string {
    return ''
  }

  propose(_data: string): string {
    return ''
  }

  proposeConfChange(_change: ConfChange): string {
    return ''
  }

  applyConfChange(_change: ConfChange): ConfState {
    throw new Error('not here yet')
  }

  step(_message: WireMessage): string {
    return ''
  }

  hasReady(): boolean {
    return false
  }

  ready(): Ready {
    throw new Error('not here yet')
  }

  /** After a `Ready` is carried out; never with `asyncStorageWrites`. */
  advance(): void {}

  readIndex(_context: string): void {}

  transferLeader(_to: number): void {}

  forgetLeader(): string {
    return ''
  }

  reportUnreachable(_id: number): void {}

  reportSnapshot(_id: number, _status: 'finish' | 'failure'): void {}

  /** Ticks until the next election timeout from the last reset on, dictated (for tests, as etcd's own do). */
  setRandomizedElectionTimeout(_ticks: number): void {}

  basicStatus(): BasicStatus {
    throw new Error('not here yet')
  }

  status(): NodeStatus {
    throw new Error('not here yet')
  }

  /** The lines of etcd's `raftLog.String()`. */
  logState(): string {
    return ''
  }
}
