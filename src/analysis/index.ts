/** Answers by formula, without the simulator: what a promise allows, and what failures and repairs make of it. */
export { allowedUnavailability, type Budget, downtimeBudgets } from './error-budget.js'
export { type Cycle, cycleUnavailability, meanDownAllowed, meanUpNeeded } from './steady-state.js'
