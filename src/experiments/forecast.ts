import { compile, type Plan, World } from '../cluster/index.js'
import { sum } from '../numerics/index.js'
import type { Forecast } from '../results/index.js'
import type { Scenario } from '../scenario/index.js'
import { fidelityNotes, mayLeap } from './fidelity.js'
import { leadService } from './objectives.js'
import { burstEvents } from './pace.js'
import type { StudyOptions } from './study.js'
import { type Variation, vary } from './variation.js'

export type ForecastOptions = Pick<StudyOptions, 'seed' | 'trials' | 'precision' | keyof Variation>

/** Events spent on looking ahead. */
const probeEvents = 600_000
const probeTrials = 50
/** With fewer outages in the look, what they vary by says less than that most times are about exponential. */
const enoughOutages = 10

/**
 * What a study will cost and how sharp its answer will be, from a few trials cut short: at most fifty trials and 600,000
 * events together, or three million of the first trial where quiet time is leapt over, as it may begin with a fault. Half-width over estimate is about 1.96 √((c_up² + c_down²) / outages), with the squared coefficients of
 * variation of the up times and outages in the look; tails too heavy to have shown in it make the interval wider. Says
 * nothing of the time it takes, which depends on the machine.
 *
 * @throws KernelLimitError when a trial within that look exceeds the scenario's limit of events
 */
export function forecast(written: Scenario, options: ForecastOptions): Forecast {
  const { scenario } = vary(written, options)
  const plan = compile(scenario)
  const seed = options.seed ?? scenario.seed
  const trials = options.trials ?? scenario.trials
  const precision = options.precision ?? scenario.precision
  const probe = look(plan, seed)
  const eventsPerTrial = probe.events * (plan.to / probe.time)
  const outagesPerTrial = probe.measured > 0 ? probe.outages * (scenario.horizon / probe.measured) : 0
  const root = 1.96 / (precision > 0 ? precision : 1)
  const wanted = root * root
  const seen = Math.min(probe.ups.length, probe.downs.length)
  const spread = seen < enoughOutages ? 2 : squaredVariation(probe.ups) + squaredVariation(probe.downs)
  const known = outagesPerTrial > 0
  return {
    trials,
    horizon: scenario.horizon,
    eventsPerTrial,
    outagesPerTrial,
    events: eventsPerTrial * trials,
    relativeHalfWidth: known ? 1.96 * Math.sqrt(spread / (outagesPerTrial * trials)) : null,
    leapt: plan.groups.length === 0 ? null : probe.leapt / probe.time,
    trialsForPrecision: known && precision > 0 ? Math.ceil((spread * wanted) / outagesPerTrial) : null,
    method: `from a look at ${probe.trials} of the trials (${probe.events} events), scaled up; widths ${seen < enoughOutages ? 'as for exponential times' : `from the ${seen} outages in it, rarer and longer ones left out`}`,
    notes: fidelityNotes(plan, trials),
  }
}

interface Probe {
  trials: number
  events: number
  /** Simulated time seen, microseconds, and how much of it was behind the warm-up. */
  time: number
  measured: number
  /** Of the simulated time, leapt over: mean over groups. */
  leapt: number
  /** Of the lead service, one that is still open counted. */
  outages: number
  /** Lengths of its outages that ended, and of the times up between two of them. */
  readonly ups: number[]
  readonly downs: number[]
}

function look(plan: Plan, seed: string): Probe {
  const lead = leadService(plan.scenario)
  const most = mayLeap(plan) ? burstEvents : probeEvents
  const probe: Probe = { trials: 0, events: 0, time: 0, measured: 0, leapt: 0, outages: 0, ups: [], downs: [] }
  while (probe.trials < probeTrials && probe.events < probeEvents) {
    probe.trials++
    const world = World.start(plan, seed, probe.trials)
    const cut = world.run(plan.to, probe.trials === 1 ? most : probeEvents - probe.events) === 'events'
    probe.events += world.sim.dispatched
    const end = cut ? world.now : plan.to
    probe.time += Math.max(1, end)
    probe.measured += Math.max(0, end - plan.from)
    // A group that has leapt is ahead of the others.
    for (const { leapt } of world.state.groups) probe.leapt += Math.min(leapt, end) / plan.groups.length
    if (lead >= 0) count(world.state.services[lead].ledger, probe)
  }
  return probe
}

type Ledger = World['state']['services'][number]['ledger']

function count(ledger: Ledger, probe: Probe): void {
  probe.outages += outagesOf(ledger)
  const records = ledger.records.filter(record => !record.censored).sort((a, b) => a.start - b.start)
  for (const [i, { start, length }] of records.entries()) {
    probe.downs.push(length)
    if (i > 0) probe.ups.push(start - records[i - 1].start - records[i - 1].length)
  }
}

/** A ledger settles when something changes: until then an outage shows in its condition only. */
const outagesOf = ({ outages, open, condition }: Ledger): number => outages + (open === null && condition.up ? 0 : 1)

/** Variance over squared mean. */
function squaredVariation(values: readonly number[]): number {
  const mean = sum(values) / values.length
  const variance = sum(values.map(value => (value - mean) * (value - mean))) / (values.length - 1)
  return mean > 0 ? variance / (mean * mean) : 1
}
