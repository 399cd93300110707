/** Fault trees: their probability, what they fail from, and what matters in them. */

export { type AnalysisLimits, type CompiledModule, compileDiagram, type Diagram } from './compile.js'
export type { BasicEvent, FaultTree, Gate, GateOp } from './fault-tree.js'
export { topProbability } from './probability.js'
