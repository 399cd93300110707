import { workerData } from 'node:worker_threads'
import { compile, type Plan, runTrial } from '../cluster/index.js'
import { type KernelLimit, KernelLimitError } from '../kernel/index.js'
import type { TrialSummary } from '../measures/index.js'
import type { Scenario } from '../scenario/index.js'
import type { TrialRange } from './trials.js'

let plan: Plan | null = null

/** What a worker sends back. An error would lose its class on the way between threads. */
export type Answer =
  | { readonly trials: TrialSummary[] }
  | { readonly limit: KernelLimit; readonly message: string; readonly fields: Record<string, number | string> }

/** Runs a range of trials on a worker thread; the scenario came with the thread, behind the pool's own data. */
export default function runRange({ seed, first, count }: TrialRange): Answer {
  const compiled = (plan ??= compile((workerData as [unknown, Scenario])[1]))
  try {
    return { trials: Array.from({ length: count }, (_, i) => runTrial(compiled, seed, first + i)) }
  } catch (error) {
    if (!(error instanceof KernelLimitError)) throw error
    return { limit: error.limit, message: error.message, fields: { ...error.fields } }
  }
}
