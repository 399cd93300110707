import { type Plan, World } from '../cluster/index.js'
import { KernelLimitError } from '../kernel/index.js'

/** Enough to see the pace of a trial, over in a fraction of a second. */
const paceEvents = 200_000
/** A pace may slacken after a busy start; this many times the limit it will not make up for. */
const hopeless = 3

/**
 * Refuses at once a scenario whose trials could only end at their limit of events, minutes from now: the first trial is
 * begun, and its events so far are scaled up to its end.
 *
 * @throws KernelLimitError (`max-events`)
 */
export function refuseEndless(plan: Plan, seed: string): void {
  const { eventsPerTrial } = plan.scenario.limits
  if (eventsPerTrial <= paceEvents) return
  const world = World.start(plan, seed, 1)
  if (world.run(plan.to, paceEvents) !== 'events') return
  const expected = paceEvents * (plan.to / Math.max(1, world.now))
  if (expected < hopeless * eventsPerTrial) return
  const about = Number(expected.toPrecision(2))
  const message = `a trial would make about ${grouped(about)} events; the limit is ${grouped(eventsPerTrial)}`
  throw new KernelLimitError('max-events', message, { expected: about, maxEvents: eventsPerTrial })
}

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
