import { describe, expect, it } from 'vitest'
import { runStudy } from '../../src/experiments/index.js'
import { loadScenario } from '../../src/scenario/index.js'

function scenarioOf(rest: string) {
  const text = `version: 1\nname: x\nhorizon: 1y\ntrials: 2\nnodes: { a: { mtbf: 30d, mttr: 1h } }\n${rest}`
  const { scenario, problems } = loadScenario(text, 'x.yaml')
  if (scenario === null) throw new Error(JSON.stringify(problems))
  return scenario
}

const study = (rest: string) => runStudy(scenarioOf(rest), { workers: 1, file: 'x.yaml' })

describe('a study that could only end at its limit of events', () => {
  it.each([
    [
      'an absurd rate',
      'services: { s: { on: a } }\nworkload: { w: { to: s, arrivals: { poisson: 1000/s }, service: 1ms, timeout: 1s } }',
    ],
    ['faults of no length, one a microsecond', 'faults: [ { every: 1us, crash: a, for: 0s } ]'],
    ['a repair as short as the life before it', 'faults: [ { mtbf: 1us, crash: a, for: 1us } ]'],
  ])('is refused at once: %s', async (_, rest) => {
    await expect(study(rest)).rejects.toMatchObject({
      name: 'KernelLimitError',
      limit: 'max-events',
      message: expect.stringMatching(/^a trial would make about [\d,]+ events; the limit is 200,000,000$/),
    })
  })

  it('is not one with many events that stays below it', async () => {
    const load = 'workload: { w: { to: s, arrivals: { poisson: 600/s }, service: 1ms, timeout: 1s } }'
    const scenario = { ...scenarioOf(`services: { s: { on: a } }\n${load}`), horizon: 120_000_000, trials: 1 }
    const result = await runStudy(scenario, { workers: 1, file: 'x.yaml' })
    expect(result.events).toBeGreaterThan(200_000)
    expect(result.trials.stopped).toBe('count')
  })
})
