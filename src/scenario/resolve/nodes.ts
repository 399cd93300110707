import { say, suggest, words } from '../../diagnostics/index.js'
import type { NodeGroup } from '../language/nodes.js'
import type { ClusterNode } from '../scenario.js'
import { type Reading, report } from '../shape/reading.js'
import { spanOf } from '../text/tree.js'
import { type Section, unknownName } from './context.js'
import { failuresOf, mostParts, numbered, type Placed, spreadOrder } from './domains.js'

interface ResolvedNodes {
  readonly nodes: readonly ClusterNode[]
  readonly groups: ReadonlyMap<string, readonly number[]>
  readonly brokenGroups: ReadonlySet<string>
}

/** The name that faults use for everything outside the cluster. */
export const clients = 'clients'

export function resolveNodes(
  entries: readonly NodeGroup[],
  domains: readonly Placed[],
  unread: ReadonlySet<Section>,
  reading: Reading,
): ResolvedNodes {
  const nodes: ClusterNode[] = []
  const groups = new Map<string, number[]>()
  const brokenGroups = new Set<string>()
  const ids = new Set<string>()
  const spreads = new Map<string, readonly number[]>()
  const domainIndex = new Map(domains.map((domain, i) => [domain.id, i]))
  for (const entry of entries) {
    const { name, namePlace, value } = entry
    if (name === clients) report(reading, 'S117', namePlace, say`the name ${name} stands for those outside the cluster`)
    const members: number[] = []
    groups.set(name, members)
    if (reading.broken.has(value)) brokenGroups.add(name)
    if (nodes.length + (value.count?.value ?? 1) > mostParts) {
      report(reading, 'S204', value.count?.place ?? namePlace, say`this makes more than ${mostParts} nodes`, {
        help: [words('describe a part of the cluster: what fails together, and one service in it')],
      })
      brokenGroups.add(name)
      continue
    }
    const places = unread.has('domains') ? [] : placesOf(entry, domains, domainIndex, spreads, reading)
    const failures = failuresOf(value, 'crash', namePlace, reading)
    let i = 0
    for (const id of numbered(name, value.count?.value ?? null)) {
      if (ids.has(id)) report(reading, 'S206', namePlace, say`there are two nodes called ${id}`)
      ids.add(id)
      const domain = places.length === 0 ? -1 : places[i++ % places.length]
      members.push(nodes.push(nodeOf(entry, id, domain, failures)) - 1)
    }
  }
  return { nodes, groups, brokenGroups }
}

function nodeOf(
  { name, value }: NodeGroup,
  id: string,
  domain: number,
  failures: ClusterNode['failures'],
): ClusterNode {
  const { disk, clock, boot, speed } = value
  return {
    id,
    group: name,
    domain,
    failures,
    disk: { sync: disk.sync, stallEvery: disk['stall-every'], stall: disk.stall },
    clock: { drift: clock.drift.value },
    boot,
    speed,
  }
}

/** Domains its nodes go to in turn; none when they stand in no domain. */
function placesOf(
  { value }: NodeGroup,
  domains: readonly Placed[],
  index: ReadonlyMap<string, number>,
  spreads: Map<string, readonly number[]>,
  reading: Reading,
): readonly number[] {
  const { spread, in: inside } = value
  if (inside !== null) {
    const found = index.get(inside.value)
    if (found !== undefined) return [found]
    unknownName(reading, 'failure domain', inside, [...index.keys()])
    return []
  }
  if (spread === null) return []
  const order = spreads.get(spread.value) ?? spreadOrder(domains, spread.value)
  spreads.set(spread.value, order)
  if (order.length > 0) return order
  const kinds = [...new Set(domains.map(domain => domain.kind))]
  const meant = suggest(
    spread.value,
    kinds.map(kind => `${kind}s`),
  )
  report(reading, 'S211', spread.place, say`there are no domains of the kind ${spread.value}`, {
    suggestion:
      meant === null
        ? null
        : { text: say`did you mean ${meant}?`, edits: [{ span: spanOf(spread.place), replacement: meant }] },
  })
  return []
}
