import type { SolvedCutSets } from './fault-tree.js'
import type { ExpectationResult, Note, ScenarioSummary, Verdict } from './result.js'

/**
 * What formulas say of a scenario: steady-state unavailability from structure functions, as plain, versioned data.
 * Durations are microseconds, rates are per year of the scenario's calendar; probabilities are unavailabilities.
 */
export interface SolveResult {
  readonly format: 'nines.solve/1'
  readonly version: string
  readonly scenario: Pick<ScenarioSummary, 'name' | 'description' | 'file' | 'digest' | 'calendar'>
  /** Of the promises that could be judged; unknown when there are promises and none could. */
  readonly verdict: Verdict
  readonly expectations: readonly SolvedExpectation[]
  readonly services: readonly SolvedService[]
  /** What the answer supposes and what it leaves out. */
  readonly notes: readonly Note[]
  /** The command that makes this very result again. */
  readonly reproduce: string
}

export interface SolvedExpectation
  extends Pick<ExpectationResult, 'text' | 'name' | 'metric' | 'subject' | 'op' | 'threshold' | 'unit' | 'why'> {
  /** `not-solved`: no formula says anything of it; it does not count. */
  readonly verdict: Verdict | 'not-solved'
  /** In the metric's unit; null where nothing is known. */
  readonly observed: number | null
  /** The truth lies between; equal to `observed` where it is exact. Null: without bound. */
  readonly low: number | null
  readonly high: number | null
}

export interface SolvedService {
  readonly id: string
  readonly kind: string
  /** Of the structure: nobody could serve. Exact under the notes. */
  readonly unavailability: number
  /** With the failovers estimated to first order, of this service and of what it cannot do without. */
  readonly total: number
  /** What adds to the unavailability and is in none of the figures; empty where they are complete. */
  readonly leftOut: readonly string[]
  readonly failover: SolvedFailover | null
  /** Share of time in which it is up and lacks a soft dependency; null without such. */
  readonly degraded: number | null
  /** Of the structure alone; null when it never fails. */
  readonly outages: { readonly perYear: number; readonly meanUp: number; readonly meanOutage: number } | null
  /** Largest criticality first. */
  readonly components: readonly ComponentImportance[]
  /** Components alike, taken together; largest criticality first. */
  readonly families: readonly GroupImportance[]
  /** Domains with all that stands in them; largest criticality first. */
  readonly domains: readonly GroupImportance[]
  /** Least sets of components that bring it down together; null unless asked for. */
  readonly cutSets: Pick<SolvedCutSets, 'maxOrder' | 'count' | 'byOrder' | 'sets'> | null
  /** Single changes, the best first. */
  readonly changes: readonly Change[]
  readonly nextNine: NextNine
  /** Nodes of the decision diagrams. */
  readonly diagramNodes: number
}

/** A leader or primary stops, and until the next one serves nobody does. */
export interface SolvedFailover {
  readonly perYear: number
  readonly length: number
  readonly unavailability: number
  readonly terms: readonly { readonly what: string; readonly mean: number }[]
}

export interface Importance {
  /** U(it is down) - U(it is up): how likely it is that all hangs on it. */
  readonly birnbaum: number
  /** birnbaum x its unavailability / U. */
  readonly criticality: number
  /** 1 - U(it never fails) / U: the share of the downtime that would go with it. */
  readonly fussellVesely: number
  /** Risk achievement worth, U(it is down) / U. */
  readonly raw: number
  /** Risk reduction worth, U / U(it never fails); null where it is infinite. */
  readonly rrw: number | null
}

export interface ComponentImportance extends Importance {
  readonly id: string
  readonly label: string
  readonly unavailability: number
  readonly failuresPerYear: number
  /** Outages that begin with its failure. */
  readonly outagesPerYear: number
  /** How likely it is to be down while the service is. */
  readonly diagnostic: number
}

export interface GroupImportance extends Omit<Importance, 'criticality'> {
  readonly id: string
  readonly components: number
  readonly outagesPerYear: number
}

/** What one could do, and what the service's total unavailability would be then. */
export interface Change {
  readonly what: string
  readonly unavailability: number
}

/** A way to a tenth of the unavailability, rounded up to a whole nine: the best change first, then the best after it. */
export interface NextNine {
  readonly target: number
  readonly reached: boolean
  readonly steps: readonly Change[]
}
