/**
 * The laws, and where they are stated.
 *
 * - `agreement`: no two processes apply different commands at one index; a snapshot holds the state of its index. State
 *   machine safety, figure 3 of Ongaro & Ousterhout 2014; only one value is chosen, section 2.1 of Lamport 2001; total
 *   order, Junqueira, Reed & Serafini 2011, section III; Schneider 1990, section 2 (machines in one state stay in one).
 * - `validity`: only what a client asked for is applied (Lamport 2001, section 2.1: only a value that has been proposed).
 * - `integrity`: each index is applied once a start, none left out (Hadzilacos & Toueg 1994, uniform integrity); what a
 *   session asks for, and what is sent once, is carried out once ever (Ongaro's thesis, section 6.3).
 * - `durability`: what was answered `done` stays (leader completeness, figure 3 of the Raft paper).
 * - `reads`: linearizability (Herlihy & Wing 1990, section 2): a read sees every write and read answered before it was asked.
 * - `one-answer`: one reply a request, true to what was applied; what was turned away has no effect (`Reply`).
 * - `status`: `Status` is honest: terms and commit indices never go back in a life (Raft paper, section 5.1), one process
 *   serves in a term (election safety, figure 3), `pending` counts writes not yet synced.
 * - `plain`: state is JSON data, and `status` changes nothing (`Protocol`).
 * - `progress`: once faults end, somebody serves and answers, and all members converge (termination: Dwork, Lynch &
 *   Stockmeyer 1988, after the global stabilisation time), with as many members down for good as the budget names.
 * - `quiet`: a steady group writes nothing and changes no status; rounds of heartbeats amount to `advance` (docs/ARCHITECTURE.md,
 *   the leap).
 * - `throws`: no input makes a step throw.
 */
export const laws = [
  'agreement',
  'validity',
  'integrity',
  'durability',
  'reads',
  'one-answer',
  'status',
  'plain',
  'progress',
  'quiet',
  'throws',
] as const

export type Law = (typeof laws)[number]

export interface Breach {
  readonly law: Law
  readonly what: string
  /** Microseconds from the start. */
  readonly at: number
}

/** Keeps the first breach, and counts how often each law was judged: a law that is never judged holds of nothing. */
export class Verdict {
  broken: Breach | null = null
  readonly judged: Record<Law, number>
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
    this.judged = Object.fromEntries(laws.map(law => [law, 0])) as Record<Law, number>
  }

  /** The law was judged here once more: it holds, or `what` says how it is broken. */
  judge(law: Law, holds: boolean, what: () => string): void {
    this.judged[law] += 1
    if (!holds && this.broken === null) this.broken = { law, what: what(), at: this.now() }
  }
}
