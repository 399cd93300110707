/** Fault trees: their probability, what they fail from, and what matters in them. */
export type { BasicEvent, FaultTree, Gate, GateOp } from './fault-tree.js'
