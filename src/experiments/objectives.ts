import type { Plan } from '../cluster/index.js'
import { mean } from '../laws/index.js'
import type { Scenario } from '../scenario/index.js'

/**
 * The service a study is about when one has to be picked (for its precision, its progress, its forecast): the one the
 * first expectation speaks of, or the first of all. -1 when there is none.
 */
export function leadService({ services, expectations }: Scenario): number {
  for (const { subject } of expectations) {
    const s = services.findIndex(service => service.id === subject)
    if (s >= 0) return s
  }
  return services.length === 0 ? -1 : 0
}

/** The smallest unavailability that an expectation allows a service, or null when none speaks of it. */
export function objectiveOf(scenario: Scenario, s: number): number | null {
  const { id } = scenario.services[s]
  const promised = scenario.expectations
    .filter(e => e.metric === 'availability' && e.subject === id && e.op.startsWith('>'))
    .map(e => e.threshold)
  return promised.length === 0 ? null : Math.min(...promised)
}

/**
 * The longest mean repair among what can take a member of a service down, and the boot after it: what to assume of an outage when none was
 * seen. Outages of a redundant service are overlaps of repairs, so this errs on the safe side.
 */
export function meanOutageOf(plan: Plan, s: number): number | undefined {
  const lengths = plan.sources
    .filter(source => source.services.includes(s))
    .map(source => source.repair.reduce((sum, step) => sum + mean(step.law), 0))
  const boots = plan.scenario.services[s].members.map(n => mean(plan.scenario.nodes[n].boot))
  const greatest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0)
  const longest = greatest(lengths) + greatest(boots)
  return longest > 0 && Number.isFinite(longest) ? longest : undefined
}
