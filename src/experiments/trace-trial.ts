import { compile, World } from '../cluster/index.js'
import { Trace, type TraceRecord } from '../kernel/index.js'
import type { Scenario } from '../scenario/index.js'
import { type Variation, vary } from './variation.js'

export interface TrialOptions extends Variation {
  readonly seed?: string
  readonly trial: number
}

/** Runs one trial and hands every record of it to `sink`, in order: faults, messages, roles, outages. */
export function traceTrial(written: Scenario, options: TrialOptions, sink: (record: TraceRecord) => void): void {
  const { scenario } = vary(written, options)
  const plan = compile(scenario)
  World.start(plan, options.seed ?? scenario.seed, options.trial, new Trace('detail', sink)).run()
}
