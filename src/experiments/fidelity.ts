import type { Plan } from '../cluster/index.js'
import type { FidelityResult, Note } from '../results/index.js'
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

/** Whether some of a trial can be leapt over. */
export const mayLeap = ({ scenario, groups }: Plan): boolean =>
  scenario.fidelity === 'leap' && groups.some(group => group.treatment !== 'simulated')

/** What leaping leaves out of so many trials, and what it cannot be done with; full fidelity leaves nothing to say. */
export function fidelityNotes({ scenario, groups }: Plan, trials: number): Note[] {
  if (scenario.fidelity === 'full') return []
  const neglected = groups.filter(group => group.treatment === 'neglected')
  const expected = trials * neglected.reduce((sum, group) => sum + group.neglected, 0)
  const rest = `false suspicions neglected, ${expected.toPrecision(1)} expected in all trials`
  return [
    ...(neglected.length === 0 ? [] : [note('R407', `${named(neglected)}: ${rest}`)]),
    ...unleapt({ scenario, groups }).map(message => note('R408', message)),
  ]
}

/** The groups that cannot be leapt over, those for the same reason in one line with it, and the checks of balancers. */
export function unleapt({ scenario, groups }: Pick<Plan, 'scenario' | 'groups'>): string[] {
  if (scenario.fidelity === 'full') return []
  const simulated = groups.filter(group => group.treatment === 'simulated')
  const reasons = [...new Set(simulated.map(group => group.why))]
  const checking = scenario.services.filter(({ balancer }) => balancer?.check !== undefined)
  return [
    ...reasons.map(why => {
      const alike = simulated.filter(group => group.why === why)
      return `${named(alike)}: simulated message by message, as ${why}`
    }),
    ...(checking.length === 0 ? [] : [`${named(checking.map(checksOf))}: made one by one, as requests are`]),
  ]
}

const checksOf = ({ id }: { readonly id: string }) => ({ label: `health checks of ${id}` })

/** At most so many names in one note. */
const mostNamed = 5

function named(groups: readonly { readonly label: string }[]): string {
  const labels = groups.slice(0, mostNamed).map(group => group.label)
  return labels.join(', ') + (groups.length > mostNamed ? ` and ${groups.length - mostNamed} more` : '')
}

const note = (code: string, message: string): Note => ({ code, severity: 'note', message })
