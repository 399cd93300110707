import { LevelSums } from '../diagrams/level-sums.js'
import type { CompiledModule, Diagram } from './compile.js'
import { type Chances, chancesOf, literalChance } from './probability.js'

/**
 * What the top does when one leaf is known: its probability, and that of its complement, where the leaf is true and where
 * it is false; and the difference the leaf makes. Index i is event i; modules follow. All but the difference are sums of
 * products without a minus.
 */
export interface Conditionals {
  readonly top: number
  readonly topIfTrue: Float64Array
  readonly topIfFalse: Float64Array
  readonly notTopIfTrue: Float64Array
  readonly notTopIfFalse: Float64Array
  /** Birnbaum's measure. */
  readonly difference: Float64Array
}

/** One pass up and one pass down for all events together. Events that the top does not depend on make no difference. */
export function conditionals(diagram: Diagram, probabilities?: ArrayLike<number>): Conditionals {
  const chances = chancesOf(diagram, probabilities)
  const { yes, no, edges } = chances
  const events = diagram.tree.events.length
  const top = literalChance(diagram, yes, no)
  const result = untouched(yes.length, top, literalChance(diagram, no, yes), diagram)
  seed(result, diagram)
  for (let i = diagram.modules.length - 1; i >= 0; i--) {
    const local = withinModule(diagram.modules[i], events, chances, edges[i])
    descend(result, diagram.modules[i], events, events + i, local)
  }
  return result
}

function untouched(size: number, top: number, notTop: number, { top: literal }: Diagram): Conditionals {
  const bottom = typeof literal === 'boolean' ? 1 - top : notTop
  return {
    top,
    topIfTrue: new Float64Array(size).fill(top),
    topIfFalse: new Float64Array(size).fill(top),
    notTopIfTrue: new Float64Array(size).fill(bottom),
    notTopIfFalse: new Float64Array(size).fill(bottom),
    difference: new Float64Array(size),
  }
}

/** The leaf that is the top, or its negation. */
function seed(result: Conditionals, { top }: Diagram): void {
  if (typeof top === 'boolean') return
  const at = Math.abs(top) - 1
  const sign = top > 0 ? 1 : 0
  result.topIfTrue[at] = sign
  result.topIfFalse[at] = 1 - sign
  result.notTopIfTrue[at] = 1 - sign
  result.notTopIfFalse[at] = sign
  result.difference[at] = top > 0 ? 1 : -1
}

/** The same for the variables of one module and its root. */
interface Local {
  readonly rootIfTrue: Float64Array
  readonly rootIfFalse: Float64Array
  readonly notRootIfTrue: Float64Array
  readonly notRootIfFalse: Float64Array
  readonly difference: Float64Array
}

/**
 * Follows the probability of reaching each edge from the root down. A way through the diagram either tests a variable or
 * jumps over its level; what jumps is gathered by ranges of levels.
 */
function withinModule(
  { linear, variables }: CompiledModule,
  events: number,
  { yes, no }: Chances,
  edges: Float64Array,
): Local {
  const { variable, high, low, levelOf, roots } = linear
  const count = variables.length
  const local: Local = {
    rootIfTrue: new Float64Array(count),
    rootIfFalse: new Float64Array(count),
    notRootIfTrue: new Float64Array(count),
    notRootIfFalse: new Float64Array(count),
    difference: new Float64Array(count),
  }
  const jumps = new LevelSums(count)
  const jumpsNot = new LevelSums(count)
  const reach = new Float64Array(edges.length)
  const jump = (mass: number, edge: number, from: number) => {
    const to = levelOf[variable[edge >> 1]]
    if (from >= to || mass === 0) return
    jumps.add(from, to, mass * edges[edge])
    jumpsNot.add(from, to, mass * edges[edge ^ 1])
  }
  reach[roots[0]] = 1
  jump(1, roots[0], 0)
  for (let edge = edges.length - 1; edge >= 2; edge--) {
    const mass = reach[edge]
    if (mass === 0) continue
    const v = variable[edge >> 1]
    const level = levelOf[v]
    const at = variables[v] >= 0 ? variables[v] : events + ~variables[v]
    const h = high[edge >> 1] ^ (edge & 1)
    const l = low[edge >> 1] ^ (edge & 1)
    reach[h] += mass * yes[at]
    reach[l] += mass * no[at]
    jump(mass * yes[at], h, level + 1)
    jump(mass * no[at], l, level + 1)
    local.rootIfTrue[v] += mass * edges[h]
    local.rootIfFalse[v] += mass * edges[l]
    local.notRootIfTrue[v] += mass * edges[h ^ 1]
    local.notRootIfFalse[v] += mass * edges[l ^ 1]
    // Whichever of an edge and its negation is smaller has the more exact difference.
    const small = edges[h] + edges[l] <= edges[h ^ 1] + edges[l ^ 1]
    local.difference[v] += mass * (small ? edges[h] - edges[l] : edges[l ^ 1] - edges[h ^ 1])
  }
  for (let v = 0; v < count; v++) {
    const [is, not] = [jumps.at(levelOf[v]), jumpsNot.at(levelOf[v])]
    local.rootIfTrue[v] += is
    local.rootIfFalse[v] += is
    local.notRootIfTrue[v] += not
    local.notRootIfFalse[v] += not
  }
  return local
}

/** From what a module's root does to the top, and its leaves to the root, to what they do to the top. */
function descend(
  result: Conditionals,
  { variables }: CompiledModule,
  events: number,
  module: number,
  local: Local,
): void {
  const { topIfTrue, topIfFalse, notTopIfTrue, notTopIfFalse, difference } = result
  for (let v = 0; v < variables.length; v++) {
    const at = variables[v] >= 0 ? variables[v] : events + ~variables[v]
    topIfTrue[at] = local.rootIfTrue[v] * topIfTrue[module] + local.notRootIfTrue[v] * topIfFalse[module]
    topIfFalse[at] = local.rootIfFalse[v] * topIfTrue[module] + local.notRootIfFalse[v] * topIfFalse[module]
    notTopIfTrue[at] = local.rootIfTrue[v] * notTopIfTrue[module] + local.notRootIfTrue[v] * notTopIfFalse[module]
    notTopIfFalse[at] = local.rootIfFalse[v] * notTopIfTrue[module] + local.notRootIfFalse[v] * notTopIfFalse[module]
    difference[at] = local.difference[v] * difference[module]
  }
}
