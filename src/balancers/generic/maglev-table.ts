/** A server on its way into a Maglev table: where it begins, by how much it steps, and what it weighs. */
export interface MaglevEntry {
  readonly offset: number
  readonly skip: number
  readonly weight: number
}

/**
 * Maglev's table (Eisenbud et al., NSDI 2016, listing 1) of prime size: in turn, every entry takes the next free place of
 * its own permutation. Weights after Envoy: in round n an entry has a turn when n times its weight has reached what it
 * has used up, at the greatest weight a turn (`MaglevTable`, maglev_lb.cc).
 */
export function maglevTable(entries: readonly MaglevEntry[], size: number): Int32Array {
  const table = new Int32Array(size).fill(-1)
  const next = entries.map(() => 0)
  const used = entries.map(() => 0)
  const greatest = entries.reduce((most, { weight }) => Math.max(most, weight), 0)
  if (greatest <= 0) return table
  let filled = 0
  for (let round = 1; filled < size; round++) {
    for (let i = 0; i < entries.length && filled < size; i++) {
      const { offset, skip, weight } = entries[i]
      if (round * weight < used[i]) continue
      used[i] += greatest
      let place = (offset + skip * next[i]) % size
      while (table[place] !== -1) place = (offset + skip * ++next[i]) % size
      next[i]++
      table[place] = i
      filled++
    }
  }
  return table
}
