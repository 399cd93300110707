import type { Scenario } from '../scenario/index.js'

/** Who stands where: by node and by domain, innermost first, and back. */
export interface Layout {
  readonly domainsOfNode: readonly (readonly number[])[]
  readonly nodesOfDomain: readonly (readonly number[])[]
  /** For a domain without itself. */
  readonly domainsAround: readonly (readonly number[])[]
}

export function layoutOf({ nodes, domains }: Pick<Scenario, 'nodes' | 'domains'>): Layout {
  const domainsAround: number[][] = []
  for (const { parent } of domains) domainsAround.push(parent < 0 ? [] : [parent, ...domainsAround[parent]])
  const domainsOfNode = nodes.map(({ domain }) => (domain < 0 ? [] : [domain, ...domainsAround[domain]]))
  const nodesOfDomain: number[][] = domains.map(() => [])
  for (const [n, around] of domainsOfNode.entries()) for (const d of around) nodesOfDomain[d].push(n)
  return { domainsOfNode, nodesOfDomain, domainsAround }
}
