export { sample, sampleEquilibrium } from './sampling.js'
export { SeedTree } from './seed-tree.js'
export type { StreamState } from './stream.js'
export { Stream } from './stream.js'
