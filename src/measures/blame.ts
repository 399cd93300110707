import { type Charge, type ChargeSets, chargeKey } from './charge.js'
import { type FaultMask, maskOf, minimalMasks, union, within } from './fault-mask.js'
import { witnesses } from './witnesses.js'

/** More minimal sets than this are not enumerated; see `kOfN`. C(10, 5) = 252 still are. */
export const setsLimit = 256

/**
 * The families of minimal fault sets of parts compose like the predicates they stand for; `[]` is a part that is up.
 * All parts are needed: what has to be undone is one set from each.
 */
export function conjunction(...parts: readonly ChargeSets[]): ChargeSets {
  return kOfN(parts.length, parts)
}

/** One part would do: undoing the faults of any one of them is enough. */
export function disjunction(...parts: readonly ChargeSets[]): ChargeSets {
  return kOfN(Math.min(1, parts.length), parts)
}

/** The minimal ones among `sets`, by their causes; sets with the same causes become one that has all their phases. */
export function minimalSets(sets: ChargeSets): ChargeSets {
  return kOfN(1, [sets])
}

/**
 * At least `needed` of the parts must be up. The minimal elements over all choices of which of the parts that are down
 * to bring back, by size; each with the charges, in every phase, of whatever it brings back.
 *
 * Exact while no more than `setsLimit` minimal sets arise on the way. Beyond, it answers with one set for every fault at
 * most (see `witnesses`). Each of these is minimal for the parts given, so no bystander is blamed; interchangeable faults
 * are in equally many of them, so that their shares are exact too; for others the shares are a sample of the true ones.
 *
 * @param parts for each part its minimal sets, `[]` when it is up
 * @throws Error when more parts are needed than there are
 */
export function kOfN(needed: number, parts: readonly ChargeSets[]): ChargeSets {
  if (needed > parts.length) throw new Error(`${needed} of ${parts.length} parts can never be up`)
  const down = parts.filter(sets => sets.length > 0)
  const missing = needed - (parts.length - down.length)
  if (missing <= 0) return []
  const faults = ascending(down.flatMap(sets => sets.flatMap(set => set.map(charge => charge.cause))))
  const places = new Map(faults.map((cause, place) => [cause, place]))
  const words = (faults.length + 31) >>> 5
  const toMask = (set: readonly Charge[]) =>
    maskOf(
      set.map(charge => places.get(charge.cause)!),
      words,
    )
  const families = down.map(sets => minimalMasks(sets.map(toMask)))
  const minimal = enumerate(missing, families, words) ?? witnesses(missing, families, faults.length)
  const known = down.flatMap(sets => sets.map(set => ({ mask: toMask(set), charges: set })))
  return minimal.map(mask => distinct(known.flatMap(set => (within(set.mask, mask) ? set.charges : []))))
}

/**
 * `best[j]` holds the minimal sets that bring back `j` of the parts seen so far. Parts that are down for the same
 * reasons come back together, so they are one step that counts for several.
 */
function enumerate(missing: number, families: readonly FaultMask[][], words: number): FaultMask[] | null {
  let best: FaultMask[][] = Array.from({ length: missing + 1 }, () => [])
  best[0] = [maskOf([], words)]
  for (const { sets, count } of classes(families)) {
    const next = best.map(family => [...family])
    for (let j = 0; j < missing; j++) {
      const target = next[Math.min(missing, j + count)]
      if (best[j].length * sets.length > setsLimit * setsLimit) return null
      for (const have of best[j]) for (const more of sets) target.push(union(have, more))
    }
    best = next.map(minimalMasks)
    if (best.some(family => family.length > setsLimit)) return null
  }
  return best[missing]
}

/** Parts with equal families, as one family and how often it occurs. */
function classes(families: readonly FaultMask[][]): { readonly sets: readonly FaultMask[]; count: number }[] {
  const found = new Map<string, { readonly sets: readonly FaultMask[]; count: number }>()
  for (const sets of families) {
    const name = sets.join(';')
    const known = found.get(name)
    if (known === undefined) found.set(name, { sets, count: 1 })
    else known.count++
  }
  return [...found.values()]
}

function ascending(numbers: readonly number[]): number[] {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted.filter((value, i) => i === 0 || value !== sorted[i - 1])
}

function distinct(charges: readonly Charge[]): readonly Charge[] {
  const sorted = [...charges].sort((a, b) => chargeKey(a) - chargeKey(b))
  return sorted.filter((charge, i) => i === 0 || chargeKey(charge) !== chargeKey(sorted[i - 1]))
}
