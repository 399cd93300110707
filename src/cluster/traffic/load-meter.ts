import type { LoadReport } from '../../balancers/index.js'
import type { BalancerTally } from '../../measures/index.js'
import type { Plan } from '../plan.js'
import type { Job, MemberState } from '../state.js'
import type { World } from '../world.js'

/** Reports speak of the last whole stretch of this length. */
const stretch = 1_000_000

/** What a member has done: in all, and in the present and the last stretch. Microseconds of its slots. */
export interface LoadMeter {
  /** Time its slots have worked since measuring began. */
  busy: number
  since: number
  work: number
  done: number
  last: { readonly length: number; readonly work: number; readonly done: number }
}

export function newMeter(): LoadMeter {
  return { busy: 0, since: 0, work: 0, done: 0, last: { length: 0, work: 0, done: 0 } }
}

export function noteStart(world: World, { meter }: MemberState): void {
  roll(meter, world.now)
}

export function noteEnd(world: World, { meter }: MemberState, job: Job): void {
  roll(meter, world.now)
  meter.work += world.now - job.began
  meter.done++
  meter.busy += world.now - Math.min(world.now, Math.max(job.began, world.plan.from))
}

/** Measuring ends: what each member has worked, what it is working on among it. */
export function noteBusy(tally: BalancerTally, members: readonly MemberState[], { from, to }: Plan): void {
  for (const [m, { meter, working }] of members.entries()) {
    const open = working.reduce((sum, { began }) => sum + to - Math.max(began, from), 0)
    tally.members[m].busy = meter.busy + open
  }
}

function roll(meter: LoadMeter, now: number): void {
  if (now - meter.since < stretch) return
  meter.last = { length: now - meter.since, work: meter.work, done: meter.done }
  meter.since = now
  meter.work = 0
  meter.done = 0
}

/**
 * What a member says of its load: requests it has, and of the last stretch its rate, the share of its slots that worked, and
 * how long a request that came now would take, by its mean work and those before it.
 */
export function reportOf(world: World, s: number, member: number): LoadReport {
  const { concurrency } = world.plan.scenario.services[s]
  const { meter, working, waiting } = world.state.services[s].members[member]
  const { length, work, done } = meter.last.done > 0 ? meter.last : { ...meter, length: world.now - meter.since }
  const inFlight = working.length + waiting.length
  const mean = done > 0 ? work / done : 0
  return {
    inFlight,
    latency: mean * (1 + inFlight / concurrency),
    utilization: length > 0 ? work / (length * concurrency) : 0,
    rate: length > 0 ? (done * 1e6) / length : 0,
    errors: 0,
  }
}
