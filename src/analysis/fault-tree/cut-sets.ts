import {
  countSets,
  countSetsByOrder,
  EMPTY,
  LikelySets,
  type LinearFamily,
  minimalSolutions,
  primeImplicants as primeImplicantsOf,
  type SolutionOptions,
  sumOfSets,
  UNIT,
  ZbddManager,
} from '../diagrams/index.js'
import { type CompiledModule, compileDiagram, type Diagram } from './compile.js'

/** A cut set or implicant as literals over events, ascending by event, and the product of their probabilities. */
export interface CutSet {
  readonly literals: readonly number[]
  readonly probability: number
}

/** A family of sets of events, held as a diagram: counted exactly, and listed only as far as is asked. */
export interface CutSets {
  /** Literals are over the events of the tree. */
  readonly family: LinearFamily
  readonly count: bigint
  /** [i] is how many have i elements. */
  readonly countByOrder: readonly bigint[]
}

/**
 * The minimal cut sets: the least sets of events that bring the top about when nothing else happens. In a tree that is not
 * coherent these leave out what must *not* happen; see `primeImplicants`.
 *
 * @throws {AnalysisLimitError} when the diagram of sets, or of the tree without its modules, takes more nodes than allowed.
 */
export function minimalCutSets(diagram: Diagram, options: SolutionOptions = {}): CutSets {
  // Minimal solutions of modules make up those of the whole only where a module without failures is false.
  const whole = diagram.coherent
    ? diagram
    : compileDiagram(diagram.tree, { maxNodes: options.maxNodes, modules: false })
  return counted(simple(whole) ?? expand(whole, options))
}

/**
 * The prime implicants: the least sets of events that happen, and events that do not, which bring the top about whatever
 * the others do. Of a coherent tree they are its minimal cut sets.
 *
 * @throws {AnalysisLimitError} as above.
 */
export function primeImplicants(diagram: Diagram, options: SolutionOptions = {}): CutSets {
  if (diagram.coherent) return minimalCutSets(diagram, options)
  const whole = compileDiagram(diagram.tree, { maxNodes: options.maxNodes, modules: false })
  const module = whole.modules.at(-1)
  if (module === undefined) return counted(literalAlone(whole) ?? simple(whole)!)
  const root = Number(whole.top) > 0 ? module.root : module.root ^ 1
  return counted(overEvents(primeImplicantsOf(module.manager, root, options), module))
}

function counted(family: LinearFamily): CutSets {
  return { family, count: countSets(family), countByOrder: countSetsByOrder(family) }
}

/** Tops that are constant or a single literal have no diagram. */
function simple({ top, modules, tree }: Diagram): LinearFamily | null {
  if (modules.length > 0) return null
  const zbdd = new ZbddManager({ elements: Math.max(1, tree.events.length) })
  if (typeof top === 'boolean') return zbdd.linear(top ? UNIT : EMPTY)
  // A top that holds while an event does not happen holds when nothing happens.
  return zbdd.linear(top > 0 ? zbdd.single(top - 1) : UNIT)
}

/** A top that is an event that does not happen. */
function literalAlone({ top }: Diagram): LinearFamily | null {
  if (typeof top === 'boolean' || top > 0) return null
  const zbdd = new ZbddManager({ elements: 1 })
  return zbdd.linear(zbdd.single(0), Int32Array.of(top))
}

/** A family over the variables of a module as one over events. */
function overEvents(family: LinearFamily, { variables }: CompiledModule): LinearFamily {
  const moved = (literal: number) => (literal > 0 ? variables[literal - 1] + 1 : -(variables[-literal - 1] + 1))
  return { ...family, literals: family.literals.map(moved) }
}

/** Solves each module and puts its sets in its place in those of the modules around it. */
function expand(diagram: Diagram, options: SolutionOptions): LinearFamily {
  const { modules, top } = diagram
  const last = modules.length - 1
  const order = leafOrder(modules)
  const elementOf = new Map(order.map((event, element) => [event, element]))
  const zbdd = new ZbddManager({ elements: order.length, maxNodes: options.maxNodes })
  const families: number[] = []
  modules.forEach(({ manager, root, variables }, i) => {
    const signed = i === last && Number(top) < 0 ? root ^ 1 : root
    const solutions = minimalSolutions(manager, signed, options)
    families.push(zbdd.protect(place(zbdd, solutions, variables, elementOf, families, options.maxOrder)))
    for (const variable of variables) if (variable < 0) zbdd.release(families[~variable])
    zbdd.gc()
  })
  return zbdd.linear(
    families[last],
    Int32Array.from(order, event => event + 1),
  )
}

/** All events from the root down, each module's together where the module stands in the one around it. */
function leafOrder(modules: readonly CompiledModule[]): number[] {
  const orders: number[][] = []
  for (const { manager, variables } of modules) {
    orders.push(manager.order.flatMap(v => (variables[v] >= 0 ? [variables[v]] : orders[~variables[v]])))
  }
  return orders[orders.length - 1]
}

function place(
  zbdd: ZbddManager,
  { element, high, low, root, literals }: LinearFamily,
  variables: readonly number[],
  elementOf: ReadonlyMap<number, number>,
  families: readonly number[],
  maxOrder: number | undefined,
): number {
  const of = new Int32Array(element.length)
  of[1] = UNIT
  for (let node = 2; node < of.length; node++) {
    const leaf = variables[literals[element[node]] - 1]
    if (leaf >= 0) {
      of[node] = zbdd.store.family(elementOf.get(leaf)!, of[high[node]], of[low[node]])
      continue
    }
    const having = zbdd.product(families[~leaf], of[high[node]])
    of[node] = zbdd.union(maxOrder === undefined ? having : zbdd.truncate(having, maxOrder), of[low[node]])
  }
  return maxOrder === undefined ? of[root] : zbdd.truncate(of[root], maxOrder)
}

/** The sets from the most probable down, as long as the caller goes on. */
export function* mostProbable({ family }: CutSets, probabilities: ArrayLike<number>): Generator<CutSet, void, void> {
  const sets = new LikelySets(family, probabilities)
  for (let set = sets.next(); set !== undefined; set = sets.next()) {
    yield { literals: [...set.literals].sort((a, b) => Math.abs(a) - Math.abs(b)), probability: set.probability }
  }
}

/** The rare-event approximation: the sum over all sets, which is never below the truth and may exceed 1. */
export function rareEvent({ family }: CutSets, probabilities: ArrayLike<number>): number {
  return sumOfSets(family, probabilities)
}
