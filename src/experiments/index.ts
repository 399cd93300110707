/** Studies of a scenario: run its trials and judge them, forecast them, tell the story of one outage. */
export { forecast } from './forecast.js'
export { type Progress, runStudy, type StudyOptions } from './study.js'
export { type TraceOptions, traceOutage } from './trace-outage.js'
export { type TrialOptions, traceTrial } from './trace-trial.js'
export { traceWindow, type WindowOptions } from './trace-window.js'
export type { TrafficMode, Variation } from './variation.js'
