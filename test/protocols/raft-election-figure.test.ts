import { describe, expect, it } from 'vitest'
import { SeedTree } from '../../src/random/index.js'
import { ksTwoSample } from '../support/ks.js'
import { type ElectionModel, leaderlessTime } from '../support/raft-election-oracle.js'
import { electionTrial } from '../support/raft-election-trial.js'

const trials = 1000

function oracle(model: ElectionModel, name: string): number[] {
  const stream = new SeedTree('election-figure').stream('oracle', name)
  return Array.from({ length: trials }, () => leaderlessTime(model, () => stream.unit()))
}

function quantile(sample: readonly number[], p: number): number {
  return [...sample].sort((a, b) => a - b)[Math.floor(p * sample.length)]
}

describe('the time to detect and replace a crashed leader (section 9.3, figure 16)', () => {
  const models: (ElectionModel & { readonly name: string })[] = [
    { name: '150-155, 2.5 ms', low: 150_000, high: 155_000, latency: 2500 },
    { name: '150-200, 2.5 ms', low: 150_000, high: 200_000, latency: 2500 },
    { name: '150-300, 15 ms', low: 150_000, high: 300_000, latency: 15_000 },
    { name: '12-24, 2.5 ms', low: 12_000, high: 24_000, latency: 2500 },
    { name: '150-200, 1 ms, disk 5 ms', low: 150_000, high: 200_000, latency: 1000, sync: 5000 },
    { name: '150-200, 2.5 ms, all logs differ', low: 150_000, high: 200_000, latency: 2500, logs: [3, 2, 1, 0] },
  ]

  // Kolmogorov–Smirnov at 0.1 % for each of 12 comparisons; 1000 against 1000: critical distance 0.0872.
  for (const model of models) {
    for (const redraw of ['each-reset', 'each-election'] as const) {
      it(`has the law of the independent model: ${model.name}, ${redraw}`, () => {
        const here = Array.from({ length: trials }, (_, n) =>
          electionTrial(model, `${model.name}/${redraw}/${n}`, redraw),
        )
        const { distance, critical } = ksTwoSample(here, oracle(model, model.name), 0.001)
        expect(distance).toBeLessThan(critical)
      })
    }
  }

  it('has its worst cases tamed by randomness, and scales with the timeouts, as the paper says', () => {
    const at = (low: number, high: number) => oracle({ low, high, latency: 2500 }, `${low}-${high}`)
    const worst = [151, 155, 175, 200].map(high => quantile(at(150_000, high * 1000), 0.99))
    expect(worst).toEqual([...worst].sort((a, b) => b - a))
    const typical = [12, 25, 50, 100, 150].map(low => quantile(at(low * 1000, low * 2000), 0.5))
    expect(typical).toEqual([...typical].sort((a, b) => a - b))
  })

  it('never ends without randomness when messages take constant time: every vote is split', () => {
    const model = { low: 150_000, high: 150_000, latency: 2500, patience: 20_000_000 }
    expect(oracle(model, 'livelock').every(time => time === Infinity)).toBe(true)
    expect(electionTrial(model, 'livelock')).toBe(Infinity)
  })
})
