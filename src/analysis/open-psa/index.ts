/** Fault trees in the Open-PSA Model Exchange Format. */
export type { CutOut, ModelUncertainty, OpenPsaModel, OpenPsaTree } from './model.js'
export { treeOf } from './model.js'
export { type OpenPsaOptions, type OpenPsaReading, readOpenPsa } from './read.js'
export { type Sampler, sampler } from './sampler.js'
