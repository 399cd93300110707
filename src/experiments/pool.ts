import { KernelLimitError } from '../kernel/index.js'
import type { Scenario } from '../scenario/index.js'
import type { TrialRunner } from './trials.js'
import type { Answer } from './worker.js'

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
    async run(range) {
      const answer = (await pool.run(range)) as Answer
      if ('limit' in answer) throw new KernelLimitError(answer.limit, answer.message, answer.fields)
      return answer.trials
    },
    close: () => pool.destroy(),
  }
}
