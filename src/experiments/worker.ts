import { workerData } from 'node:worker_threads'
import { compile, type Plan, runTrial } from '../cluster/index.js'
import type { TrialSummary } from '../measures/index.js'
import type { Scenario } from '../scenario/index.js'
import type { TrialRange } from './trials.js'

let plan: Plan | null = null

/** Runs a range of trials on a worker thread; the scenario came with the thread, behind the pool's own data. */
export default function runRange({ seed, first, count }: TrialRange): TrialSummary[] {
  const compiled = (plan ??= compile((workerData as [unknown, Scenario])[1]))
  return Array.from({ length: count }, (_, i) => runTrial(compiled, seed, first + i))
}
