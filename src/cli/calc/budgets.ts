import {
  burnAlerts,
  detectionTime,
  failuresToFire,
  firstAlert,
  resetTime,
  standing,
} from '../../analysis/budgets/index.js'
import { type Answer, alertAnswer, budgetAnswer } from '../../report/index.js'
import { DAY } from '../../units/index.js'
import { usageError } from '../failure.js'
import type { CliIo } from '../io.js'
import { readBudget, readDuration, readNumber, readRate, readShare, refuse } from './reading.js'

export interface BudgetOptions {
  readonly spent?: string
  readonly errors?: string
  readonly failed?: string
  readonly requests?: string
  readonly elapsed?: string
  readonly window: string
}

/** `nines calc budget 99.9% --spent 20m --elapsed 10d` */
export function calcBudget(promise: string, options: BudgetOptions, io: CliIo): Answer {
  const allowed = readBudget({ before: ' budget', text: promise }, io)
  const window = readDuration({ before: ' budget --window', text: options.window }, io)
  const elapsed =
    options.elapsed === undefined ? window : readDuration({ before: ' budget --elapsed', text: options.elapsed }, io)
  if (elapsed > window) {
    refuse('longer than the window of the budget', { before: ' budget --elapsed', text: options.elapsed ?? '' }, io)
  }
  const { failing, counted } = failingShare(options, elapsed, io)
  return budgetAnswer({ allowed, window, elapsed, counted, ...standing({ allowed, window }, elapsed, failing) })
}

function failingShare(options: BudgetOptions, elapsed: number, io: CliIo): { failing: number; counted: boolean } {
  const ways = [options.spent, options.errors, options.failed].filter(way => way !== undefined)
  if (ways.length !== 1) {
    const message = ways.length === 0 ? 'what was spent is not said' : 'what was spent is said more than once'
    throw usageError(io, message, 'say --spent 20m, --errors 0.05%, or --failed 12 with --requests 9000')
  }
  if (options.spent !== undefined) {
    const written = { before: ' budget --spent', text: options.spent }
    const spent = /^0[a-z]*$/.test(options.spent) ? 0 : readDuration(written, io)
    if (spent > elapsed) refuse('more downtime than time has elapsed', written, io)
    return { failing: spent / elapsed, counted: false }
  }
  if (options.errors !== undefined) {
    return { failing: readShare({ before: ' budget --errors', text: options.errors }, io), counted: true }
  }
  if (options.requests === undefined)
    throw usageError(io, '--failed needs the number of requests', 'add --requests 1000000')
  const written = { before: ' budget --failed', text: options.failed as string }
  const failed = readNumber(written, io)
  const requests = readNumber({ before: ' budget --requests', text: options.requests }, io, 1)
  if (failed > requests) refuse('more failed than there were requests', written, io)
  return { failing: failed / requests, counted: true }
}

export interface AlertOptions {
  readonly window: string
  readonly burn?: string
  readonly errors?: string
  readonly requests?: string
}

/** `nines calc alert 99.9% --window 28d --burn 10` */
export function calcAlert(promise: string, options: AlertOptions, io: CliIo): Answer {
  const allowed = readBudget({ before: ' alert', text: promise }, io)
  const written = { before: ' alert --window', text: options.window }
  const window = readDuration(written, io)
  if (window <= 3 * DAY) refuse('the longest alert looks back 3 days; the budget has to be for longer', written, io)
  const burn = burnAsked(allowed, options, io)
  const requests =
    options.requests === undefined ? null : readRate({ before: ' alert --requests', text: options.requests }, io)
  const alerts = burnAlerts(window)
  return alertAnswer({
    allowed,
    window,
    burn,
    requests,
    page: burn === null ? null : (firstAlert(alerts, 'page', burn)?.after ?? Infinity),
    alerts: alerts.map(alert => ({
      ...alert,
      total: detectionTime(alert, 1 / allowed),
      fires: detectionTime(alert, burn ?? 0),
      resets: resetTime(alert, burn ?? 0),
      failures: failuresToFire(alert, allowed, requests ?? 0),
    })),
  })
}

/** The burn rate of an incident, at most that of a total outage. */
function burnAsked(allowed: number, { burn, errors }: AlertOptions, io: CliIo): number | null {
  if (burn !== undefined && errors !== undefined) {
    throw usageError(io, 'the incident is given twice', 'leave out --burn or --errors')
  }
  if (errors !== undefined) return readShare({ before: ' alert --errors', text: errors }, io) / allowed
  if (burn === undefined) return null
  const written = { before: ' alert --burn', text: burn }
  const rate = readNumber({ ...written, text: burn.replace(/x$/, '') }, io)
  // As long as it reads as the whole, though 14.4 times 0.1 % of it does not.
  return rate * allowed <= 1 + 1e-9 ? rate : refuse('even a total outage burns more slowly', written, io)
}
