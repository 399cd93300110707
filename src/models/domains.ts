import { expm1, log1p } from '../numerics/index.js'
import type { Model } from './model.js'

/** Share of time in which a domain or one around it has failed, in whatever way; boots afterwards do not count. */
export function domainUnavailability({ components, layout, scenario }: Model, domain: number): number {
  const domains = [domain, ...layout.domainsAround[domain]]
  const bySet = new Map<number, number>()
  for (const { part, set, repairing } of components) {
    const own = part.kind === 'domain' && domains.includes(part.index)
    const struck = part.kind === 'fault' && domains.includes(struckBy(scenario.faults[part.index].effect))
    if (own || struck) bySet.set(set, (bySet.get(set) ?? 0) + repairing)
  }
  return -expm1([...bySet.values()].reduce((sum, down) => sum + log1p(-down), 0))
}

function struckBy(effect: Model['scenario']['faults'][number]['effect']): number {
  return effect.kind === 'power' || effect.kind === 'network' ? effect.domain : -1
}
