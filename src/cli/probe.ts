import type { Forecast } from '../results/index.js'
import type { Scenario } from '../scenario/index.js'
import type { Experiments, StudyOptions } from './experiments.js'

const PROBE_EVENTS = 500_000

/**
 * Seconds a study will take on this machine: a stretch of the scenario of half a million events or so is run on one
 * worker and timed. Null when nothing is expected to happen in it.
 */
export async function secondsFor(
  scenario: Scenario,
  forecast: Forecast,
  options: StudyOptions,
  experiments: Experiments,
  now: () => number,
): Promise<number | null> {
  if (forecast.eventsPerTrial <= 0) return null
  const share = Math.min(1, PROBE_EVENTS / forecast.eventsPerTrial)
  const trials = Math.max(1, Math.min(forecast.trials, Math.floor(PROBE_EVENTS / forecast.eventsPerTrial)))
  const stretch = { ...scenario, horizon: Math.max(1, Math.round(scenario.horizon * share)), precision: 0 }
  const began = now()
  const result = await experiments.runStudy(stretch, { ...options, trials, precision: undefined, workers: 1 })
  const seconds = (now() - began) / 1000
  return result.events === 0 ? null : (seconds * forecast.events) / result.events / options.workers
}
