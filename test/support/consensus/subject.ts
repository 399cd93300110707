import type { Plain, Protocol, Reply, Status, Stored } from '../../../src/protocols/index.js'
import type { Stream } from '../../../src/random/index.js'
import type { Hostility } from './hostilities.js'

/**
 * A consensus protocol as it is put to the laws (`laws.ts`), which judge from outside, through the contract alone. A seed draws
 * a configuration, a hostile world (`world.ts`) and clients (`clients.ts`), so that only what differs from protocol to
 * protocol is said here.
 *
 * The laws assume of every protocol: what it applies with the command `null`, and every index it passes over without
 * applying, is its own affair (no-ops, memberships, repeats of a session's request), and all processes do the same there; a
 * request answered `redirect`, `busy` or `refused` has no effect, ever; `index` in a reply is the one it was applied at.
 */
export interface Subject<C, S, M> {
  readonly name: string
  readonly protocol: Protocol<C, S, M>
  /** A small configuration with all its options drawn, for messages that take about 1 to 10 ms and syncs of about as long. */
  draw(stream: Stream): Drawn<C>
  /** The protocol with one rule broken on purpose, which some law must notice. */
  readonly mutants: readonly Mutant<C, S, M>[]
  /** False where processes take no commands and apply none (a lock). True unless given. */
  readonly commands?: boolean
  /** True where one command is ever decided, and later requests are answered with it or turned away (single decree). */
  readonly once?: boolean
  /** False where nobody has to lead or serve for the group to be well; then `status.leader` and `serving` are not asked for. */
  readonly leads?: boolean
  /** True where any two processes that name a leader in the same term name the same one. */
  readonly oneLeaderATerm?: boolean
  /** How clients come by a session; absent where requests with sessions are not taken. */
  readonly sessions?: Sessions
  /** One order an operator might give, drawn; null: none just now. Given to the process `at`, of any role. */
  readonly operation?: Draws<C, S>
  /** Of those orders, one that changes the members, and one that hands over the lead; any of them unless given. */
  readonly change?: Draws<C, S>
  readonly handOver?: Draws<C, S>
  /** True while a process that came back empty has not caught up: it counts as down in the budget of such protocols. */
  readonly recovering?: (status: Status) => boolean
  /** Processes that must converge, as the serving one sees it (any, where nobody leads); the members of `status.quorum`, or all, unless given. */
  readonly follow?: (config: C, serving: S) => readonly number[]
  /** A command that was not asked before: `unique` has to be part of it. Writes to one of a few keys unless given. */
  readonly command?: (unique: number, stream: Stream) => Plain
}

type Draws<C, S> = (situation: Situation<C, S>, at: number, stream: Stream) => Plain | null

export interface Drawn<C> {
  readonly config: C
  /** Processes in all, also those that are no members at first. */
  readonly processes: number
  /** What their disks hold at first; nothing unless given. */
  readonly disks?: readonly Stored[]
  /**
   * The longest silence of a leader that the others bear, microseconds (about 20 to 60 ms): pauses, cuts and quiet times are
   * drawn shorter and longer than it.
   */
  readonly patience: number
  /** Microseconds after all faults end by which a fresh request has to be answered and everybody has to have converged. */
  readonly calm: number
  /** What a read that is answered promises: the register of linearizability, or only that one process never goes back. */
  readonly reads?: 'linearizable' | 'local'
  /** For protocols that are told of suspicions: when a silent peer is suspected, and how often that is looked at. */
  readonly detector?: { readonly timeout: number; readonly period: number }
}

/**
 * `chosen`: a client picks a number of its own, never used before. Else the order that opens a session (`operate`), and
 * the client's number in the answer `done` to it, or null when the answer holds none.
 */
export type Sessions =
  | { readonly kind: 'chosen' }
  | { readonly kind: 'opened'; readonly order: Plain; clientOf(reply: Reply): number | null }

/** What someone who can see everything knows when an order is drawn. */
export interface Situation<C, S> {
  readonly config: C
  readonly processes: number
  isUp(node: number): boolean
  status(node: number): Status
  state(node: number): S
}

export interface Mutant<C, S, M> {
  readonly name: string
  readonly protocol: Protocol<C, S, M>
  /** Configurations in which the broken rule matters; those of the subject unless given. `unsafe`: it is they that are broken. */
  readonly draw?: (stream: Stream) => Drawn<C>
  readonly unsafe?: boolean
  /** The kind of hostility it is looked for in; anything unless given. */
  readonly hostility?: Hostility
  /** Seeds within which the short test has to find it; 40 unless given, 0 leaves it to the long hunt. */
  readonly within?: number
  /** Seeds within which the long hunt has to find it; 3000 unless given, 0 where it may miss it. */
  readonly hunted?: number
}

/** Where a mutant is looked for, when that is not in anything, and how long (`Mutant`). */
type Sought = Pick<Mutant<never, never, never>, 'hostility' | 'within' | 'hunted'>

/** The same mutants, those that are named looked for where it says. */
export function sought<C, S, M>(
  mutants: readonly Mutant<C, S, M>[],
  places: { readonly [name: string]: Sought },
): readonly Mutant<C, S, M>[] {
  const unknown = Object.keys(places).filter(name => mutants.every(mutant => mutant.name !== name))
  if (unknown.length > 0) throw new Error(`no mutants: ${unknown.join('; ')}`)
  return mutants.map(mutant => ({ ...mutant, ...places[mutant.name] }))
}

/** It takes more seeds than a short test has. */
export const late = { within: 0 } as const

/** So rare from outside that a long hunt may miss it; tests of the protocol of its own break the rule. */
export const rare = { within: 0, hunted: 0 } as const
