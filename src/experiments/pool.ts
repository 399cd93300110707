import { KernelLimitError } from '../kernel/index.js'
import { ownProtocol } from '../protocols/index.js'
import type { Scenario } from '../scenario/index.js'
import type { Done } from './sampled/index.js'
import type { TrialRunner } from './trials.js'
import type { Answer, WorkerData } from './worker.js'

/** What a worker has to load before it can simulate a scenario with protocols of its author's own. */
function modulesOf({ services }: Scenario): WorkerData['modules'] {
  const names = new Set(services.flatMap(({ redundancy }) => (redundancy.kind === 'own' ? [redundancy.name] : [])))
  return [...names].map(name => {
    const own = ownProtocol(name)
    if (own === undefined) throw new Error(`no protocol ${name} was loaded`)
    const { url, file, digest } = own
    return { url, file, digest }
  })
}

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
    workerData: { scenario, modules: modulesOf(scenario) } satisfies WorkerData,
  })
  return {
    async run(range) {
      const answer = (await pool.run(range)) as Answer
      if ('limit' in answer) throw new KernelLimitError(answer.limit, answer.message, answer.fields)
      return answer.trials
    },
    sample: async (seed, task) => (await pool.run({ seed, task }, { name: 'sample' })) as Done<typeof task>,
    close: () => pool.destroy(),
  }
}
