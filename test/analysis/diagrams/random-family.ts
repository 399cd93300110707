import type { ZbddManager } from '../../../src/analysis/diagrams/index.js'
import type { Stream } from '../../../src/random/index.js'

/** A family the obvious way: sets of elements as bit masks. */
export type Masks = ReadonlySet<number>

export function randomMasks(stream: Stream, elements: number): Set<number> {
  return new Set(Array.from({ length: stream.below(1 << (elements - 1)) }, () => stream.below(1 << elements)))
}

/** The family of these sets, made one set at a time. */
export function familyOf(zbdd: ZbddManager, masks: Masks): number {
  let family = 0
  for (const mask of masks) {
    let set = 1
    for (let element = 0; element < zbdd.store.elements; element++) {
      if ((mask >> element) & 1) set = zbdd.product(set, zbdd.single(element))
    }
    family = zbdd.union(family, set)
  }
  return family
}

/** The sets that contain no other. */
export function minimalMasks(masks: Masks): Set<number> {
  return withoutMasks(masks, masks, true)
}

/** The sets of f that contain no set of g; with `proper`, other than themselves. */
export function withoutMasks(f: Masks, g: Masks, proper = false): Set<number> {
  return new Set([...f].filter(s => ![...g].some(t => (s & t) === t && !(proper && s === t))))
}

export function orderOf(mask: number): number {
  let order = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) order++
  return order
}
