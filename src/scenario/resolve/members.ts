import { say } from '../../diagnostics/index.js'
import { report } from '../shape/reading.js'
import type { Reference } from '../shape/reference.js'
import type { Group } from './consensus.js'
import { membersOf } from './context.js'

/** Places among the members, ascending, of nodes that are named; one that is no member is reported. */
export function placesOf(refs: readonly Reference[], group: Group): number[] {
  const { members, names, nodeIds, reading, name } = group
  const seen = new Set<number>()
  const places = refs.flatMap(ref => {
    const nodes = membersOf(reading, names, [ref], nodeIds) ?? []
    const again = nodes.find(node => seen.has(node))
    if (again !== undefined) report(reading, 'S212', ref.place, say`node ${nodeIds[again]} is named twice`)
    for (const node of nodes) seen.add(node)
    const stranger = nodes.find(node => !members.includes(node))
    if (stranger !== undefined && members.length > 0) {
      report(reading, 'S216', ref.place, say`${nodeIds[stranger]} is no member of ${name}`)
    }
    return nodes.map(node => members.indexOf(node)).filter(place => place >= 0)
  })
  return [...new Set(places)].sort((a, b) => a - b)
}
