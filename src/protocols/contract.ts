import type { Law } from '../laws/index.js'

/** Plain JSON data: what may be stored, sent and kept in a protocol's state. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain }

/**
 * What a process has on its disk. `values` are overwritten one by one; `log` is an append-only list whose tail may be
 * cut. A host gives a restarted process what was synced before the crash, and nothing else.
 */
export interface Stored {
  readonly values: { readonly [key: string]: Plain }
  readonly log: readonly Plain[]
}

/** One write to the disk. Writes of one `persist` are synced together or lost together. */
export type Write =
  | { readonly kind: 'put'; readonly key: string; readonly value: Plain }
  /** Cuts the log to its first `from` entries (0 cuts all), then appends. */
  | { readonly kind: 'append'; readonly from: number; readonly entries: readonly Plain[] }

/** What a host tells a process. `M` is the protocol's own message type. */
export type Input<M> =
  /** First input after `init`, at first start and after every restart. */
  | { readonly kind: 'start' }
  | { readonly kind: 'message'; readonly from: number; readonly message: M }
  | { readonly kind: 'timer'; readonly name: string }
  /** The writes of the `persist` that named this token are synced. */
  | { readonly kind: 'stored'; readonly token: number }
  /** A client's request, or one handed on; answered by `reply` with the same id. */
  | { readonly kind: 'request'; readonly id: number; readonly command: Plain }
  /** The failure detector of this process changed its mind about a peer. */
  | { readonly kind: 'suspect'; readonly peer: number }
  | { readonly kind: 'trust'; readonly peer: number }
  /** Answer to `readClock`, in microseconds of the node's own clock. */
  | { readonly kind: 'clock'; readonly reading: number }

/** What a process asks of its host. Only valid during the `step` it was handed to. */
export interface Effects<M> {
  /** Messages are data: the host and the receiver never change them, nor may the sender after sending. */
  send(to: number, message: M): void
  /** Sets (or replaces) the timer `name` to go off once, after a draw of `law` on the node's own clock. */
  after(name: string, law: Law): void
  /** Re-arms `name` with the value drawn before, from now. Does nothing if it was never set. */
  again(name: string): void
  /** A cadence: goes off every `period` microseconds until cancelled or set anew. */
  every(name: string, period: number): void
  cancel(name: string): void
  /** Writes to disk; an input `stored` with this token follows when they are synced. Syncs complete in order. */
  persist(token: number, writes: readonly Write[]): void
  /** An entry is committed and is applied to the state machine of this process, in order, once per start. */
  apply(index: number, command: Plain): void
  reply(request: number, result: Plain): void
  /** A fact for traces and measures, such as `('role', 'leader')`. Never read back. */
  note(what: string, value: Plain): void
  /** A random draw, answered at once from a stream named after the process and the purpose. */
  draw(purpose: string, law: Law): number
  readClock(): void
}

/** Plain facts about a process from which predicates, certificates and traces are computed. */
export interface Status {
  /** Role in the protocol's own words: follower, candidate, leader; primary, backup; … */
  readonly role: string
  /** Term, ballot round, epoch or view. */
  readonly term: number
  /** The peer this process believes to lead, or -1. */
  readonly leader: number
  /** True while this process leads its term and has committed an entry of it: it can serve. */
  readonly serving: boolean
  readonly lastIndex: number
  readonly commitIndex: number
  /** Requests or entries not yet committed, or storage not yet synced. */
  readonly pending: number
}

/**
 * A protocol is a deterministic state machine. `step` changes only the state it is given, reads nothing else and keeps
 * no reference to its input. The state is plain data (JSON-safe), so that a host can copy, store and compare it.
 *
 * @typeParam C configuration, the same for all members
 * @typeParam S state of one process
 * @typeParam M messages
 */
export interface Protocol<C, S, M> {
  readonly name: string
  /** The state of process `self` (index into the members) as it comes up with what its disk holds. */
  init(config: C, self: number, stored: Stored): S
  step(config: C, state: S, input: Input<M>, out: Effects<M>): void
  status(config: C, state: S): Status
  /** Moves what accumulates when `periods` whole periods of a cadence pass with nothing of consequence. */
  advance(config: C, state: S, cadence: string, periods: number): void
  /** One short line for traces, such as `append t3 prev 7/2 +1 commit 7`. */
  describe(message: M): string
}
