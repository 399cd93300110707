import { compile, World } from '../cluster/index.js'
import { Trace, type TraceRecord } from '../kernel/index.js'
import type { Scenario } from '../scenario/index.js'

export interface TrialOptions {
  readonly seed?: string
  readonly trial: number
}

/** Runs one trial and hands every record of it to `sink`, in order: faults, messages, roles, outages. */
export function traceTrial(scenario: Scenario, options: TrialOptions, sink: (record: TraceRecord) => void): void {
  const plan = compile(scenario)
  World.start(plan, options.seed ?? scenario.seed, options.trial, new Trace('detail', sink)).run()
}
