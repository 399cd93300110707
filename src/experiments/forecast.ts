import { compile, type Plan, World } from '../cluster/index.js'
import type { Forecast } from '../results/index.js'
import type { Scenario } from '../scenario/index.js'
import { leadService } from './objectives.js'
import type { StudyOptions } from './study.js'

/** Events spent on looking ahead. */
const probeEvents = 200_000
const probeTrials = 20
/** Half-width over estimate is about 1.96 √((c_up² + c_down²) / outages), with 2 for exponential times. */
const exponentialSpread = 2

/**
 * What a study will cost and how sharp its answer will be, from a few trials cut short: at most twenty trials and two
 * hundred thousand events together. Says nothing of the time it takes, which depends on the machine.
 *
 * @throws KernelLimitError when a trial within that look exceeds the scenario's limit of events
 */
export function forecast(scenario: Scenario, options: Pick<StudyOptions, 'seed' | 'trials' | 'precision'>): Forecast {
  const plan = compile(scenario)
  const seed = options.seed ?? scenario.seed
  const trials = options.trials ?? scenario.trials
  const precision = options.precision ?? scenario.precision
  const probe = look(plan, seed)
  const eventsPerTrial = probe.events * (plan.to / probe.time)
  const outagesPerTrial = probe.measured > 0 ? probe.outages * (scenario.horizon / probe.measured) : 0
  const root = 1.96 / (precision > 0 ? precision : 1)
  const wanted = root * root
  const known = outagesPerTrial > 0
  return {
    trials,
    horizon: scenario.horizon,
    eventsPerTrial,
    outagesPerTrial,
    events: eventsPerTrial * trials,
    relativeHalfWidth: known ? 1.96 * Math.sqrt(exponentialSpread / (outagesPerTrial * trials)) : null,
    trialsForPrecision: known && precision > 0 ? Math.ceil((exponentialSpread * wanted) / outagesPerTrial) : null,
    method: `from a look at ${probe.trials} of the trials (${probe.events} events), scaled up; widths as for exponential times`,
  }
}

interface Probe {
  readonly trials: number
  events: number
  /** Simulated time seen, microseconds, and how much of it was behind the warm-up. */
  time: number
  measured: number
  /** Of the lead service, one that is still open counted. */
  outages: number
}

function look(plan: Plan, seed: string): Probe {
  const lead = leadService(plan.scenario)
  const probe = { trials: 0, events: 0, time: 0, measured: 0, outages: 0 }
  while (probe.trials < probeTrials && probe.events < probeEvents) {
    probe.trials++
    const world = World.start(plan, seed, probe.trials)
    const cut = world.run(plan.to, probeEvents - probe.events) === 'events'
    probe.events += world.sim.dispatched
    const end = cut ? world.now : plan.to
    probe.time += Math.max(1, end)
    probe.measured += Math.max(0, end - plan.from)
    if (lead >= 0) probe.outages += outagesOf(world.state.services[lead].ledger)
  }
  return probe
}

/** A ledger settles when something changes: until then an outage shows in its condition only. */
const outagesOf = ({ outages, open, condition }: World['state']['services'][number]['ledger']): number =>
  outages + (open === null && condition.up ? 0 : 1)
