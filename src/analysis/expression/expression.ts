/**
 * What a calculation is made of. A node with a name is one thing wherever it stands, so that the same object may hang in
 * several places; a node without a name stands in one place, and `copies` makes fresh ones of it.
 */
export type Expression = Part | Group | Copies | Choice | Failover

interface Node {
  readonly name: string | null
  /** Where it is written, as UTF-16 offsets. */
  readonly at: { readonly start: number; readonly end: number }
}

/** Something that is up or down. */
export interface Part extends Node {
  readonly kind: 'part'
  /** As written, without the name. */
  readonly text: string
  readonly value: PartValue
}

/** An unavailability, or a mean up time and a mean outage in microseconds; `null` where a `?` stands. */
export type PartValue =
  | { readonly unavailability: number | null }
  | { readonly meanUp: number | null; readonly meanDown: number | null }

/** Up when all its parts are (series), or when one is (parallel). */
export interface Group extends Node {
  readonly kind: 'series' | 'parallel'
  readonly parts: readonly Expression[]
}

/** Up when k of n copies are. */
export interface Copies extends Node {
  readonly kind: 'copies'
  readonly k: number
  readonly n: number
  readonly of: Expression
}

/** Up when k of these are. */
export interface Choice extends Node {
  readonly kind: 'choice'
  readonly k: number
  readonly parts: readonly Expression[]
}

/** A standby that takes over when the primary fails. */
export interface Failover extends Node {
  readonly kind: 'failover'
  readonly primary: Expression
  readonly standby: Expression
  /** Microseconds until the standby serves; null where a `?` stands. */
  readonly takes: number | null
  /** The share of failovers that do not succeed. */
  readonly fails: number
  /** Mean microseconds from one failure of the primary to the next; null where its parts say it. */
  readonly every: number | null
}

/** What every `?` of an expression stands for; they are all the same. */
export type Unknown = 'availability' | 'mtbf' | 'mttr' | 'takes'

/** The parts that a node is made of, one step down. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'part':
      return []
    case 'series':
    case 'parallel':
    case 'choice':
      return node.parts
    case 'copies':
      return [node.of]
    case 'failover':
      return [node.primary, node.standby]
  }
}
