import {
  AnalysisLimitError,
  type CutOut,
  type CutSet,
  type CutSets,
  compileDiagram,
  type Diagram,
  importance,
  minCutUpperBound,
  minimalCutSets,
  mostProbable,
  type OpenPsaModel,
  primeImplicants,
  rareEvent,
  sampler,
  topProbability,
  treeOf,
  uncertainty,
} from '../analysis/index.js'
import { SeedTree } from '../random/index.js'
import type {
  EventImportance,
  FaultTreeResult,
  RankedSet,
  SolvedCutSets,
  SolvedTop,
  SolvedUncertainty,
} from '../results/index.js'
import { version } from '../results/index.js'
import type { CutSetsAsked } from './question.js'

export interface FaultTreeOptions {
  readonly files: readonly string[]
  /** A gate by its id; without one, every gate that nothing refers to. */
  readonly top?: string
  /** Null: none are looked for. */
  readonly cutSets: CutSetsAsked | null
  /** Of a tree that is not coherent, look for these instead of minimal cut sets. */
  readonly primeImplicants: boolean
  /** Draws of uncertain probabilities; null: none. */
  readonly trials: number | null
  readonly seed: string
  readonly reproduce: string
}

/**
 * Solves fault trees: the probability of each top by diagrams, without cut sets unless they are asked for.
 *
 * @throws {AnalysisLimitError} when a diagram grows too large
 * @throws {RangeError} when there is no such gate
 */
export function solveFaultTrees(model: OpenPsaModel, options: FaultTreeOptions): FaultTreeResult {
  const tops = topsOf(model, options.top).map(({ tree, gate }) => solvedTop(model, tree, gate, options))
  return { format: 'nines.fault-tree/1', version, files: options.files, tops, reproduce: options.reproduce }
}

function topsOf({ faultTrees }: OpenPsaModel, top: string | undefined): { tree: string; gate: string }[] {
  if (top !== undefined) return [{ tree: '', gate: top }]
  return faultTrees.flatMap(({ name, tops }) => tops.map(gate => ({ tree: name, gate })))
}

function solvedTop(model: OpenPsaModel, name: string, gate: string, options: FaultTreeOptions): SolvedTop {
  const cut = treeOf(model, gate)
  const { tree } = cut
  const diagram = compileDiagram(tree)
  return {
    tree: name,
    gate,
    probability: inRange(topProbability(diagram)),
    coherent: diagram.coherent,
    events: tree.events.length,
    gates: tree.gates.length,
    diagramNodes: diagram.nodes,
    cutSets: options.cutSets === null ? null : solvedCutSets(diagram, options.cutSets, options.primeImplicants),
    importance: importances(diagram),
    uncertainty: options.trials === null ? null : solvedUncertainty(model, cut, diagram, options),
  }
}

/** Sums of products may exceed 1 by a unit in the last place. */
const inRange = (probability: number): number => Math.min(1, probability)

function importances(diagram: Diagram): EventImportance[] {
  const { events } = diagram.tree
  return importance(diagram)
    .map((of, i) => ({
      id: events[i].id,
      label: events[i].label,
      probability: events[i].probability,
      birnbaum: of.birnbaum,
      criticality: of.criticality,
      diagnostic: inRange(of.diagnostic),
      raw: Number.isFinite(of.riskAchievement) ? of.riskAchievement : null,
      rrw: Number.isFinite(of.riskReduction) ? of.riskReduction : null,
    }))
    .sort((a, b) => nearly(b.criticality) - nearly(a.criticality) || (a.id < b.id ? -1 : 1))
}

/** Events that are alike differ in the last bit, which must not decide their order. */
const nearly = (share: number): number => Number(share.toPrecision(9))

function solvedCutSets(diagram: Diagram, { most, maxOrder }: CutSetsAsked, implicants: boolean): SolvedCutSets {
  const { tree } = diagram
  const limits = { maxOrder: maxOrder ?? undefined }
  const signed = implicants && !diagram.coherent
  const sets = signed ? primeImplicants(diagram, limits) : minimalCutSets(diagram, limits)
  const probabilities = tree.events.map(event => event.probability)
  const byOrder = sets.countByOrder.flatMap((count, order) => (count > 0n ? [{ order, count: String(count) }] : []))
  return {
    kind: signed ? 'prime implicants' : 'minimal cut sets',
    maxOrder,
    count: String(sets.count),
    byOrder,
    rareEvent: rareEvent(sets, probabilities),
    upperBound: signed ? null : upperBound(sets, probabilities),
    sets: [...ranked(sets, probabilities, most)].map(set => named(tree, set)),
  }
}

function upperBound(sets: CutSets, probabilities: readonly number[]): number | null {
  try {
    return inRange(minCutUpperBound(sets, probabilities))
  } catch (error) {
    if (error instanceof AnalysisLimitError) return null
    throw error
  }
}

function* ranked(sets: CutSets, probabilities: readonly number[], most: number): Generator<CutSet> {
  let count = 0
  if (most === 0) return
  for (const set of mostProbable(sets, probabilities)) {
    yield set
    if (++count >= most) return
  }
}

function named({ events }: CutOut['tree'], { literals, probability }: CutSet): RankedSet {
  const words = literals.map(literal => (literal > 0 ? events[literal - 1].id : `not ${events[-literal - 1].id}`))
  return { events: words, probability: inRange(probability) }
}

function solvedUncertainty(
  model: OpenPsaModel,
  cut: CutOut,
  diagram: Diagram,
  { trials, seed }: FaultTreeOptions,
): SolvedUncertainty | null {
  const draws = sampler(model, cut, new SeedTree(seed))
  if (trials === null || !draws.uncertain) return null
  const found = uncertainty(diagram, into => draws.draw(into), trials)
  const quantiles = found.quantiles.map(({ level, value }) => ({ level, value: inRange(value) }))
  return { ...found, seed, mean: inRange(found.mean), quantiles }
}
