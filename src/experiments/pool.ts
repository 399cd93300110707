import type { TrialSummary } from '../measures/index.js'
import type { Scenario } from '../scenario/index.js'
import type { TrialRunner } from './trials.js'

/**
 * A runner that spreads ranges over worker threads. Which thread runs what does not matter: a trial is a pure function
 * of scenario, seed and number.
 */
export async function pooledRunner(scenario: Scenario, workers: number): Promise<TrialRunner> {
  // Loaded here because a study on one thread does not need it.
  const { Tinypool } = await import('tinypool')
  const pool = new Tinypool({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    workerData: scenario,
  })
  return {
    run: range => pool.run(range) as Promise<TrialSummary[]>,
    close: () => pool.destroy(),
  }
}
