/**
 * The simulated world: nodes, disks, clocks, network, faults, hosts that carry out what protocols ask for, detectors
 * and traffic. A trial is a pure function of a plan, a seed and a number.
 */
export type { LeapWatcher } from './leap/leap.js'
export { type Cause, causeOfRequest, compile, type Plan } from './plan.js'
export { type Condition, type Configuration, readCondition, readConfiguration } from './traffic/configuration.js'
export { runTrial, summarise, trialInSteps } from './trial.js'
export { World, type WorldSnapshot } from './world.js'
