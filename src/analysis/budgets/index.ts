/** Error budgets: how they stand, how fast they burn, when somebody is told, and what a broken promise pays back. */
export {
  type BurnAlert,
  burnAlerts,
  detectionTime,
  failuresToFire,
  firstAlert,
  resetTime,
} from './alerts.js'
export { type CreditTier, type CreditTiers, creditFor } from './credits.js'
export { burnRate, type ErrorBudget, exhaustion, type Standing, standing } from './spending.js'
