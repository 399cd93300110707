import { nodesStruck, type Scenario } from '../scenario/index.js'
import { faultEffect } from './fault-effect.js'
import type { Model } from './model.js'

/**
 * What can take a service down and is in no figure, in words; empty where the figures are complete. Then the exact
 * unavailability is a lower bound.
 */
export function leftOutOf(model: Model, s: number): string[] {
  const reasons = model.needed(s).flatMap(n => [...faultReasons(model, n), ...endlessReasons(model, n)])
  const failovers = model.needed(s).flatMap(n => {
    const failover = model.failover(n)
    return failover !== null && 'why' in failover
      ? [`failovers of ${model.scenario.services[n].id}: ${failover.why}`]
      : []
  })
  return [...new Set([...reasons, ...failovers])]
}

function faultReasons({ scenario, layout }: Model, s: number): string[] {
  const { members } = scenario.services[s]
  return scenario.faults.flatMap(fault => {
    const { effect, when, id } = fault
    if ('leaderOf' in effect && effect.leaderOf !== undefined) {
      const struck = effect.leaderOf === s || shares(scenario, effect.leaderOf, members)
      return struck ? [`${id}: it strikes whoever leads`] : []
    }
    if (faultEffect(effect, layout) === null || when.kind === 'law') return []
    const struck = nodesStruck(scenario, effect, layout.nodesOfDomain)
    return members.some(n => struck.includes(n)) ? [`${id}: it strikes on schedule`] : []
  })
}

function shares({ services }: Scenario, other: number, members: readonly number[]): boolean {
  return services[other].members.some(n => members.includes(n))
}

/** Lives and repairs that both last for ever on average: no share of time is theirs. */
function endlessReasons({ components, scenario }: Model, s: number): string[] {
  const { members } = scenario.services[s]
  return components.flatMap(({ label, meanUp, meanDown, effect }) => {
    if (Number.isFinite(meanUp) || Number.isFinite(meanDown)) return []
    const near = effect.kind === 'cut' || effect.nodes.some(n => members.includes(n))
    return near ? [`${label}: neither its life nor its repair has a mean`] : []
  })
}
