import { equilibriumCdf, type Law, mean } from '../laws/index.js'
import type { FailureMode } from '../scenario/index.js'

/** The means of one failure mode: all that a steady state knows of its laws (the renewal theorem). */
export interface Cycle {
  readonly meanUp: number
  /** Detection, diagnosis, repair and restoring, without the boot after it. */
  readonly meanRepair: number
  /** E[min(life, t)]: how much of a time t after a repair passes before the next failure. */
  readonly upWithin: (t: number) => number
}

/** The cycle of a law of lives and a mean time of repair, both stretched by factors. */
export function cycleOf(
  lifetime: Law,
  repair: number,
  { up, down }: { readonly up: number; readonly down: number },
): Cycle {
  const meanUp = mean(lifetime) * up
  const upWithin = (t: number): number => {
    if (t <= 0) return 0
    return Number.isFinite(meanUp) && meanUp > 0 ? meanUp * equilibriumCdf(lifetime, t / up) : Math.min(t, meanUp)
  }
  return { meanUp, meanRepair: repair * down, upWithin }
}

/** Mean time from a failure to the end of the repair that operators make. */
export function meanRepair({ repair }: FailureMode): number {
  return mean(repair.detect) + mean(repair.diagnose) + mean(repair.repair) + mean(repair.restore)
}

/** How often a mode fails and which share of the time its part is down of it. */
export interface Share {
  readonly rate: number
  readonly down: number
}

/**
 * The modes of one part that ages only while it is up, all lives ticking together and standing still together: by the
 * number of failures per unit of up time, P(down of i) = r_i / (1 + sum r) with r = mean down / mean up, whatever the
 * laws (Barlow & Proschan 1975, section 7.4: series systems with suspended animation). A mode alone is the case of one.
 *
 * @param downOf mean down time of each, boots included where the part does not age in them
 */
export function suspended(cycles: readonly Cycle[], downOf: (cycle: Cycle) => number): Share[] {
  const forever = cycles.filter(
    cycle => cycle.meanUp === 0 || (downOf(cycle) === Infinity && cycle.meanUp !== Infinity),
  )
  if (forever.length > 0) return cycles.map(cycle => ({ rate: 0, down: forever[0] === cycle ? 1 : 0 }))
  const ratios = cycles.map(cycle => (cycle.meanUp === Infinity ? 0 : downOf(cycle) / cycle.meanUp))
  const whole = 1 + ratios.reduce((sum, ratio) => sum + ratio, 0)
  return cycles.map((cycle, i) => ({ rate: 1 / (cycle.meanUp * whole), down: ratios[i] / whole }))
}

/** Probabilities of excluding events, each given that none before it has happened. */
export function chained(shares: readonly number[]): number[] {
  let left = 1
  return shares.map(share => {
    const conditional = left > 0 ? Math.min(1, share / left) : 0
    left -= share
    return conditional
  })
}
