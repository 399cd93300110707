import type { CompiledModule, Diagram } from './compile.js'

/**
 * Probabilities of events and modules with those of their complements, which are never taken as 1 - p: a module that fails
 * but for 1e-20 keeps its digits. Index i is event i; modules follow.
 */
export interface Chances {
  readonly yes: Float64Array
  readonly no: Float64Array
}

/** By edge of each module, as `edgeProbabilities` has them. */
type Edges = readonly Float64Array[]

/** Upward passes through all modules. */
export function chancesOf(diagram: Diagram, probabilities?: ArrayLike<number>): Chances & { readonly edges: Edges } {
  const { tree, modules } = diagram
  const events = tree.events.length
  if (probabilities !== undefined && probabilities.length !== events) {
    throw new RangeError(`${probabilities.length} probabilities for ${events} events`)
  }
  const yes = new Float64Array(events + modules.length)
  const no = new Float64Array(events + modules.length)
  for (let i = 0; i < events; i++) {
    yes[i] = probabilities === undefined ? tree.events[i].probability : probabilities[i]
    no[i] = 1 - yes[i]
  }
  const edges = modules.map(module => new Float64Array(2 * module.linear.variable.length))
  modules.forEach((module, i) => {
    moduleProbability(module, events, yes, no, edges[i])
    const root = module.linear.roots[0]
    yes[events + i] = edges[i][root]
    no[events + i] = edges[i][root ^ 1]
  })
  return { yes, no, edges }
}

/** Shannon's expansion from the constant up (Rauzy 1993, section 5), each edge and its negation as sums without a minus. */
function moduleProbability(
  { linear, variables }: CompiledModule,
  events: number,
  yes: Float64Array,
  no: Float64Array,
  into: Float64Array,
): void {
  const { variable, high, low } = linear
  into[0] = 1
  for (let node = 1; node < variable.length; node++) {
    const leaf = variables[variable[node]]
    const at = leaf >= 0 ? leaf : events + ~leaf
    const h = high[node]
    const l = low[node]
    into[2 * node] = yes[at] * into[h] + no[at] * into[l]
    into[2 * node + 1] = yes[at] * into[h ^ 1] + no[at] * into[l ^ 1]
  }
}

/**
 * The probability of the top, without a look at cut sets.
 *
 * @param probabilities of the events in their order, in place of those in the tree.
 */
export function topProbability(diagram: Diagram, probabilities?: ArrayLike<number>): number {
  const { yes, no } = chancesOf(diagram, probabilities)
  return literalChance(diagram, yes, no)
}

export function literalChance({ top }: Diagram, yes: Float64Array, no: Float64Array): number {
  if (typeof top === 'boolean') return top ? 1 : 0
  return top > 0 ? yes[top - 1] : no[-top - 1]
}
