/**
 * The candidate the writer most likely meant, or null. Restricted Damerau–Levenshtein distance (a swap of neighbours
 * counts once), case ignored; at most 3 edits and at least 60 % of the longer word kept, as commander and git do; the
 * first of equals wins, so callers order candidates by preference. Only the first 500 are looked at.
 */
export function suggest(word: string, candidates: readonly string[]): string | null {
  if (word.length > longest) return null
  const wanted = normalise(word)
  let best: string | null = null
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates.slice(0, mostCandidates)) {
    if (candidate.length > longest) continue
    const length = Math.max(word.length, candidate.length)
    const limit = Math.min(3, Math.floor(length * 0.4))
    if (Math.abs(word.length - candidate.length) > limit) continue
    const d = distance(wanted, normalise(candidate))
    if (d <= limit && d < bestDistance) {
      best = candidate
      bestDistance = d
    }
  }
  return best
}

const longest = 100
const mostCandidates = 500

function normalise(word: string): string {
  return word.toLowerCase().replaceAll('_', '-')
}

/** Optimal string alignment distance (Damerau 1964 without edits inside a swapped pair), counted in UTF-16 units. */
export function distance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, beforeLast[j - 2] + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]
}
