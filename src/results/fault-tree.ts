/** What formulas say of a fault tree, as plain, versioned data. Probabilities are of the top event unless stated. */
export interface FaultTreeResult {
  readonly format: 'nines.fault-tree/1'
  readonly version: string
  /** As given on the command line. */
  readonly files: readonly string[]
  readonly tops: readonly SolvedTop[]
  /** The command that makes this very result again. */
  readonly reproduce: string
}

export interface SolvedTop {
  readonly tree: string
  /** Id of the gate. */
  readonly gate: string
  readonly probability: number
  /** No event that happens ever makes it false. */
  readonly coherent: boolean
  /** Basic events and gates it depends on. */
  readonly events: number
  readonly gates: number
  readonly diagramNodes: number
  /** Null unless asked for. */
  readonly cutSets: SolvedCutSets | null
  /** Largest criticality first. */
  readonly importance: readonly EventImportance[]
  /** Null unless asked for, or when nothing in the model is uncertain. */
  readonly uncertainty: SolvedUncertainty | null
}

export interface SolvedCutSets {
  /** Minimal cut sets of a tree that is not coherent leave out what must not happen; prime implicants name it. */
  readonly kind: 'minimal cut sets' | 'prime implicants'
  /** Sets of more events than this were not looked for; null: of any size. */
  readonly maxOrder: number | null
  /** A whole number in decimal; too large for a number in many trees. */
  readonly count: string
  readonly byOrder: readonly { readonly order: number; readonly count: string }[]
  /** Sum over all sets; never below the truth. */
  readonly rareEvent: number
  /** Minimal cut upper bound; null for prime implicants, and where it cannot be told in time. */
  readonly upperBound: number | null
  /** The most probable ones, as many as were asked for. */
  readonly sets: readonly RankedSet[]
}

export interface RankedSet {
  /** Ids; `not …` for what must not happen. */
  readonly events: readonly string[]
  readonly probability: number
}

export interface EventImportance {
  readonly id: string
  readonly label: string
  readonly probability: number
  readonly birnbaum: number
  readonly criticality: number
  readonly diagnostic: number
  /** Risk achievement worth; null where it is infinite. */
  readonly raw: number | null
  /** Risk reduction worth; null where it is infinite. */
  readonly rrw: number | null
}

export interface SolvedUncertainty {
  readonly trials: number
  readonly seed: string
  readonly mean: number
  readonly sigma: number
  readonly standardError: number
  readonly quantiles: readonly { readonly level: number; readonly value: number }[]
  readonly errorFactor: number | null
  /** Drawn probabilities that were taken back to 0 or 1. */
  readonly clamped: number
}
