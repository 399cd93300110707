import { KernelLimitError } from '../kernel/index.js'
import {
  summariseComponent,
  summariseDetection,
  summariseLedger,
  summariseRequests,
  type TrialSummary,
} from '../measures/index.js'
import { endMeasuring } from './measuring.js'
import type { Plan } from './plan.js'
import { World } from './world.js'

/**
 * Runs trial `trial` (from 1) to its end: a pure function of its arguments.
 *
 * @throws KernelLimitError when it takes more events than the scenario allows
 */
export function runTrial(plan: Plan, seed: string, trial: number): TrialSummary {
  const steps = trialInSteps(plan, seed, trial)
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

/**
 * The same trial, with a pause after every so many events for whoever has other things to attend to.
 *
 * @throws KernelLimitError when it takes more events than the scenario allows
 */
export function* trialInSteps(
  plan: Plan,
  seed: string,
  trial: number,
  events?: number,
): Generator<undefined, TrialSummary> {
  try {
    const world = World.start(plan, seed, trial)
    while (world.run(plan.to, events) === 'events') yield
    return summarise(world)
  } catch (error) {
    if (!(error instanceof KernelLimitError)) throw error
    throw new KernelLimitError(error.limit, `trial ${trial}: ${error.message}`, { ...error.fields, trial })
  }
}

/** Ends measuring and reports. */
export function summarise(world: World): TrialSummary {
  endMeasuring(world)
  const { plan, state, sim } = world
  return {
    format: 'nines.trial/1',
    trial: state.trial,
    measured: plan.scenario.horizon,
    events: sim.dispatched,
    fingerprint: sim.fingerprint(),
    services: state.services.map(({ ledger, failovers, decisions, dual, attempts, health }) => ({
      ...summariseLedger(ledger),
      failovers,
      decisions,
      dual,
      ...(attempts !== null && { attempts }),
      ...(health !== undefined && { health: health.tally }),
    })),
    nodes: state.nodeLedgers.map(summariseComponent),
    domains: state.domainLedgers.map(summariseComponent),
    detectors: plan.scenario.detectors.map((_, w) =>
      summariseDetection(state.watches[w].tally, pairsOf(plan.watches[w].members.length)),
    ),
    workloads: state.workloads.map(({ tally }) => summariseRequests(tally)),
    groups: state.groups.map(({ leapt, leaps }) => ({ leapt, leaps })),
    ...(world.exposure !== null && { exposures: world.exposure.exposures }),
  }
}

/** Ordered pairs of different members. */
const pairsOf = (members: number): number => members * (members - 1)
