import type { DomainBody, Nested } from '../language/domains.js'
import type { Scenario } from '../scenario.js'
import type { Named } from '../shape/collection.js'
import type { Place } from '../text/tree.js'
import { numbered } from './domains.js'

/** By domain, the nodes that stand in it or deeper, ascending. */
export function nodesInside({ domains, nodes }: Pick<Scenario, 'domains' | 'nodes'>): number[][] {
  const inside = domains.map((): number[] => [])
  nodes.forEach((node, n) => {
    for (let at = node.domain; at >= 0; at = domains[at].parent) inside[at].push(n)
  })
  return inside
}

/** Where each domain is declared, by its id. */
export function placesOfDomains(nested: Nested): Map<string, Place> {
  const places = new Map<string, Place>()
  const enter = (entries: readonly Named<DomainBody>[], above: string) => {
    for (const { name, namePlace, value } of entries) {
      for (const one of numbered(name, value.count)) {
        const id = above === '' ? one : `${above}/${one}`
        places.set(id, namePlace)
        inside(value, id)
      }
    }
  }
  const inside = ({ regions, zones, racks, domains }: Nested, above: string) => {
    for (const entries of [regions, zones, racks, domains]) enter(entries, above)
  }
  inside(nested, '')
  return places
}
