import { type FaultMask, maskOf, minimalMasks } from './fault-mask.js'

/**
 * One minimal set for every fault at most: begin with all faults undone and, going around from the next fault on, leave
 * in place whatever the predicate bears. What stays undone is minimal, because the predicate is monotone.
 *
 * @param families for each part the sets of faults of which one has to be undone for it to come back
 */
export function witnesses(missing: number, families: readonly FaultMask[][], faults: number): FaultMask[] {
  const undone = new Undone(families, missing, faults)
  const found: FaultMask[] = []
  for (let first = 0; first < faults; first++) {
    undone.reset()
    const kept: number[] = []
    for (let i = 1; i <= faults; i++) {
      const fault = (first + i) % faults
      if (!undone.leave(fault)) kept.push(fault)
    }
    found.push(maskOf(kept, (faults + 31) >>> 5))
  }
  return minimalMasks(found)
}

/** Which faults are undone, and how many parts that brings back. Sets are numbered through all parts. */
class Undone {
  private readonly missing: number
  private readonly partOf: number[] = []
  private readonly setsWith: number[][]
  private readonly setCounts: readonly number[]
  /** For each set, how many of its faults are in place. */
  private readonly inPlace: number[]
  /** For each part, how many of its sets are undone altogether. */
  private readonly ways: number[]
  private back: number

  constructor(families: readonly FaultMask[][], missing: number, faults: number) {
    this.missing = missing
    this.setsWith = Array.from({ length: faults }, () => [])
    this.setCounts = families.map(sets => sets.length)
    for (const [part, sets] of families.entries()) {
      for (const set of sets) {
        for (let fault = 0; fault < faults; fault++) {
          if ((set[fault >>> 5] & (1 << (fault & 31))) !== 0) this.setsWith[fault].push(this.partOf.length)
        }
        this.partOf.push(part)
      }
    }
    this.inPlace = this.partOf.map(() => 0)
    this.ways = [...this.setCounts]
    this.back = this.ways.length
  }

  reset(): void {
    this.inPlace.fill(0)
    for (let part = 0; part < this.ways.length; part++) this.ways[part] = this.setCounts[part]
    this.back = this.ways.length
  }

  /** Leaves a fault in place if enough parts come back all the same; says whether it did. */
  leave(fault: number): boolean {
    for (const set of this.setsWith[fault]) {
      if (this.inPlace[set]++ === 0 && --this.ways[this.partOf[set]] === 0) this.back--
    }
    if (this.back >= this.missing) return true
    for (const set of this.setsWith[fault]) {
      if (--this.inPlace[set] === 0 && this.ways[this.partOf[set]]++ === 0) this.back++
    }
    return false
  }
}
