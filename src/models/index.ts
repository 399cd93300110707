/** A scenario as formulas: who can serve, over components that fail and are repaired; blind to the simulator. */
export type { Component } from './component.js'
export { Model } from './model.js'
export { solveScenario } from './solve.js'
