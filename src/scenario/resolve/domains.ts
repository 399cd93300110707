import { say } from '../../diagnostics/index.js'
import type { Law } from '../../laws/index.js'
import { mean } from '../../laws/index.js'
import type { DomainBody, Nested } from '../language/domains.js'
import { type Repairing, repairOf } from '../language/failures.js'
import type { Domain, FailureMode } from '../scenario.js'
import type { Named } from '../shape/collection.js'
import { type Reading, report } from '../shape/reading.js'
import type { Place } from '../text/tree.js'

/** Most domains, and most nodes. */
export const mostParts = 100_000

const kinds = [
  ['regions', 'region'],
  ['zones', 'zone'],
  ['racks', 'rack'],
  ['domains', 'domain'],
] as const

/** A domain whose link class is not known yet. */
export type Placed = Omit<Domain, 'linkClass'>

/** All domains, parents before children, siblings in the order of the file. */
export function resolveDomains(nested: Nested, reading: Reading): Placed[] {
  const domains: Placed[] = []
  const seen = new Map<string, Place>()
  const add = (entry: Named<DomainBody>, name: string, kind: string, parent: number) => {
    if (domains.length === mostParts) {
      report(reading, 'S204', entry.namePlace, say`more than ${mostParts} failure domains`)
    }
    const id = parent < 0 ? name : `${domains[parent].id}/${name}`
    if (seen.has(id)) report(reading, 'S206', entry.namePlace, say`there are two domains called ${id}`)
    seen.set(id, entry.namePlace)
    const index =
      domains.push({
        id,
        kind,
        parent,
        failures: failuresOf(entry.value, entry.value.effect, entry.namePlace, reading),
      }) - 1
    inside(entry.value, index)
  }
  const inside = (of: Nested, parent: number) => {
    for (const [key, kind] of kinds) {
      for (const entry of of[key]) {
        const own = entry.value.kind ?? kind
        for (const name of numbered(entry.name, entry.value.count)) {
          if (domains.length > mostParts) return
          add(entry, name, own, parent)
        }
      }
    }
  }
  inside(nested, -1)
  return domains
}

/** `r` alone, or `r-1` to `r-4`. */
export function* numbered(name: string, count: number | null): Generator<string> {
  if (count === null) yield name
  else for (let i = 1; i <= count; i++) yield `${name}-${i}`
}

/** The part of nodes, domains and further failure modes that says how they fail. */
export interface Failing extends Repairing {
  readonly mtbf: Law | null
  readonly aging: FailureMode['aging']
}

interface FailingBody<E> extends Failing {
  readonly failures: readonly Named<Failing & { readonly effect: E; readonly factor?: number }>[]
}

/** `mtbf` on the body itself is a mode named after its effect; those under `failures` follow. */
export function failuresOf<E extends FailureMode['effect']>(
  body: FailingBody<E>,
  effect: E,
  place: Place,
  reading: Reading,
): FailureMode[] {
  const modes: FailureMode[] = []
  const add = (name: string, lifetime: Law, of: Failing, does: E, factor: number, at: Place) => {
    if (!(mean(lifetime) >= 1))
      report(reading, 'S107', at, say`the mean up time of ${name} has to be a microsecond or more`)
    modes.push({
      name,
      lifetime,
      repair: repairOf(of),
      effect: does,
      factor: does === 'slow' ? factor : 1,
      aging: of.aging,
    })
  }
  if (body.mtbf !== null) add(effect, body.mtbf, body, effect, 1, place)
  for (const { name, namePlace, value } of body.failures) {
    if (modes.some(mode => mode.name === name))
      report(reading, 'S206', namePlace, say`there are two failures called ${name}`)
    if (value.mtbf !== null) add(name, value.mtbf, value, value.effect, value.factor ?? 1, namePlace)
  }
  return modes
}

/** Whether `written` (`zones`, `zone`) means domains of this kind. */
function meansKind(written: string, kind: string): boolean {
  return written === kind || written === `${kind}s`
}

/**
 * Domains of a kind in the order in which nodes are spread over them: one from each part of the level above in turn, so
 * that the first nodes stand as far apart as they can.
 */
export function spreadOrder(domains: readonly Placed[], written: string): number[] {
  const children = new Map<number, number[]>()
  domains.forEach((domain, i) => {
    const siblings = children.get(domain.parent)
    if (siblings === undefined) children.set(domain.parent, [i])
    else siblings.push(i)
  })
  const gather = (parent: number): number[] =>
    inTurn(
      (children.get(parent) ?? []).map(child => (meansKind(written, domains[child].kind) ? [child] : gather(child))),
    )
  return gather(-1)
}

function inTurn(lists: readonly (readonly number[])[]): number[] {
  const out: number[] = []
  const most = lists.reduce((length, list) => Math.max(length, list.length), 0)
  for (let i = 0; i < most; i++) for (const list of lists) if (i < list.length) out.push(list[i])
  return out
}
