import type { Component } from './component.js'
import { chained } from './cycles.js'
import type { Question } from './question.js'

/**
 * What a component, or several taken together, mean to a service. U(0) is its unavailability with them never down, U(1)
 * with them always down, everything else as it is.
 */
export interface Worth {
  /** U(1) - U(0), for one component with those of its part that exclude it up in both. */
  readonly birnbaum: number
  /** 1 - U(0) / U. */
  readonly fussellVesely: number
  /** Risk achievement worth, U(1) / U. */
  readonly raw: number
  /** Risk reduction worth, U / U(0); null where it is infinite. */
  readonly rrw: number | null
}

export interface ComponentWorth extends Worth {
  readonly component: number
  /** birnbaum x q / U. */
  readonly criticality: number
  /** How likely it is to be down while the service is. */
  readonly diagnostic: number
  /** Outages that begin with its failure, per microsecond: Birnbaum's measure x the rate of failures (Vesely 1970). */
  readonly rate: number
}

/** Of every component that the question depends on, in their order. */
export function componentWorths(
  question: Question,
  components: readonly Component[],
  probabilities: Float64Array,
): ComponentWorth[] {
  const unavailability = question.probability(probabilities)
  const setOf = membersOfSets(components)
  const each = question.eachDownAndUp(probabilities)
  const within = (share: number): number => (unavailability === 0 ? 0 : Math.min(1, share / unavailability))
  return question.components.map((c, i) => {
    const { unavailability: q, rate, set } = components[c]
    const { down, up, never } =
      setOf[set].length === 1 ? { ...each[i], never: each[i].up } : amongOthers(question, components, probabilities, c)
    const birnbaum = down - up
    return {
      component: c,
      birnbaum,
      criticality: within(birnbaum * q),
      diagnostic: within(down * q),
      rate: rate * birnbaum,
      ...worths(unavailability, never, down),
    }
  })
}

/** A component whose part has other failure modes: down or up while none of those is, and never down at all. */
function amongOthers(question: Question, components: readonly Component[], probabilities: Float64Array, c: number) {
  const trial = probabilities.slice()
  for (const [i, { set }] of components.entries()) if (set === components[c].set) trial[i] = 0
  const up = question.probability(trial)
  trial[c] = 1
  const down = question.probability(trial)
  return { down, up, never: question.probability(withoutThose(components, probabilities, [c])) }
}

/** Of components taken together: none of them ever down, or all of them always. */
export function groupWorth(
  question: Question,
  components: readonly Component[],
  probabilities: Float64Array,
  group: readonly number[],
): Worth {
  const unavailability = question.probability(probabilities)
  const never = question.probability(withoutThose(components, probabilities, group))
  const trial = probabilities.slice()
  for (const c of group) trial[c] = 1
  const down = question.probability(trial)
  return { birnbaum: down - never, ...worths(unavailability, never, down) }
}

function worths(u: number, never: number, down: number): Omit<Worth, 'birnbaum'> {
  if (u === 0) return { fussellVesely: 0, raw: 1, rrw: 1 }
  return { fussellVesely: Math.max(0, (u - never) / u), raw: down / u, rrw: never === 0 ? null : u / never }
}

/**
 * Probabilities when some components never fail. Those that they exclude have more time to: what is left of a set shares the
 * time in which none of the gone was down.
 */
function withoutThose(
  components: readonly Component[],
  probabilities: Float64Array,
  gone: readonly number[],
): Float64Array {
  const trial = probabilities.slice()
  const setOf = membersOfSets(components)
  for (const set of new Set(gone.map(c => components[c].set))) {
    const members = setOf[set]
    const away = members.filter(c => gone.includes(c)).reduce((sum, c) => sum + components[c].unavailability, 0)
    const shares = members.map(c => (gone.includes(c) || away >= 1 ? 0 : components[c].unavailability / (1 - away)))
    for (const [i, share] of chained(shares).entries()) trial[members[i]] = share
  }
  return trial
}

function membersOfSets(components: readonly Component[]): number[][] {
  const sets: number[][] = []
  for (const [c, { set }] of components.entries()) {
    sets[set] ??= []
    sets[set].push(c)
  }
  return sets
}
