import { observeComponent } from '../measures/index.js'
import { refreshAging } from './faults.js'
import type { World } from './world.js'

/** A fault of a domain began or ended: the clocks of its parts and the ledgers of what lies inside follow. */
export function refreshDomain(world: World, domain: number): void {
  for (const d of world.plan.domainsInside[domain]) {
    for (const s of world.plan.domainSources[d]) refreshAging(world, s)
    if (world.state.stage === 'measuring')
      observeComponent(world.state.domainLedgers[d], world.now, domainIsUp(world, d))
  }
}

/** Neither it nor a domain around it has failed. */
export function domainIsUp(world: World, domain: number): boolean {
  const { domainFaults } = world.state
  if (domainFaults[domain].length > 0) return false
  return world.plan.domainsOfDomain[domain].every(d => domainFaults[d].length === 0)
}
