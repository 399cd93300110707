import { workerData } from 'node:worker_threads'
import { compile, type Plan, runTrial } from '../cluster/index.js'
import { type KernelLimit, KernelLimitError } from '../kernel/index.js'
import type { TrialSummary } from '../measures/index.js'
import { adoptProtocol, readOwnProtocol } from '../protocols/index.js'
import type { Scenario } from '../scenario/index.js'
import { type Done, perform, type SampledTask } from './sampled/index.js'
import type { TrialRange } from './trials.js'

/** What a worker is given with its thread. */
export interface WorkerData {
  readonly scenario: Scenario
  readonly modules: readonly { readonly url: string; readonly file: string; readonly digest: string }[]
}

const { scenario, modules } = (workerData as [unknown, WorkerData])[1]
for (const source of modules) {
  const own = readOwnProtocol(await import(source.url), source)
  if (typeof own === 'string') throw new Error(`${source.file}: ${own}`)
  adoptProtocol(own)
}

let plan: Plan | null = null

/** What a worker sends back. An error would lose its class on the way between threads. */
export type Answer =
  | { readonly trials: TrialSummary[] }
  | { readonly limit: KernelLimit; readonly message: string; readonly fields: Record<string, number | string> }

/** Runs a range of trials on a worker thread; the scenario came with the thread, behind the pool's own data. */
export default function runRange({ seed, first, count }: TrialRange): Answer {
  const compiled = (plan ??= compile(scenario))
  try {
    return { trials: Array.from({ length: count }, (_, i) => runTrial(compiled, seed, first + i)) }
  } catch (error) {
    if (!(error instanceof KernelLimitError)) throw error
    return { limit: error.limit, message: error.message, fields: { ...error.fields } }
  }
}

/** A piece of the sampling of requests. */
export function sample<T extends SampledTask>({ seed, task }: { readonly seed: string; readonly task: T }): Done<T> {
  return perform({ scenario, plan: (plan ??= compile(scenario)) }, seed, task)
}
