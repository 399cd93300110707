import { exp } from '../../numerics/index.js'

/** Moving averages of latency by server, and when each was last moved, in µs; 0 until the first answer. */
export interface Averages {
  readonly mean: number[]
  readonly at: number[]
}

export function newAverages(servers: readonly unknown[]): Averages {
  return { mean: servers.map(() => 0), at: servers.map(() => 0) }
}

/**
 * Moves an average to `latency`, the past fading as exp(-t / decay). At its peak it jumps up to a latency above it, and
 * only comes down by and by (Finagle's PeakEwma.Metric.observe).
 */
export function moveAverage(
  averages: Averages,
  i: number,
  latency: number,
  now: number,
  decay: number,
  peak: boolean,
): void {
  const { mean, at } = averages
  if (mean[i] === 0 || (peak && latency > mean[i])) mean[i] = latency
  else {
    const kept = exp(-Math.max(now - at[i], 0) / decay)
    mean[i] = mean[i] * kept + latency * (1 - kept)
  }
  at[i] = now
}
