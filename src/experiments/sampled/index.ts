/** Requests of a sample of the time, weighed by the rest. */
export { sampledLatency, sampledUnavailability } from './estimate.js'
export { sampleNotes } from './sample-notes.js'
export { sampleTraffic, type TrafficSample, type Work } from './sample-traffic.js'
export { sampledResult } from './sampled-result.js'
export { type Done, perform, type SampledTask } from './tasks.js'
export { weighTrials } from './weigh.js'
