import { type BeatLaw, good, NOBODY } from './beat-law.js'

/**
 * How likely the next beat is to be mild when absorption comes at exactly the n-th beat from now, at
 * (n - 2) * needed + r for n from 2 on; the last row holds for all later n.
 */
export interface PassageOdds {
  readonly mild: Float64Array
  readonly rows: number
}

/** Rows count as alike when no probability differs by more than this part of it. */
const ALIKE = 1 / 562949953421312

/**
 * Doob's h-transform with f(r, n), the probability of absorption at exactly the n-th beat: the next beat is mild in
 * proportion to mild f(r + 1, n - 1), good in proportion to good f(0, n - 1). Rows are made until as many in a row are
 * alike as the recurrence looks back (the odds have then come to those of the chain that lives for ever), or until
 * nobody lives so long.
 */
export function passageOdds(law: BeatLaw): PassageOdds {
  const { needed, mild, grave } = law
  const f = new Float64Array(needed).fill(grave)
  f[needed - 1] += mild
  const alive = new Float64Array(needed).fill(1)
  const odds: number[] = []
  for (let alike = 0; alike <= needed; ) {
    scale(f)
    const before = odds.length - needed
    let same = before >= 0
    const recovered = good(law) * f[0]
    for (let r = 0; r < needed; r++) {
      const worse = r + 1 < needed ? mild * f[r + 1] : 0
      f[r] = worse + recovered
      odds.push(worse === 0 ? 0 : worse / f[r])
      const now = odds[odds.length - 1]
      same &&= Math.abs(now - odds[before + r]) <= ALIKE * now
    }
    alike = same ? alike + 1 : 0
    if (outlived(law, alive) < NOBODY) break
  }
  return { mild: Float64Array.from(odds), rows: odds.length / needed }
}

/** Only proportions matter, and they would sink below the least number there is. */
function scale(f: Float64Array): void {
  let most = 0
  for (const value of f) most = Math.max(most, value)
  if (most > 0) for (let r = 0; r < f.length; r++) f[r] /= most
}

/** One beat more: how likely it is, at best, to live so long. */
function outlived(law: BeatLaw, alive: Float64Array): number {
  const recovered = good(law) * alive[0]
  for (let r = 0; r < alive.length; r++) alive[r] = recovered + (r + 1 < alive.length ? law.mild * alive[r + 1] : 0)
  return alive[0]
}
