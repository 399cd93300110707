import type { Component } from './component.js'
import type { Question } from './question.js'

/**
 * What a component, or a group of components, means to a service. Down with probability q and everything else as it is;
 * U(0) with it never down, U(1) with it always down.
 */
export interface Importance {
  /** U(1) - U(0): how likely it is that all hangs on it. */
  readonly birnbaum: number
  /** Share of the unavailability that would go if it never failed: 1 - U(0) / U. */
  readonly criticality: number
  /** Risk achievement worth, U(1) / U. */
  readonly raw: number
  /** Risk reduction worth, U / U(0); null where it is infinite. */
  readonly rrw: number | null
  /** How likely it is to be down while the service is. */
  readonly diagnostic: number
}

export interface ComponentImportance extends Importance {
  readonly component: number
  /** Outages that begin with its failure, per microsecond. */
  readonly rate: number
}

/** Of every component that the question depends on, in their order. */
export function importanceOf(
  question: Question,
  components: readonly Component[],
  probabilities: Float64Array,
): ComponentImportance[] {
  const unavailability = question.probability(probabilities)
  const setOf = membersOfSets(components)
  return question.components.map(c => {
    const { unavailability: q, rate, set } = components[c]
    const trial = probabilities.slice()
    for (const sibling of setOf[set]) trial[sibling] = 0
    const without = question.probability(trial)
    trial[c] = 1
    const given = question.probability(trial)
    // Where others of its part exclude it, to take it alone away leaves them as they are.
    trial.set(probabilities)
    trial[c] = 0
    const never = setOf[set].length === 1 ? without : question.probability(trial)
    const birnbaum = given - without
    return { component: c, rate: rate * birnbaum, birnbaum, ...worths(unavailability, never, given, q) }
  })
}

function worths(u: number, never: number, given: number, q: number): Omit<Importance, 'birnbaum'> {
  if (u === 0) return { criticality: 0, raw: 1, rrw: 1, diagnostic: 0 }
  return {
    criticality: Math.max(0, (u - never) / u),
    raw: given / u,
    rrw: never === 0 ? null : u / never,
    diagnostic: Math.min(1, (q * given) / u),
  }
}

/** Of components taken together: none of them ever down, or all of them always. */
export function groupImportance(
  question: Question,
  probabilities: Float64Array,
  group: readonly number[],
): Omit<Importance, 'diagnostic'> {
  const unavailability = question.probability(probabilities)
  const trial = probabilities.slice()
  for (const c of group) trial[c] = 0
  const never = question.probability(trial)
  for (const c of group) trial[c] = 1
  const given = question.probability(trial)
  const { criticality, raw, rrw } = worths(unavailability, never, given, 0)
  return { birnbaum: given - never, criticality, raw, rrw }
}

function membersOfSets(components: readonly Component[]): number[][] {
  const sets: number[][] = []
  for (const [c, { set }] of components.entries()) {
    sets[set] ??= []
    sets[set].push(c)
  }
  return sets
}
