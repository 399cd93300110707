/**
 * A tree (in truth a directed acyclic graph) over basic events, as plain data: what block diagrams, scenarios, the
 * calculator and Open-PSA files all come down to.
 *
 * Nodes are numbered: basic events first, gates after them, in any order. A literal is +(i+1) for node i and -(i+1) for
 * its complement, so that no literal is 0.
 */
export interface FaultTree {
  /** Nodes 0 to events.length - 1. */
  readonly events: readonly BasicEvent[]
  /** Nodes events.length and up. */
  readonly gates: readonly Gate[]
  /** A literal. */
  readonly top: number
}

export interface BasicEvent {
  /** Unique in the tree. */
  readonly id: string
  /** For people; the id where nothing better is known. */
  readonly label: string
  /** Of failure, in [0, 1]. */
  readonly probability: number
}

/** `atleast` is true when k or more of its arguments are; `xor` when an odd number is; `true` has no arguments. */
export type GateOp = 'and' | 'or' | 'atleast' | 'xor' | 'true'

export interface Gate {
  readonly id: string
  readonly op: GateOp
  /** The k of `atleast`; 0 for the others. */
  readonly k: number
  /** Literals. An `and` of nothing is true, an `or` or `xor` of nothing false. */
  readonly args: readonly number[]
}
