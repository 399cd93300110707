/** Up to this many faults every combination is tried. */
const exhaustive = 12

/**
 * The minimal sets of faults without which a predicate holds. `holdsWithout` is monotone: thinking more faults away
 * never makes it false; it holds without all of `faults`.
 *
 * Up to twelve faults: all of them, by trying every combination, small ones first. Beyond, one set for every fault that
 * the following finds needed: put back as many as the predicate bears, going around from the one behind it, and the
 * fault itself last. Every set found is minimal, so a fault without which nothing would be different is in none of them.
 *
 * @param faults ascending, each once
 */
export function minimalSets(
  faults: readonly number[],
  holdsWithout: (without: ReadonlySet<number>) => boolean,
): number[][] {
  return faults.length <= exhaustive ? allSets(faults, holdsWithout) : setsByElimination(faults, holdsWithout)
}

function allSets(faults: readonly number[], holdsWithout: (without: ReadonlySet<number>) => boolean): number[][] {
  const found: number[] = []
  const masks = Array.from({ length: 1 << faults.length }, (_, mask) => mask)
  for (const mask of masks.sort((a, b) => size(a) - size(b) || a - b)) {
    if (found.some(smaller => (smaller & mask) === smaller)) continue
    if (holdsWithout(new Set(chosen(faults, mask)))) found.push(mask)
  }
  return found.map(mask => chosen(faults, mask))
}

const chosen = (faults: readonly number[], mask: number): number[] => faults.filter((_, i) => ((mask >>> i) & 1) === 1)

function size(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}

function setsByElimination(
  faults: readonly number[],
  holdsWithout: (without: ReadonlySet<number>) => boolean,
): number[][] {
  const sets = new Map<string, number[]>()
  for (const [i, kept] of faults.entries()) {
    const without = new Set(faults)
    for (const fault of [...faults.slice(i + 1), ...faults.slice(0, i + 1)]) {
      without.delete(fault)
      if (!holdsWithout(without)) without.add(fault)
    }
    if (without.has(kept)) {
      const set = [...without].sort((a, b) => a - b)
      sets.set(set.join(), set)
    }
  }
  return [...sets.values()]
}
