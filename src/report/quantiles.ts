import type { QuantileTable } from '../results/index.js'
import { formatDuration } from '../units/index.js'
import { grouped } from './numbers.js'

/** Past this many the count no longer tells how sure a quantile is. */
const MANY = 1e6

/** A table of durations in one line, with how many it rests on. */
export function quantileText(table: QuantileTable): string {
  const { count, p50, p90, p99, max } = table
  if (count === 1) return `${formatDuration(Math.round(max))} (once)`
  const at = (us: number): string => formatDuration(Math.round(us))
  const all = count > MANY ? '' : ` (${grouped(count)})`
  return `p50 ${at(p50)} · p90 ${at(p90)} · p99 ${at(p99)} · max ${at(max)}${all}`
}
