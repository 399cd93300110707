import type { Plan } from '../cluster/index.js'
import type { OutageRecord, Phase } from '../measures/index.js'
import type { CauseShare, PhaseTimes } from '../results/index.js'

/** What one outage was spent on. */
export function phasesOfOutage(record: OutageRecord): PhaseTimes {
  const times: Record<Phase, number> = { detect: 0, decide: 0, restore: 0, repair: 0 }
  for (const charge of record.charges) times[charge.phase] += charge.downtime
  return times
}

/** What one outage is charged to, largest share first. */
export function causesOfOutage(plan: Plan, record: OutageRecord): CauseShare[] {
  const byCause = new Map<number, number>()
  for (const { cause, downtime } of record.charges) byCause.set(cause, (byCause.get(cause) ?? 0) + downtime)
  return [...byCause]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .map(([cause, downtime]) => ({ ...plan.causes[cause], downtime, outages: 1 }))
}
