/**
 * A primary and its backup as a Markov chain with exponential stages. Both units fail at `lambda` and are repaired at
 * `mu`; a failed primary is noticed after `detect` in the mean, and the backup then takes `promotion`; whoever comes
 * back alone has to notice first, after `timeout`, that nobody else is there. Times in one unit.
 */
export interface PairRates {
  readonly lambda: number
  readonly mu: number
  readonly detect: number
  readonly timeout: number
  readonly promotion: number
}

/** Share of time without a primary that serves, and how often in a unit of time that begins. */
export function pairChain({ lambda, mu, detect, timeout, promotion }: PairRates): {
  readonly unavailability: number
  readonly outages: number
} {
  // Up: both, one. Down: noticing (the backup lives), alone (it is being promoted), promoting (with the other back),
  // none, back (one came up alone).
  const [both, one, noticing, alone, promoting, none, back] = [0, 1, 2, 3, 4, 5, 6]
  const rates = Array.from({ length: 7 }, () => new Array<number>(7).fill(0))
  const go = (from: number, to: number, rate: number) => {
    rates[from][to] += rate
  }
  go(both, noticing, lambda)
  go(both, one, lambda)
  go(one, both, mu)
  go(one, none, lambda)
  go(noticing, alone, 1 / detect)
  go(noticing, promoting, mu)
  go(noticing, none, lambda)
  go(alone, one, 1 / promotion)
  go(alone, promoting, mu)
  go(alone, none, lambda)
  go(promoting, both, 1 / promotion)
  go(promoting, noticing, lambda)
  go(promoting, alone, lambda)
  go(none, back, 2 * mu)
  go(back, one, 1 / (timeout + promotion))
  go(back, promoting, mu)
  go(back, none, lambda)
  const p = stationary(rates)
  return { unavailability: 1 - p[both] - p[one], outages: p[both] * lambda + p[one] * lambda }
}

/** Stationary probabilities by state reduction, which subtracts nothing (Grassmann, Taksar & Heyman 1985). */
function stationary(rates: readonly (readonly number[])[]): number[] {
  const a = rates.map(row => [...row])
  const n = a.length
  for (let k = n - 1; k > 0; k--) {
    let out = 0
    for (let to = 0; to < k; to++) out += a[k][to]
    for (let from = 0; from < k; from++) {
      a[from][k] /= out
      for (let to = 0; to < k; to++) if (to !== from) a[from][to] += a[from][k] * a[k][to]
    }
  }
  const p = [1]
  for (let k = 1; k < n; k++) {
    p[k] = 0
    for (let from = 0; from < k; from++) p[k] += p[from] * a[from][k]
  }
  const total = p.reduce((sum, x) => sum + x, 0)
  return p.map(x => x / total)
}
