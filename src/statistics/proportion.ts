import { inverseBetaI, normalQuantile } from '../numerics/index.js'
import { type Interval, requireCount, requireLevel } from './interval.js'

/**
 * The exact interval for a proportion from `hits` among `total` independent draws: coverage is at least `level` whatever
 * the proportion, more near 0 and 1. Clopper & Pearson 1934, by quantiles of the beta law.
 *
 * @throws RangeError unless 0 <= hits <= total are whole and total > 0.
 */
export function clopperPearson(hits: number, total: number, level = 0.95): Interval {
  requireDraws(hits, total, level)
  const tail = (1 - level) / 2
  return {
    value: hits / total,
    low: hits === 0 ? 0 : inverseBetaI(hits, total - hits + 1, tail),
    high: hits === total ? 1 : inverseBetaI(hits + 1, total - hits, 1 - tail),
    level,
    method: `Clopper–Pearson, ${hits} of ${total}`,
  }
}

/**
 * The interval for a proportion whose coverage is near `level` on average and may fall below it for single values
 * (Wilson 1927; Brown, Cai & DasGupta 2001): shorter than the exact one, and sane at 0 and at 1.
 *
 * @throws RangeError as `clopperPearson`.
 */
export function wilson(hits: number, total: number, level = 0.95): Interval {
  requireDraws(hits, total, level)
  const z = normalQuantile((1 + level) / 2)
  const share = hits / total
  const z2 = (z * z) / total
  const centre = share + z2 / 2
  const spread = z * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total))
  return {
    value: share,
    low: hits === 0 ? 0 : Math.max(0, (centre - spread) / (1 + z2)),
    high: hits === total ? 1 : Math.min(1, (centre + spread) / (1 + z2)),
    level,
    method: `Wilson, ${hits} of ${total}`,
  }
}

function requireDraws(hits: number, total: number, level: number): void {
  requireLevel(level)
  requireCount(hits, 'hits')
  requireCount(total, 'total')
  if (total === 0 || hits > total) throw new RangeError(`${hits} hits among ${total} draws`)
}
