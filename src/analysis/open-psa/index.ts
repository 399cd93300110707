/** Fault trees in the Open-PSA Model Exchange Format. */
export type { CutOut, OpenPsaModel } from './model.js'
export { treeOf } from './model.js'
export { type OpenPsaOptions, type OpenPsaReading, readOpenPsa } from './read.js'
export { type Sampler, sampler } from './sampler.js'
