/** Fault trees: their probability, what they fail from, and what matters in them. */
export { type AnalysisLimits, type CompiledModule, compileDiagram, type Diagram } from './compile.js'
export { type Conditionals, conditionals } from './conditionals.js'
export { type CutSet, type CutSets, minimalCutSets, mostProbable, primeImplicants, rareEvent } from './cut-sets.js'
export type { BasicEvent, FaultTree, Gate, GateOp } from './fault-tree.js'
export { type Importance, importance } from './importance.js'
export { topProbability } from './probability.js'
export { type Uncertainty, uncertainty } from './uncertainty.js'
export { minCutUpperBound } from './upper-bound.js'
