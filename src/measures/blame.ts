import { type Charge, type ChargeSets, chargeKey } from './charge.js'

/** More minimal sets than this are not enumerated; see `kOfN`. C(10, 5) = 252 still are. */
export const setsLimit = 256

/**
 * The families of minimal fault sets of parts compose like the predicates they stand for. `[]` is a part that is up.
 * All parts are needed: what is to be undone is the union of one set from each.
 */
export function conjunction(...parts: readonly ChargeSets[]): ChargeSets {
  return kOfN(parts.length, parts)
}

/** One part would do: undoing the faults of any one of them is enough. */
export function disjunction(...parts: readonly ChargeSets[]): ChargeSets {
  return kOfN(Math.min(1, parts.length), parts)
}

/**
 * At least `needed` of the parts must be up. The minimal elements over all choices of which of the parts that are down
 * to bring back.
 *
 * Exact while no more than `setsLimit` minimal sets arise on the way. Beyond, it answers with one minimal set per
 * fault at most, each found by leaving faults in place one after the other, beginning behind that fault, for as long
 * as undoing the rest suffices. Every set is still minimal, so no bystander is blamed; for interchangeable faults each
 * is in equally many sets, so the shares are exact too; for others the shares are a sample of the true ones.
 *
 * @param parts for each part its minimal sets, `[]` when it is up
 * @throws Error when more parts are needed than there are
 */
export function kOfN(needed: number, parts: readonly ChargeSets[]): ChargeSets {
  if (needed > parts.length) throw new Error(`${needed} of ${parts.length} parts can never be up`)
  const down = parts.filter(sets => sets.length > 0)
  const missing = needed - (parts.length - down.length)
  if (missing <= 0) return []
  return enumerate(missing, down) ?? witnesses(missing, down)
}

/** The minimal ones among `sets`, by their causes; sets with the same causes become one that has all their phases. */
export function minimalSets(sets: ChargeSets): ChargeSets {
  return reduce(sets.map(candidate)).map(chargesOf)
}

/** A set of faults: its causes, ascending, and its charges, ascending by key. */
interface Candidate {
  readonly causes: readonly number[]
  readonly charges: readonly Charge[]
}

function candidate(set: readonly Charge[]): Candidate {
  return { causes: ascending(set.map(charge => charge.cause)), charges: distinct(set) }
}

function chargesOf(set: Candidate): readonly Charge[] {
  return set.charges
}

/**
 * `best[j]` holds the minimal sets that bring back `j` of the parts seen so far. Parts that are down for the same
 * reasons come back together, so they are one step that counts for several.
 */
function enumerate(missing: number, down: readonly ChargeSets[]): ChargeSets | null {
  let best: Candidate[][] = Array.from({ length: missing + 1 }, (_, j) =>
    j === 0 ? [{ causes: [], charges: [] }] : [],
  )
  for (const { sets, count } of classes(down)) {
    const next = best.map(family => [...family])
    for (let j = 0; j < missing; j++) {
      const target = next[Math.min(missing, j + count)]
      for (const have of best[j]) for (const more of sets) target.push(union(have, more))
      if (target.length > setsLimit * setsLimit) return null
    }
    best = next.map(reduce)
    if (best.some(family => family.length > setsLimit)) return null
  }
  return best[missing].map(chargesOf)
}

/** Parts with equal families, as one family and how often it occurs. */
function classes(down: readonly ChargeSets[]): { readonly sets: readonly Candidate[]; count: number }[] {
  const found = new Map<string, { readonly sets: readonly Candidate[]; count: number }>()
  for (const family of down) {
    const sets = reduce(family.map(candidate))
    const name = sets.map(set => set.charges.map(chargeKey).join()).join(';')
    const known = found.get(name)
    if (known === undefined) found.set(name, { sets, count: 1 })
    else known.count++
  }
  return [...found.values()]
}

function union(a: Candidate, b: Candidate): Candidate {
  if (a.causes.length === 0) return b
  return { causes: ascending([...a.causes, ...b.causes]), charges: distinct([...a.charges, ...b.charges]) }
}

/** Ascending by size, then by causes, so that the answer does not depend on the order of the parts. */
function reduce(sets: readonly Candidate[]): Candidate[] {
  const sorted = [...sets].sort((a, b) => a.causes.length - b.causes.length || compare(a.causes, b.causes))
  const kept: Candidate[] = []
  for (const set of sorted) {
    const last = kept[kept.length - 1]
    if (last !== undefined && last.causes.length === set.causes.length && compare(last.causes, set.causes) === 0) {
      kept[kept.length - 1] = { causes: last.causes, charges: distinct([...last.charges, ...set.charges]) }
    } else if (!kept.some(smaller => within(smaller.causes, set.causes))) {
      kept.push(set)
    }
  }
  return kept
}

/** One minimal set per fault that has one beginning with it, found by dropping the others first. */
function witnesses(missing: number, down: readonly ChargeSets[]): ChargeSets {
  const families = down.map(sets => sets.map(candidate))
  const causes = ascending(families.flatMap(sets => sets.flatMap(set => set.causes)))
  const found = causes.map((_, at) => {
    const undone = new Undone(families, missing)
    for (let i = 1; i <= causes.length; i++) undone.leaveIfPossible(causes[(at + i) % causes.length])
    return undone.charges()
  })
  return minimalSets(found)
}

/** Which faults are undone, and how many parts that brings back. */
class Undone {
  private readonly families: readonly (readonly Candidate[])[]
  private readonly missing: number
  private readonly left = new Set<number>()
  /** For each part and set, how many of its causes are left in place. */
  private readonly blocked: number[][]
  /** For each part, how many of its sets are undone entirely. */
  private readonly ways: number[]
  private back: number
  private readonly users = new Map<number, (readonly [part: number, set: number])[]>()

  constructor(families: readonly (readonly Candidate[])[], missing: number) {
    this.families = families
    this.missing = missing
    this.blocked = families.map(sets => sets.map(() => 0))
    this.ways = families.map(sets => sets.length)
    this.back = families.length
    families.forEach((sets, part) => {
      sets.forEach((set, s) => {
        for (const cause of set.causes) this.users.set(cause, [...(this.users.get(cause) ?? []), [part, s]])
      })
    })
  }

  leaveIfPossible(cause: number): void {
    this.move(cause, 1)
    this.left.add(cause)
    if (this.back >= this.missing) return
    this.move(cause, -1)
    this.left.delete(cause)
  }

  /** The charges of what is undone, with the phases they have in the parts this brings back. */
  charges(): readonly Charge[] {
    return distinct(
      this.families.flatMap((sets, part) => sets.flatMap((set, s) => (this.blocked[part][s] === 0 ? set.charges : []))),
    )
  }

  private move(cause: number, by: 1 | -1): void {
    for (const [part, set] of this.users.get(cause)!) {
      const wasFree = this.blocked[part][set] === 0
      this.blocked[part][set] += by
      const isFree = this.blocked[part][set] === 0
      if (wasFree && !isFree && --this.ways[part] === 0) this.back--
      if (!wasFree && isFree && ++this.ways[part] === 1) this.back++
    }
  }
}

function ascending(numbers: readonly number[]): number[] {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted.filter((value, i) => i === 0 || value !== sorted[i - 1])
}

function distinct(charges: readonly Charge[]): readonly Charge[] {
  const sorted = [...charges].sort((a, b) => chargeKey(a) - chargeKey(b))
  return sorted.filter((charge, i) => i === 0 || chargeKey(charge) !== chargeKey(sorted[i - 1]))
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] - b[i]
  return a.length - b.length
}

/** Whether all of `a` is in `b`, both ascending. */
function within(a: readonly number[], b: readonly number[]): boolean {
  let i = 0
  for (const value of b) if (i < a.length && a[i] === value) i++
  return i === a.length
}
