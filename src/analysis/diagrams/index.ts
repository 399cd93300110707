/** Decision diagrams: Boolean functions (BDD) and families of sets (ZBDD), in typed arrays. */
export { BddManager } from './bdd-manager.js'
export type { BddOptions } from './bdd-store.js'
export { FALSE, isConstant, not, TRUE } from './edge.js'
export type { LinearDiagram } from './linear-diagram.js'
export { edgeProbabilities } from './probability.js'
