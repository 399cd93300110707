import { describe, expect, it } from 'vitest'
import { SeedTree } from '../../src/random/index.js'
import { ksTwoSample } from '../support/ks.js'
import { leaderlessTime } from '../support/raft-election-oracle.js'
import { type ElectionRow, worldLeaderlessTime } from '../support/world-elections.js'

const trials = 300

function world(row: ElectionRow, count = trials): number[] {
  const moments = new SeedTree('world-elections').stream('moments', `${row.low}-${row.high}-${row.latency}`)
  return Array.from({ length: count }, (_, n) => worldLeaderlessTime(row, n + 1, moments))
}

function oracle(row: ElectionRow): number[] {
  const stream = new SeedTree('world-elections').stream('oracle', `${row.low}-${row.high}-${row.latency}`)
  return Array.from({ length: 4 * trials }, () => leaderlessTime(row, () => stream.unit()))
}

const mean = (sample: readonly number[]): number => sample.reduce((sum, x) => sum + x, 0) / sample.length

describe('a crashed Raft leader is replaced in the simulated world (Ongaro & Ousterhout 2014, section 9.3, figure 16)', () => {
  const rows: { [name: string]: ElectionRow } = {
    '150-155 ms, one way 2.5 ms': { low: 150_000, high: 155_000, latency: 2500 },
    '150-200 ms, one way 2.5 ms': { low: 150_000, high: 200_000, latency: 2500 },
    '150-300 ms, one way 15 ms, disk 2 ms': { low: 150_000, high: 300_000, latency: 15_000, sync: 2000 },
    '12-24 ms, one way 1 ms': { low: 12_000, high: 24_000, latency: 1000 },
  }

  // Kolmogorov–Smirnov, 300 against 1200 at 0.1 % for each of four: critical distance 0.126.
  for (const [name, row] of Object.entries(rows)) {
    it(`after a time with the law of an independent model: ${name}`, () => {
      const { distance, critical } = ksTwoSample(world(row), oracle(row), 0.001)
      expect(distance).toBeLessThan(critical)
    })
  }

  it('the sooner, the more randomness there is in the timeouts, and the shorter they are', () => {
    const spread = [151, 155, 175].map(high => mean(world({ low: 150_000, high: high * 1000, latency: 2500 }, 80)))
    expect(spread).toEqual([...spread].sort((a, b) => b - a))
    const short = [12, 50, 150].map(low => mean(world({ low: low * 1000, high: 2000 * low, latency: 1000 }, 80)))
    expect(short).toEqual([...short].sort((a, b) => a - b))
  })

  it('never when timeouts are equal and messages take constant time: votes split for ever', () => {
    const moments = new SeedTree('world-elections').stream('moments', 'livelock')
    const row = { low: 150_000, high: 150_000, latency: 2500 }
    for (let n = 1; n <= 5; n++) expect(worldLeaderlessTime(row, n, moments, 12_000_000)).toBe(Number.POSITIVE_INFINITY)
  })
})
