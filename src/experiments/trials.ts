import { type Plan, trialInSteps } from '../cluster/index.js'
import type { TrialSummary } from '../measures/index.js'
import type { Scenario } from '../scenario/index.js'
import { type Done, perform, type SampledTask } from './sampled/index.js'

/** Trials to run one after the other. Numbers count from 1. */
export interface TrialRange {
  readonly seed: string
  readonly first: number
  readonly count: number
}

/** Something that runs ranges of trials, here or on another thread. */
export interface TrialRunner {
  run(range: TrialRange): Promise<TrialSummary[]>
  /** Does a piece of the sampling of requests. */
  sample<T extends SampledTask>(seed: string, task: T): Promise<Done<T>>
  close(): Promise<void>
}

/** Events between two turns of the event loop: a small part of a second. */
const stride = 100_000

/** A runner in this thread. Lets the event loop turn within and between trials, so that an interrupt is heard. */
export function localRunner(scenario: Scenario, plan: Plan, stop: { readonly requested: boolean }): TrialRunner {
  return {
    async run({ seed, first, count }) {
      const summaries: TrialSummary[] = []
      for (let i = 0; i < count && !stop.requested; i++) {
        const steps = trialInSteps(plan, seed, first + i, stride)
        let step = steps.next()
        for (; !step.done; step = steps.next()) await turn()
        summaries.push(step.value)
        await turn()
      }
      return summaries
    },
    async sample(seed, task) {
      await turn()
      return perform({ scenario, plan }, seed, task)
    },
    async close() {},
  }
}

function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
