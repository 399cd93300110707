/** What a promise allows and what makes it: downtime, repair, error budgets, alerts on them, and what is paid back. */
export {
  type BurnAlert,
  burnAlerts,
  detectionTime,
  failuresToFire,
  firstAlert,
  resetTime,
} from './alerts.js'
export { type CreditTier, type CreditTiers, creditFor } from './credits.js'
export { allowedUnavailability, type Budget, downtimeBudgets } from './error-budget.js'
export { burnRate, type ErrorBudget, exhaustion, type Standing, standing } from './spending.js'
export { type Cycle, cycleUnavailability, meanDownAllowed, meanUpNeeded } from './steady-state.js'
