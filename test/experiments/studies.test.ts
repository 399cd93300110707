import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunResult } from '../../src/results/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { loadShipped } from '../support/shipped.js'

// Threads run JavaScript files: these studies are those of the built package.
const built = new URL('../../dist/', import.meta.url)
let experiments: typeof import('../../src/experiments/index.js')
let kernel: typeof import('../../src/kernel/index.js')

beforeAll(async () => {
  const index = new URL('experiments/index.js', built)
  expect(existsSync(index), 'the package is not built: npm run build').toBe(true)
  experiments = await import(index.href)
  kernel = await import(new URL('kernel/index.js', built).href)
})

function shipped(name: string, more: Partial<Scenario> = {}): Scenario {
  const loaded = loadShipped(name)
  if (loaded.scenario === null) throw new Error(`scenario ${name} does not load`)
  return { ...loaded.scenario, ...more }
}

const file = 'x.yaml'

/** A result without what says how the study came to its end. */
function answer({ trials, reproduce, ...rest }: RunResult) {
  return { done: trials.done, ...rest }
}

describe('a study', () => {
  it.each([
    ['web-shop', 70],
    ['lock-service', 3],
  ])('gives the same result on one, two and three threads: %s', async (name, trials) => {
    const scenario = shipped(name)
    const alone = await experiments.runStudy(scenario, { workers: 1, trials, file })
    expect(alone.trials).toEqual({ asked: trials, done: trials, incomplete: false, stopped: 'count' })
    for (const workers of [2, 3]) {
      expect(await experiments.runStudy(scenario, { workers, trials, file })).toEqual(alone)
    }
  })

  it('that looks for a precision is, on any number of threads, the study of as many trials', async () => {
    const scenario = shipped('single-server')
    const alone = await experiments.runStudy(scenario, { workers: 1, precision: 0.04, file })
    expect(alone.trials.stopped).toBe('precision')
    expect(alone.trials.done).toBeLessThan(alone.trials.asked)
    const { value, low, high } = alone.services[0].unavailability
    expect((high - low) / 2 / value).toBeLessThanOrEqual(0.04)
    expect(await experiments.runStudy(scenario, { workers: 3, precision: 0.04, file })).toEqual(alone)
    const fixed = await experiments.runStudy(scenario, { workers: 2, trials: alone.trials.done, precision: 0, file })
    expect(answer(fixed)).toEqual(answer(alone))
  })

  it.each([1, 3])('that is interrupted on %i threads is the study of the trials that were finished', async workers => {
    const scenario = shipped('web-shop')
    const stop = { requested: false }
    const onProgress = ({ done }: { done: number }): void => {
      if (done >= 20) stop.requested = true
    }
    const cut = await experiments.runStudy(scenario, { workers, file, stop, onProgress })
    const { done } = cut.trials
    expect(cut.trials).toEqual({ asked: scenario.trials, done, incomplete: true, stopped: 'interrupted' })
    expect(done).toBeGreaterThan(0)
    expect(cut.reproduce).toContain(`--trials ${done}`)
    const whole = await experiments.runStudy(scenario, { workers: 1, trials: done, file })
    expect(answer(cut)).toEqual(answer(whole))
  })

  it('that meets a limit says so with the class of the error, of the first trial to meet it', async () => {
    // About 244 events in a trial, give or take 15.
    const scenario = shipped('single-server', { limits: { eventsPerTrial: 270, outagesKept: 1000 } })
    const errors = []
    for (const workers of [1, 2, 3]) {
      errors.push(await experiments.runStudy(scenario, { workers, file }).catch((error: unknown) => error))
    }
    for (const error of errors) {
      expect(error).toBeInstanceOf(kernel.KernelLimitError)
      expect(error).toMatchObject({ limit: 'max-events', fields: { maxEvents: 270 } })
      expect(error).toEqual(errors[0])
    }
  })
})
