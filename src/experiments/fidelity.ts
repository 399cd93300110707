import type { FidelityResult } from '../results/index.js'
import type { Study } from './metric-values.js'

/** How much of the simulated time was leapt over, and how each group that exchanges heartbeats was treated. */
export function fidelityOf({ plan, trials }: Study, timeOnly: boolean): FidelityResult {
  const { fidelity: mode } = plan.scenario
  const simulated = trials.length * plan.to
  const groups = plan.groups.map(({ id, label, treatment, why, neglected }, g) => {
    const leapt = trials.reduce((sum, trial) => sum + trial.groups[g].leapt, 0)
    const leaps = trials.reduce((sum, trial) => sum + trial.groups[g].leaps, 0)
    const how =
      mode === 'full'
        ? { treatment: 'simulated' as const, why: 'full fidelity', neglected: 0 }
        : { treatment, why, neglected: trials.length * neglected }
    return { id, label, ...how, leapt: share(leapt, simulated), leaps, time: leapt }
  })
  const leapt = groups.length === 0 ? 0 : groups.reduce((sum, group) => sum + group.time, 0) / groups.length
  return {
    mode,
    timeOnly,
    simulated,
    leapt: groups.length === 0 ? null : share(leapt, simulated),
    byMessage: groups.length === 0 ? null : simulated - leapt,
    leaps: groups.reduce((sum, group) => sum + group.leaps, 0),
    groups: groups.map(({ time: _, ...group }) => group),
  }
}

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0)
