import type { Law } from '../laws/index.js'
import type { Quorum } from '../quorum/index.js'

/** Plain JSON data: what may be stored, sent and kept in a protocol's state. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain }

/**
 * What a process has on its disk. `values` are overwritten one by one; `log` is an append-only list whose tail may be
 * cut and whose head may be dropped: places in it count from 0 and keep their numbers, `log[0]` has place `dropped`. A
 * host gives a restarted process what was synced before the crash, and nothing else.
 */
export interface Stored {
  readonly values: { readonly [key: string]: Plain }
  readonly dropped: number
  readonly log: readonly Plain[]
}

/** One write to the disk. Writes of one `persist` are synced together or lost together. */
export type Write =
  | { readonly kind: 'put'; readonly key: string; readonly value: Plain }
  /** Cuts the log before place `from`, which is not below `dropped` (0 cuts all), then appends. */
  | { readonly kind: 'append'; readonly from: number; readonly entries: readonly Plain[] }
  /** Drops what stands before place `before`, for good. Beyond the end: the log is empty and goes on at `before`. */
  | { readonly kind: 'drop'; readonly before: number }

/**
 * Which request of which client, so that one that is sent again is carried out once (Ongaro's thesis, section 6.3).
 * A client counts its requests from 1 and sends the next only when the last is answered.
 */
export interface Session {
  readonly client: number
  readonly sequence: number
}

/** What a host tells a process. `M` is the protocol's own message type. */
export type Input<M> =
  /** First input after `init`, at first start and after every restart. */
  | { readonly kind: 'start' }
  | { readonly kind: 'message'; readonly from: number; readonly message: M }
  | { readonly kind: 'timer'; readonly name: string }
  /** The writes of the `persist` that named this token are synced. */
  | { readonly kind: 'stored'; readonly token: number }
  /** A client's request, or one handed on; answered by `reply` with the same id. */
  | { readonly kind: 'request'; readonly id: number; readonly command: Plain; readonly session?: Session }
  /** A client's question that changes nothing; answered by `reply` with what the state machine says. */
  | { readonly kind: 'read'; readonly id: number; readonly query: Plain }
  /** An operator's order (change the members, hand over the lead, open a session …) in the protocol's own words. */
  | { readonly kind: 'operate'; readonly id: number; readonly operation: Plain }
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
  /**
   * An entry is committed and is applied to the state machine of this process, in order, once per start. What the machine
   * answers is a function of the commands applied so far, and given at once.
   */
  apply(index: number, command: Plain): Plain
  /** Asks the state machine of this process, at once and without changing it. */
  read(query: Plain): Plain
  /** The whole state of the state machine as data, for a snapshot; given at once. */
  capture(): Plain
  /** Replaces the state of the state machine by one that was captured after entry `index` was applied. */
  restore(index: number, captured: Plain): void
  reply(request: number, result: Plain): void
  /** A fact for traces and measures, such as `('role', 'leader')`. Never read back. */
  note(what: string, value: Plain): void
  /** A random draw, answered at once from a stream named after the process and the purpose. */
  draw(purpose: string, law: Law): number
  /** Asks for the wall clock, which may step; answered by the input `clock`. */
  readClock(): void
  /** The node's monotonic clock, microseconds, at once: it drifts, never steps, and runs on while the process is paused. */
  clock(): number
}

/** What clients and operators hear from a consensus protocol. */
export type Reply =
  /** Committed, and applied here; `result` is what the state machine said. `index` is 0 for a read. */
  | { readonly kind: 'done'; readonly index: number; readonly result: Plain }
  /** Nothing happened; ask that member, or anyone with -1. */
  | { readonly kind: 'redirect'; readonly redirect: number }
  /** It may still happen or not; whoever has a session may ask again. */
  | { readonly kind: 'unknown'; readonly redirect: number }
  /** Nothing happened: too much is under way. */
  | { readonly kind: 'busy' }
  /** Nothing happened, and asking again will not help as things stand. */
  | { readonly kind: 'refused'; readonly why: string }

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
  /** What makes a quorum in this process's present configuration; a majority of all members unless said. */
  readonly quorum?: Quorum
}

/** What a protocol claims to bear. Loss, duplication, delay and reordering of messages, and any cut, each has to. */
export interface FaultBudget {
  /** Members that may be down at once while the others go on, in the initial configuration. */
  readonly down: number
  /**
   * `disk`: a process comes back with what it had synced, and safety bears any number of crashes. `nothing`: it comes back
   * empty, and safety bears that only while at most `down` members are down or not yet recovered at any time.
   */
  readonly keeps: 'disk' | 'nothing'
  /** Rate error of a clock (a fraction) up to which it stays safe; null: clocks matter to its speed alone. */
  readonly drift: number | null
  /** False: a process that stands still or slows down can make it unsafe. True unless said. */
  readonly pauses?: boolean
}

/** How a protocol notices silence by timers of its own: what a leap over quiet heartbeats has to know. */
export interface Listening {
  /** The shortest silence of its leader at which a follower acts, and the period of what it hears, microseconds. */
  readonly least: number
  readonly period: number
  /** A leader that has heard from no quorum for so long steps down; 0: it never does. */
  readonly leaderPatience: number
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
  /** Absent where the protocol claims no agreement (primary–backup). */
  budget?(config: C): FaultBudget
  /** Absent where the host's failure detector does the listening. */
  listening?(config: C): Listening
}
