import { formatDuration } from '../units/index.js'
import type { Answer, Fact, Table } from './answer.js'
import { bothForms } from './calc-facts.js'
import { availabilityFields, calculatedText, plainNumber, shareText, spanText, withNines } from './calc-numbers.js'

/** How an error budget stands; times in microseconds, shares of 1. */
export interface BudgetFacts {
  readonly allowed: number
  readonly window: number
  readonly elapsed: number
  readonly spent: number
  readonly remaining: number
  readonly burn: number
  readonly exhaustion: number
  /** True when failures are counted and not timed. */
  readonly counted: boolean
}

export function budgetAnswer(facts: BudgetFacts): Answer {
  const { allowed, window, elapsed, spent, remaining, burn, exhaustion, counted } = facts
  const budget = allowed * window
  const timed = (share: number) => (counted ? shareText(share) : `${bothForms(share * budget)}, ${shareText(share)}`)
  return {
    facts: [
      ['promise', `${withNines(allowed)} over ${formatDuration(window)}`],
      ['budget', counted ? `${shareText(allowed)} of the requests` : bothForms(budget)],
      ['elapsed', `${formatDuration(elapsed)} of ${formatDuration(window)}`],
      ['spent', timed(spent)],
      remaining < 0 ? ['overspent', timed(-remaining)] : ['remaining', timed(remaining)],
      ['burn rate', `${plainNumber(burn)} times what the promise allows`],
      lasting(facts),
    ],
    tables: [],
    notes: [],
    document: {
      form: 'budget',
      promise: availabilityFields(allowed),
      window,
      elapsed,
      budget: counted ? null : budget,
      spent,
      remaining,
      burn,
      exhaustion,
    },
  }
}

function lasting({ window, elapsed, spent, burn, exhaustion }: BudgetFacts): Fact {
  if (spent >= 1) return ['lasts', 'it is used up']
  if (elapsed + exhaustion < window) return ['lasts', `${bothForms(exhaustion)} more at this rate`]
  const atEnd = 1 - spent - (burn * (window - elapsed)) / window
  if (elapsed === window) return ['lasts', 'for ever at this rate']
  return ['lasts', `to the end of the window at this rate, with ${shareText(Math.max(0, atEnd))} left`]
}

/** Alerts on a budget; times in microseconds. */
export interface AlertFacts {
  readonly allowed: number
  readonly window: number
  readonly alerts: readonly {
    readonly severity: 'page' | 'ticket'
    readonly percent: number
    readonly long: number
    readonly short: number
    readonly burn: number
    /** After so long a total outage is told. */
    readonly total: number
    /** Of the incident that was asked about. */
    readonly fires: number
    readonly resets: number
    readonly failures: number
  }[]
  /** The burn rate that was asked about. */
  readonly burn: number | null
  /** Per second. */
  readonly requests: number | null
  /** Whether a single failed request pages. */
  readonly page: number | null
}

export function alertAnswer(facts: AlertFacts): Answer {
  const { allowed, window, alerts, burn, requests } = facts
  const rows = alerts.map(alert => [
    alert.severity,
    `${plainNumber(alert.burn)}x`,
    shareText(Math.min(1, alert.burn * allowed)),
    `${formatDuration(alert.long)} and ${formatDuration(alert.short)}`,
    `${alert.percent}%`,
    spanText(alert.total),
  ])
  const main: Table = {
    title: 'alert while both windows burn at this rate or more',
    columns: ['', 'burn', 'errors', 'windows', 'spent', 'total outage told after'],
    rows,
  }
  return {
    facts: [
      ['promise', `${withNines(allowed)} over ${formatDuration(window)}`],
      ...(burn === null ? [] : [burnFact(facts, burn)]),
      ...(facts.page === null ? [] : [['first page', spanText(facts.page)] as const]),
    ],
    tables: [main, ...(burn === null ? [] : [incident(facts, burn)]), ...(requests === null ? [] : [traffic(facts)])],
    notes: alertNotes(facts),
    document: {
      form: 'alert',
      promise: availabilityFields(allowed),
      window,
      burn,
      firstPage: facts.page,
      alerts: alerts.map(({ severity, percent, long, short, burn: threshold, total, fires, resets, failures }) => ({
        severity,
        budgetSpent: percent / 100,
        longWindow: long,
        shortWindow: short,
        burn: threshold,
        errorRate: threshold * allowed,
        totalOutageToldAfter: total,
        ...(burn === null ? {} : { firesAfter: fires, resetsAfter: resets }),
        ...(requests === null ? {} : { failuresToFire: failures }),
      })),
    },
  }
}

function burnFact({ allowed, window }: AlertFacts, burn: number): Fact {
  const errors = shareText(Math.min(1, burn * allowed))
  return ['incident', `${plainNumber(burn)}x, errors ${errors}: the budget is gone after ${spanText(window / burn)}`]
}

function incident({ alerts }: AlertFacts, burn: number): Table {
  return {
    title: `an incident that burns at ${plainNumber(burn)}x`,
    columns: ['', 'burn', 'fires after', 'resets after its end'],
    rows: alerts.map(({ severity, burn: threshold, fires, resets }) => [
      severity,
      `${plainNumber(threshold)}x`,
      spanText(fires),
      fires === Infinity ? '' : spanText(resets),
    ]),
  }
}

function traffic({ alerts }: AlertFacts): Table {
  return {
    title: 'failed requests in the long window that make it fire',
    columns: ['', 'burn', 'failures'],
    rows: alerts.map(({ severity, burn, failures }) => [severity, `${plainNumber(burn)}x`, plainNumber(failures)]),
  }
}

function alertNotes({ alerts, requests, allowed }: AlertFacts): string[] {
  const never = alerts.filter(alert => alert.total === Infinity).map(alert => `${plainNumber(alert.burn)}x`)
  const single = requests !== null && alerts.some(alert => alert.severity === 'page' && alert.failures <= 1)
  return [
    'When an alert fires, an incident has spent at least the share of the budget in its row.',
    ...(never.length === 0
      ? []
      : [
          `The alert at ${never.join(' and ')} never fires: even a total outage burns at ${plainNumber(1 / allowed)}x.`,
        ]),
    ...(single ? ['A single failed request pages: there are too few requests for this promise.'] : []),
  ]
}

/** What a provider owes; shares of 1. */
export interface CreditFacts {
  readonly name: string
  readonly unavailability: number
  readonly credit: number
  /** Microseconds in which the availability is measured. */
  readonly window: number
  readonly tiers: readonly { readonly above: number; readonly credit: number }[]
}

export function creditAnswer({ name, unavailability, credit, window, tiers }: CreditFacts): Answer {
  return {
    facts: [
      ['agreement', name],
      ['availability', `${withNines(unavailability)} over ${formatDuration(window)}`],
      ['credit', credit === 0 ? 'none' : `${shareText(credit)} of the bill`],
    ],
    tables: [
      {
        title: '',
        columns: ['below', 'downtime above', 'credit', ''],
        rows: tiers.map(tier => [
          calculatedText(tier.above),
          bothForms(tier.above * window),
          shareText(tier.credit),
          unavailability > tier.above && tier.credit === credit ? 'due' : '',
        ]),
      },
    ],
    notes: [],
    document: {
      form: 'credit',
      agreement: name,
      ...availabilityFields(unavailability),
      window,
      credit,
      tiers: tiers.map(tier => ({ unavailabilityAbove: tier.above, credit: tier.credit })),
    },
  }
}
