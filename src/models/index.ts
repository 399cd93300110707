/** Scenarios and fault trees as formulas: who can serve, over components that fail and are repaired; blind to the simulator. */
export type { Component } from './component.js'
export { type FaultTreeOptions, solveFaultTrees } from './fault-tree.js'
export { Model } from './model.js'
export type { CutSetsAsked } from './question.js'
export { type SolveOptions, solveScenario } from './solve.js'
