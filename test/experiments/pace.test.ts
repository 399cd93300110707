import { describe, expect, it } from 'vitest'
import { compile } from '../../src/cluster/index.js'
import { forecast, runStudy } from '../../src/experiments/index.js'
import { refuseEndless } from '../../src/experiments/pace.js'
import { loadScenario } from '../../src/scenario/index.js'

function scenarioOf(rest: string) {
  const text = `version: 1\nname: x\nhorizon: 1y\ntrials: 2\nnodes: { a: { mtbf: 30d, mttr: 1h }, db: { count: 3, mtbf: 60d, mttr: 1h } }\n${rest}`
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

  it('is told of the requests that can be left out', async () => {
    const load = 'workload: { w: { to: s, arrivals: { poisson: 1000/s }, service: 1ms, timeout: 1s } }'
    await expect(study(`services: { s: { on: a } }\n${load}`)).rejects.toMatchObject({
      fields: { slow: 'requests are made one by one; --time-only leaves them out' },
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

/** A year of a Raft group that begins with six hours without a majority, in which elections follow on elections. */
function cutAtFirst(timeout: string) {
  return scenarioOf(`services:
  store: { on: db, protocol: { raft: { election-timeout: ${timeout}, heartbeat: 100ms } } }
faults: { split: { at: 1h, for: 6h, partition: [[db-1], [db-2], [db-3]] } }`)
}

describe('a year of elections and heartbeats', () => {
  const scenario = cutAtFirst('1s..2s')

  it('is not refused for a busy beginning behind which quiet time is leapt over', () => {
    expect(() => refuseEndless(compile(scenario), 'x')).not.toThrow()
    expect(() => refuseEndless(compile({ ...scenario, fidelity: 'full' }), 'x')).toThrow(/[\d,]+ events/)
  })

  it('is told of the leap when it was refused for being simulated in full', () => {
    const slow = 'every heartbeat is simulated; --fidelity leap leaps over the quiet ones'
    expect(() => refuseEndless(compile({ ...scenario, fidelity: 'full' }), 'x')).toThrow(
      expect.objectContaining({ fields: expect.objectContaining({ slow }) }),
    )
  })

  it('is forecast by a whole trial, and as far more than anyone could wait for in full', () => {
    const told = forecast(scenario, {})
    expect(told.method).toMatch(/^from a look at 1 of the trials/)
    expect(told.eventsPerTrial).toBeLessThan(3e6)
    expect(told.outagesPerTrial).toBeGreaterThan(0)
    expect(told.leapt).toBeGreaterThan(0.999)
    expect(told.leapt).toBeLessThan(1)
    const full = forecast(scenario, { fidelity: 'full' })
    expect(full.eventsPerTrial).toBeGreaterThan(1e9)
    expect(full.leapt).toBe(0)
  })

  it('is refused with the reason when it cannot be leapt over', () => {
    const hasty = cutAtFirst('80ms..300ms')
    expect(() => refuseEndless(compile(hasty), 'x')).toThrow(
      expect.objectContaining({
        limit: 'max-events',
        fields: expect.objectContaining({
          slow: 'store: simulated message by message, as its election timeout may be shorter than its heartbeat interval',
        }),
      }),
    )
    const told = forecast(hasty, {})
    expect(told.leapt).toBe(0)
    expect(told.notes.map(note => note.code)).toEqual(['R408'])
  })
})
