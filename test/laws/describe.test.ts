import { expect, it, describe as suite } from 'vitest'
import {
  constant,
  describe,
  empirical,
  erlang,
  exponential,
  hyperexponential,
  lognormal,
  pareto,
  shifted,
  truncated,
  uniform,
  weibull,
} from '../../src/laws/index.js'

const MS = 1000
const MINUTE = 60_000_000
const DAY = 86_400_000_000

suite('a law in one line', () => {
  it.each([
    [constant(5 * MS), 'constant 5ms'],
    [uniform(150 * MS, 300 * MS), 'uniform, 150ms to 300ms'],
    [exponential(60 * DAY), 'exponential, mean 60d'],
    [weibull({ shape: 0.7, mean: 90 * DAY }), 'Weibull, shape 0.7, mean 90d'],
    [lognormal({ median: 5 * MINUTE, p99: 60 * MINUTE }), 'lognormal, median 5m, p99 1h'],
    [erlang({ stages: 3, mean: 30 * MINUTE }), 'gamma, shape 3, mean 30m'],
    [pareto({ minimum: MS, shape: 2.5 }), 'Pareto, from 1ms, shape 2.5'],
    [
      hyperexponential([
        { weight: 0.9, mean: 5 * MINUTE },
        { weight: 0.1, mean: 120 * MINUTE },
      ]),
      '90% (exponential, mean 5m) + 10% (exponential, mean 2h)',
    ],
    [truncated(exponential(MINUTE), 0, 5 * MINUTE), '(exponential, mean 1m), within 0s to 5m'],
    [truncated(exponential(MINUTE), MS, Infinity), '(exponential, mean 1m), at least 1ms'],
    [shifted(exponential(MINUTE), 2 * MINUTE), '2m + (exponential, mean 1m)'],
    [empirical([1 * MS, 3 * MS]), 'empirical, 2 values, mean 2ms'],
  ])('%o', (law, line) => {
    expect(describe(law)).toBe(line)
  })
})
