/** A set of faults as bits, 32 to a word, each a signed 32-bit integer. Masks that are compared have equally many words. */
export type FaultMask = readonly number[]

export function maskOf(bits: readonly number[], words: number): FaultMask {
  const mask = new Array<number>(words).fill(0)
  for (const bit of bits) mask[bit >>> 5] |= 1 << (bit & 31)
  return mask
}

export function union(a: FaultMask, b: FaultMask): FaultMask {
  return a.map((word, i) => word | b[i])
}

/** Whether all of `a` is in `b`. */
export function within(a: FaultMask, b: FaultMask): boolean {
  for (let i = 0; i < a.length; i++) if ((a[i] & ~b[i]) !== 0) return false
  return true
}

/** The masks that contain no other, each once; by size, then in an order of their own. */
export function minimalMasks(masks: readonly FaultMask[]): FaultMask[] {
  const sized = masks.map(mask => ({ mask, size: sizeOf(mask) }))
  sized.sort((a, b) => a.size - b.size || compare(a.mask, b.mask))
  const kept: FaultMask[] = []
  let smaller = 0
  let size = -1
  for (const [i, entry] of sized.entries()) {
    if (i > 0 && compare(entry.mask, sized[i - 1].mask) === 0) continue
    if (entry.size !== size) {
      size = entry.size
      smaller = kept.length
    }
    if (!containsAny(entry.mask, kept, smaller)) kept.push(entry.mask)
  }
  return kept
}

function containsAny(mask: FaultMask, others: readonly FaultMask[], count: number): boolean {
  for (let i = 0; i < count; i++) if (within(others[i], mask)) return true
  return false
}

/** Ascending by the lowest fault in which they differ: the one that has it comes first. */
function compare(a: FaultMask, b: FaultMask): number {
  for (let i = 0; i < a.length; i++) {
    const differing = a[i] ^ b[i]
    if (differing !== 0) return (a[i] & differing & -differing) !== 0 ? -1 : 1
  }
  return 0
}

function sizeOf(mask: FaultMask): number {
  let size = 0
  for (const word of mask) for (let rest = word; rest !== 0; rest &= rest - 1) size++
  return size
}
