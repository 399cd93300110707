import { inverseGammaP, inverseGammaQ } from '../numerics/index.js'
import { type Interval, requireCount, requireLevel } from './interval.js'

/**
 * The exact interval for the rate of a Poisson process that showed `events` in `exposure`, in events per unit of
 * exposure: coverage is at least `level`. Garwood 1936, by quantiles of the gamma law (half of chi-square's).
 *
 * @throws RangeError unless events is whole and exposure > 0.
 */
export function poissonRateInterval(events: number, exposure: number, level = 0.95): Interval {
  requireExposure(events, exposure, level)
  const tail = (1 - level) / 2
  return {
    value: events / exposure,
    low: events === 0 ? 0 : inverseGammaP(events, tail) / exposure,
    high: inverseGammaQ(events + 1, tail) / exposure,
    level,
    method: `Garwood, ${events} events`,
  }
}

/**
 * The exact one-sided bound: the rate is at most this with confidence `level`. Without an event it is
 * -ln(1 - level) / exposure, the "rule of three" (2.996 at 95 %; Hanley & Lippman-Hand 1983).
 *
 * @throws RangeError as `poissonRateInterval`.
 */
export function poissonRateBound(events: number, exposure: number, level = 0.95): number {
  requireExposure(events, exposure, level)
  return inverseGammaQ(events + 1, 1 - level) / exposure
}

function requireExposure(events: number, exposure: number, level: number): void {
  requireLevel(level)
  requireCount(events, 'events')
  if (!(exposure > 0 && exposure < Infinity)) throw new RangeError(`exposure must be positive, not ${exposure}`)
}
