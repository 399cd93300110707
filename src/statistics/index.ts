/** What may be concluded from trials: intervals, bounds, comparisons, and when to stop. Pure functions over plain data. */
export { type Cycle, cyclesOf } from './cycles.js'
export { diagnoseTail, type TailDiagnosis } from './heavy-tail.js'
export {
  emptyHistogram,
  type Histogram,
  histogramMean,
  histogramQuantile,
  histogramTable,
  mergeHistogram,
  record,
} from './histogram.js'
export type { Interval } from './interval.js'
export { type Moments, meanInterval, moments, positiveMeanInterval } from './mean.js'
export { moreTrialsNeeded } from './more-trials.js'
export { type NoOutageBound, noOutageBound } from './no-outage.js'
export { comparePaired, type PairedComparison } from './paired.js'
export { peakInterval } from './peak.js'
export { poissonRateBound, poissonRateInterval } from './poisson.js'
export { clopperPearson, wilson } from './proportion.js'
export { type QuantileTable, quantileInterval, quantileTable, sampleQuantile } from './quantile.js'
export { logInterval, logRatioSpread, ratioInterval, type Share } from './ratio.js'
export { relativeHalfWidth, type Stop, type StoppingOptions, type StoppingRule, stoppingRule } from './stopping.js'
export { mergeTrials } from './trial-order.js'
export { type TrialDowntime, type UnavailabilityData, unavailabilityInterval } from './unavailability.js'
