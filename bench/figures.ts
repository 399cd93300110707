import { bareHold, heartbeats, hold, queueing, type Run } from './models.js'
import type { Tables } from './tables.js'

/** One line of the table. */
export interface Figure {
  name: string
  /** As the other side knows it. */
  model: 'hold' | 'mixture' | 'mm1' | 'heartbeats'
  pending: number
  /** Events in one measurement, and before the first. */
  events: number
  warmUp: number
  /** Least ratio to C++ that we want. */
  target?: number
  simpy: boolean
  make(tables: Tables): Run
}

function holds(kind: 'bare queue' | 'kernel', targets: number[]): Figure[] {
  return [100, 10_000, 1_000_000].map((pending, i) => ({
    name: `hold 10^${Math.round(2 * (i + 1))}, ${kind}`,
    model: 'hold' as const,
    pending,
    events: 500_000,
    warmUp: Math.max(2_000_000, 2 * pending),
    target: targets[i],
    simpy: kind === 'kernel' && pending <= 10_000,
    make: tables => (kind === 'kernel' ? hold(pending, tables.hold) : bareHold(pending, tables.hold)),
  }))
}

const rest = { pending: 0, events: 500_000, warmUp: 2_000_000, simpy: true }

export const FIGURES: Figure[] = [
  ...holds('bare queue', [1, 0.95, 0.7]),
  ...holds('kernel', [0.7, 0.65, 0.5]),
  {
    ...rest,
    name: 'mixture 10^4, kernel',
    model: 'mixture',
    pending: 10_000,
    target: 0.8,
    make: tables => hold(10_000, tables.mixture),
  },
  { ...rest, name: 'M/M/1, kernel', model: 'mm1', make: queueing },
  { ...rest, name: 'heartbeats of 50, kernel', model: 'heartbeats', target: 0.5, make: heartbeats },
]
