import { type Plan, World } from '../cluster/index.js'
import { KernelLimitError } from '../kernel/index.js'
import { mayLeap, unleapt } from './fidelity.js'

/** Enough to see the pace of a trial, over in a fraction of a second. */
const paceEvents = 200_000
/** A pace may slacken after a busy start; this many times the limit it will not make up for. */
const hopeless = 3

/** Where quiet time is leapt over, a fault may keep a trial from it for a while: it is looked at for that much longer. */
export const burstEvents = 3_000_000

/**
 * Refuses at once a scenario whose trials could only end at their limit of events, minutes from now: the first trial is
 * begun, and its events so far are scaled up to its end.
 *
 * @throws KernelLimitError (`max-events`)
 */
export function refuseEndless(plan: Plan, seed: string): void {
  const { eventsPerTrial: limit } = plan.scenario.limits
  const most = Math.min(limit, mayLeap(plan) ? burstEvents : paceEvents)
  const world = World.start(plan, seed, 1)
  let expected = 0
  for (let events = paceEvents; events <= most; events += paceEvents) {
    if (world.run(plan.to, paceEvents) !== 'events') return
    expected = events * (plan.to / Math.max(1, world.now))
    if (expected < hopeless * limit) return
  }
  if (expected === 0) return
  const about = Number(expected.toPrecision(2))
  const message = `a trial would make about ${grouped(about)} events; the limit is ${grouped(limit)}`
  const traffic =
    plan.scenario.workloads.length > 0 ? ['requests are made one by one; --time-only leaves them out'] : []
  const full =
    plan.scenario.fidelity === 'full' && plan.groups.length > 0
      ? ['every heartbeat is simulated; --fidelity leap leaps over the quiet ones']
      : []
  const slow = [...full, ...unleapt(plan), ...traffic].join('; ')
  throw new KernelLimitError('max-events', message, { expected: about, maxEvents: limit, slow })
}

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
