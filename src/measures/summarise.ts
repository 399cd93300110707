import { chargeOfKey } from './charge.js'
import type { ComponentLedger } from './component-ledger.js'
import type { DetectionTally } from './detection.js'
import type { ServiceLedger } from './ledger.js'
import type { RequestTally } from './requests.js'
import type {
  CauseSummary,
  ComponentSummary,
  DetectionSummary,
  LedgerSummary,
  WorkloadSummary,
} from './trial-summary.js'

/** @throws Error unless the ledger is closed */
export function summariseLedger(ledger: ServiceLedger): LedgerSummary {
  if (!ledger.closed) throw new Error('a ledger is summed up once it is closed')
  const charges = Object.entries(ledger.tallies)
    .map(([key, { downtime }]) => ({ ...chargeOfKey(Number(key)), downtime }))
    .filter(charge => charge.downtime > 0)
  return {
    measured: ledger.since,
    downtime: ledger.downtime,
    degraded: ledger.degraded,
    outages: ledger.outages,
    censored: ledger.censored,
    censoredDowntime: ledger.censoredDowntime,
    downAtStart: ledger.downAtStart,
    betweenStarts: { count: Math.max(0, ledger.outages - 1), sum: ledger.lastStart - ledger.firstStart },
    longest: ledger.longest,
    charges,
    causes: causesOf(ledger, charges),
    windows: [...ledger.windows],
    records: [...ledger.records],
    dropped: ledger.dropped,
  }
}

function causesOf(ledger: ServiceLedger, charges: LedgerSummary['charges']): CauseSummary[] {
  const downtimes: { [cause: number]: number } = {}
  for (const { cause, downtime } of charges) downtimes[cause] = (downtimes[cause] ?? 0) + downtime
  return Object.entries(ledger.causes).map(([key, { led, shared }]) => {
    const cause = Number(key)
    return { cause, downtime: downtimes[cause] ?? 0, led, shared }
  })
}

export function summariseComponent(ledger: ComponentLedger): ComponentSummary {
  return { measured: ledger.since, downtime: ledger.downtime, failures: ledger.failures }
}

export function summariseDetection(tally: DetectionTally, pairs: number): DetectionSummary {
  return { pairs, ...tally }
}

export function summariseRequests(tally: RequestTally): WorkloadSummary {
  const errors = Object.keys(tally.errors).sort((a, b) => (a < b ? -1 : 1))
  return {
    requests: tally.answered + tally.failed,
    failed: tally.failed,
    errors: errors.map(kind => ({ kind, count: tally.errors[kind] })),
    latency: tally.latency,
    ...(tally.classes.length > 0 && { classes: tally.classes }),
    ...(tally.charges !== null && {
      charges: Object.entries(tally.charges)
        .map(([cause, { count }]) => ({ cause: Number(cause), count }))
        .filter(({ count }) => count > 0),
    }),
    ...(tally.cancelled !== undefined && { cancelled: tally.cancelled }),
  }
}
