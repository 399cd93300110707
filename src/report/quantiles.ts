import type { QuantileTable } from '../results/index.js'
import { duration, grouped } from './numbers.js'

/** Past this many the count no longer tells how sure a quantile is. */
const MANY = 1e6

/** A table of durations in one line, with how many it rests on. */
export function quantileText(table: QuantileTable): string {
  const { count, p50, p90, p99, max } = table
  if (count === 1) return `${duration(max)} (once)`
  const all = count > MANY ? '' : ` (${grouped(count)})`
  return `p50 ${duration(p50)} · p90 ${duration(p90)} · p99 ${duration(p99)} · max ${duration(max)}${all}`
}
