import { BddManager, FALSE, type LinearDiagram, type SiftOptions } from '../diagrams/index.js'
import { AnalysisLimitError } from '../limit-error.js'
import type { FaultTree, Gate } from './fault-tree.js'
import { findModules } from './modules.js'
import { type Section, sectionsOf } from './section.js'
import { type Structure, structureOf } from './structure.js'
import { ORDERINGS, type Ordering } from './variable-order.js'

/** What an analysis may use before it gives up with an `AnalysisLimitError`. */
export interface AnalysisLimits {
  /** Diagram nodes of all modules together, at any time; 16 million unless stated, some 400 MB. */
  readonly maxNodes?: number
  /** Whether modules are solved apart; true unless stated. */
  readonly modules?: boolean
}

/** A module as a diagram of its own, in which the modules inside it are variables. */
export interface CompiledModule {
  /** By variable: the event, or ~i for module i of the diagram. */
  readonly variables: readonly number[]
  readonly manager: BddManager
  /** Edge of the module in its manager. */
  readonly root: number
  readonly linear: LinearDiagram
}

/** A tree made into decision diagrams, module by module, each after those inside it. */
export interface Diagram {
  readonly tree: FaultTree
  readonly modules: readonly CompiledModule[]
  /**
   * Literal over events and modules: +(i+1) or -(i+1) for event i, with modules numbered after events; or a truth value
   * where the top is constant.
   */
  readonly top: number | boolean
  /** Diagram nodes of all modules. */
  readonly nodes: number
  /** Whether more failures never mend the system, as far as the gates show. */
  readonly coherent: boolean
}

const DEFAULT_MAX_NODES = 16_000_000
/** Nodes of the attempts with each ordering, the last being what is allowed. Most trees are done within the first. */
const BUDGETS = [20_000, 1_500_000]

/**
 * Compiles a tree: modules are found and solved apart, and for each the ordering of variables is tried that finds a diagram
 * with the least effort.
 *
 * @throws {AnalysisLimitError} when the limit does not suffice, whatever the order.
 * @throws {RangeError} when the tree is not well formed.
 */
export function compileDiagram(tree: FaultTree, limits: AnalysisLimits = {}): Diagram {
  const structure = structureOf(tree)
  const { top, events, coherent } = structure
  if (typeof top === 'boolean' || Math.abs(top) <= events) return { tree, modules: [], top, nodes: 0, coherent }
  const sections = sectionsOf(structure, limits.modules === false ? wholeOnly(structure) : findModules(structure))
  const numberOf = new Map(sections.map((section, i) => [section.module, i]))
  let left = limits.maxNodes ?? DEFAULT_MAX_NODES
  const modules = sections.map(section => {
    const module = compileSection(structure, section, numberOf, left)
    left -= module.linear.variable.length
    return module
  })
  const node = events + modules.length
  const nodes = modules.reduce((total, { linear }) => total + linear.variable.length, 0)
  return { tree, modules, top: top > 0 ? node : -node, nodes, coherent }
}

function wholeOnly({ events, gates, top }: Structure): Uint8Array {
  const isModule = new Uint8Array(events + gates.length)
  isModule[Math.abs(Number(top)) - 1] = 1
  return isModule
}

function compileSection(
  structure: Structure,
  section: Section,
  numberOf: ReadonlyMap<number, number>,
  maxNodes: number,
): CompiledModule {
  const attempt = (ordering: Ordering, budget: number, reorder?: SiftOptions): CompiledModule | null => {
    try {
      return build(structure, section, ordering, numberOf, Math.min(budget, maxNodes), reorder)
    } catch (error) {
      if (error instanceof AnalysisLimitError) return null
      throw error
    }
  }
  for (const budget of BUDGETS.filter((_, i) => i === 0 || BUDGETS[i - 1] < maxNodes)) {
    for (const ordering of ORDERINGS) {
      const module = attempt(ordering, budget)
      if (module !== null) return module
    }
  }
  // Sifting finds the smallest diagrams and takes the most time.
  const sifted = attempt(ORDERINGS[0], maxNodes, { maxVariables: 30 })
  if (sifted !== null) return sifted
  return build(structure, section, ORDERINGS[0], numberOf, maxNodes)
}

function build(
  structure: Structure,
  section: Section,
  ordering: Ordering,
  numberOf: ReadonlyMap<number, number>,
  maxNodes: number,
  reorder?: SiftOptions,
): CompiledModule {
  const { events } = structure
  const leaves = ordering(structure, section)
  const manager = new BddManager({ variables: leaves.length, maxNodes })
  const edgeOf = new Map<number, number>()
  leaves.forEach((leaf, variable) => {
    edgeOf.set(leaf, manager.protect(manager.var(variable)))
  })
  const uses = usesWithin(structure, section)
  for (const node of section.gates) {
    const gate = structure.gates[node - events]!
    const args = gate.args.map(arg => edgeOf.get(Math.abs(arg) - 1)! ^ (arg > 0 ? 0 : 1))
    edgeOf.set(node, manager.protect(gateEdge(manager, gate, args)))
    for (const arg of gate.args) {
      const child = Math.abs(arg) - 1
      if (uses.get(child) === undefined) continue
      uses.set(child, uses.get(child)! - 1)
      if (uses.get(child) === 0) manager.release(edgeOf.get(child)!)
    }
    manager.tidy({ reorder })
  }
  const root = edgeOf.get(section.module)!
  const variables = leaves.map(leaf => (leaf < events ? leaf : ~numberOf.get(leaf)!))
  return { variables, manager, root, linear: manager.linear(root) }
}

/** How often gates are arguments of gates of their section; leaves are kept for good. */
function usesWithin({ events, gates }: Structure, section: Section): Map<number, number> {
  const uses = new Map<number, number>(section.gates.map(node => [node, 0]))
  for (const node of section.gates) {
    for (const arg of gates[node - events]!.args) {
      const child = Math.abs(arg) - 1
      const count = uses.get(child)
      if (count !== undefined) uses.set(child, count + 1)
    }
  }
  return uses
}

function gateEdge(manager: BddManager, { op, k }: Gate, args: readonly number[]): number {
  switch (op) {
    case 'and':
      return joined(manager, args)
    case 'or':
      return (
        joined(
          manager,
          args.map(arg => arg ^ 1),
        ) ^ 1
      )
    case 'xor':
      return args.reduce((f, g) => manager.xor(f, g), FALSE)
    case 'atleast':
      return manager.atLeast(args, k)
    case 'true':
      return manager.constant(true)
  }
}

/** The conjunction, from the arguments deepest in the order up, so that what is made grows at its root. */
function joined(manager: BddManager, args: readonly number[]): number {
  const { store } = manager
  const sorted = args
    .map((edge, i) => ({ edge, i, level: store.levelOf[store.variableOf(edge)] }))
    .sort((a, b) => b.level - a.level || a.i - b.i)
  let result = manager.constant(true)
  for (const { edge } of sorted) {
    result = manager.and(edge, result)
    if (result === FALSE) return FALSE
  }
  return result
}
