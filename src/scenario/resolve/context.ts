import { listing, say, suggest, words } from '../../diagnostics/index.js'
import { full, type Reading, report } from '../shape/reading.js'
import type { Reference } from '../shape/reference.js'
import { type Place, spanOf } from '../text/tree.js'

/** Everything that can be named, with the index it was given. */
export interface Names {
  readonly domains: ReadonlyMap<string, number>
  readonly nodes: ReadonlyMap<string, number>
  /** Nodes of each group in the file. */
  readonly groups: ReadonlyMap<string, readonly number[]>
  /** Groups that could not be read: nothing is known about their members. */
  readonly brokenGroups: ReadonlySet<string>
  readonly services: ReadonlyMap<string, number>
  /** Sections that could not be read at all: what they would have named is not told to be unknown. */
  readonly unread: ReadonlySet<Section>
  readonly memberships: Memberships
}

/** Counts how often nodes are members of something: many services over many nodes multiply. */
interface Memberships {
  /** False after a report when there are too many. */
  take(count: number, place: Place, reading: Reading): boolean
}

export function countMemberships(): Memberships {
  let left = mostMemberships
  return {
    take(count, place, reading) {
      left -= count
      if (left < 0)
        report(reading, 'S204', place, say`nodes are named as members more than ${mostMemberships} times in all`)
      return left >= 0
    },
  }
}

const mostMemberships = 1_000_000

export type Section = 'nodes' | 'services' | 'domains'

export function unknownName(reading: Reading, what: string, ref: Reference, known: readonly string[]): void {
  // What stands nowhere in the file was made up in place of a missing key, which has been told.
  if (full(reading) || ref.place.byDefault) return
  const meant = suggest(ref.value, known)
  const few = known.length > 0 && known.length <= 8
  report(reading, 'S201', ref.place, say`there is no ${words(what)} ${ref.value}`, {
    suggestion:
      meant === null
        ? null
        : { text: say`did you mean ${meant}?`, edits: [{ span: spanOf(ref.place), replacement: meant }] },
    help: meant === null && few ? [say`there is ${listing(known, 'and')}`] : [],
  })
}

export function unknownService(reading: Reading, names: Names, ref: Reference): void {
  if (!names.unread.has('services')) unknownName(reading, 'service', ref, [...names.services.keys()])
}

/**
 * Nodes of a name that stands for a node or a group. Null when it is unknown (reported) or not known well enough to
 * say more.
 */
function nodesNamed(reading: Reading, names: Names, ref: Reference): readonly number[] | null {
  const group = names.groups.get(ref.value)
  if (group !== undefined) return names.brokenGroups.has(ref.value) ? null : group
  const node = names.nodes.get(ref.value)
  if (node !== undefined) return [node]
  if (names.unread.has('nodes')) return null
  const stem = /^(.+)-\d+$/.exec(ref.value)
  if (stem !== null && names.brokenGroups.has(stem[1])) return null
  unknownName(reading, 'node or group of nodes', ref, [...new Set([...names.groups.keys(), ...names.nodes.keys()])])
  return null
}

/** Nodes of several names, ascending as written; a node named twice is reported. */
export function membersOf(
  reading: Reading,
  names: Names,
  refs: readonly Reference[],
  nodeIds: readonly string[],
): readonly number[] | null {
  const members: number[] = []
  const seen = new Set<number>()
  let complete = true
  for (const ref of refs) {
    const found = nodesNamed(reading, names, ref)
    if (found === null || !names.memberships.take(found.length, ref.place, reading)) complete = false
    if (!complete) continue
    for (const node of found ?? []) {
      if (seen.has(node)) {
        report(reading, 'S212', ref.place, say`node ${nodeIds[node]} is named twice`)
        break
      }
      seen.add(node)
      members.push(node)
    }
  }
  return complete ? members : null
}
