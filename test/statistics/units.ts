import { exponential, lognormal, pareto, weibull } from '../../src/laws/index.js'
import type { Unit } from './renewal.js'

export const HOUR = 3_600_000_000

const MEAN_UP = 1000 * HOUR
const MEAN_DOWN = 10 * HOUR

/** Units for which the intervals have to hold what they say. */
export const plainUnits: Record<string, Unit> = {
  exponential: { up: exponential(MEAN_UP), down: exponential(MEAN_DOWN) },
  'Weibull 0.7': { up: weibull({ shape: 0.7, mean: MEAN_UP }), down: weibull({ shape: 0.7, mean: MEAN_DOWN }) },
  'Weibull 1.5': { up: weibull({ shape: 1.5, mean: MEAN_UP }), down: weibull({ shape: 1.5, mean: MEAN_DOWN }) },
}

function lognormalRepair(sigma: number): Unit {
  const cv2 = Math.exp(sigma * sigma) - 1
  return { up: exponential(MEAN_UP), down: lognormal({ mean: MEAN_DOWN, cv: Math.sqrt(cv2) }) }
}

/** Units whose outages vary so much that no interval can keep its word on few of them. */
export const heavyUnits: Record<string, Unit> = {
  'lognormal repair, sigma 1.4': lognormalRepair(1.4),
  'lognormal repair, sigma 2': lognormalRepair(2),
  'Pareto repair, shape 1.5': { up: exponential(MEAN_UP), down: pareto({ minimum: MEAN_DOWN / 3, shape: 1.5 }) },
}
