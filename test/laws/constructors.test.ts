import { describe, expect, it } from 'vitest'
import type { Law } from '../../src/laws/index.js'
import {
  cdf,
  coefficientOfVariation,
  constant,
  empirical,
  equilibriumCdf,
  equilibriumQuantile,
  erlang,
  exponential,
  gamma,
  hyperexponential,
  LawError,
  lognormal,
  mean,
  mixture,
  pareto,
  quantile,
  shifted,
  survival,
  survivalQuantile,
  truncated,
  uniform,
  variance,
  weibull,
} from '../../src/laws/index.js'

describe('laws by the figures people have', () => {
  it('Weibull by shape and mean', () => {
    // Gamma(1 + 1/0.5) = 2.
    expect(weibull({ shape: 0.5, mean: 2000 })).toEqual({ kind: 'weibull', shape: 0.5, scale: 1000 })
    expect(mean(weibull({ shape: 3.5, mean: 86400 }))).toBeCloseTo(86400, 8)
    expect(weibull({ shape: 2, scale: 7 })).toEqual({ kind: 'weibull', shape: 2, scale: 7 })
  })

  it('lognormal by median and p99', () => {
    const law = lognormal({ median: 250, p99: 2000 })
    expect(quantile(law, 0.5)).toBeCloseTo(250, 10)
    expect(quantile(law, 0.99)).toBeCloseTo(2000, 9)
  })

  it('lognormal by mean and coefficient of variation', () => {
    const law = lognormal({ mean: 1e6, cv: 2.7 })
    expect(mean(law) / 1e6).toBeCloseTo(1, 13)
    expect(coefficientOfVariation(law)).toBeCloseTo(2.7, 13)
  })

  it('gamma and Erlang by shape and mean', () => {
    expect(mean(gamma({ shape: 0.3, mean: 12 }))).toBe(12)
    expect(coefficientOfVariation(erlang({ stages: 4, mean: 100 }))).toBe(0.5)
  })

  it('hyperexponential by weights and means', () => {
    const law = hyperexponential([
      { weight: 0.75, mean: 4 },
      { weight: 0.25, mean: 20 },
    ])
    expect(mean(law)).toBe(8)
    // E[X^2] = 2 (0.75 * 16 + 0.25 * 400) = 224.
    expect(variance(law)).toBe(224 - 64)
  })

  it('Pareto, whose mean and variance may not exist', () => {
    expect(mean(pareto({ minimum: 2, shape: 3 }))).toBe(3)
    expect(mean(pareto({ minimum: 2, shape: 1 }))).toBe(Infinity)
    expect(variance(pareto({ minimum: 2, shape: 2 }))).toBe(Infinity)
    expect(variance(pareto({ minimum: 2, shape: 3 }))).toBe(3)
  })

  it('Weibull of so small a shape that its moments are beyond numbers', () => {
    expect(variance(weibull({ shape: 1e-3, scale: 1 }))).toBe(Infinity)
  })

  it('a uniform law of no width is a constant', () => {
    expect(uniform(150, 150)).toEqual(constant(150))
  })

  it('weights written with few digits are made to sum to one', () => {
    const law = mixture([1, 2, 3].map(value => ({ weight: 0.3333, law: constant(value) })))
    expect(mean(law)).toBeCloseTo(2, 14)
    expect(cdf(law, 3)).toBeCloseTo(1, 14)
  })
})

describe('impossible parameters', () => {
  const impossible: [string, string, () => Law][] = [
    ['constant', 'value', () => constant(-1)],
    ['constant', 'value', () => constant(Number.NaN)],
    ['uniform', 'low', () => uniform(-1, 2)],
    ['uniform', 'high', () => uniform(3, 2)],
    ['exponential', 'mean', () => exponential(0)],
    ['exponential', 'mean', () => exponential(Infinity)],
    ['weibull', 'shape', () => weibull({ shape: 0, scale: 1 })],
    ['weibull', 'scale', () => weibull({ shape: 1, scale: -1 })],
    ['weibull', 'mean', () => weibull({ shape: 1, mean: 0 })],
    ['weibull', 'shape', () => weibull({ shape: 1e-4, mean: 1 })],
    ['lognormal', 'median', () => lognormal({ median: 0, p99: 1 })],
    ['lognormal', 'p99', () => lognormal({ median: 5, p99: 5 })],
    ['lognormal', 'mean', () => lognormal({ mean: -1, cv: 1 })],
    ['lognormal', 'cv', () => lognormal({ mean: 1, cv: 0 })],
    ['lognormal', 'cv', () => lognormal({ mean: 1, cv: 1e200 })],
    ['lognormal', 'mu', () => lognormal({ mu: Infinity, sigma: 1 })],
    ['lognormal', 'sigma', () => lognormal({ mu: 1, sigma: 0 })],
    ['gamma', 'shape', () => gamma({ shape: -1, mean: 1 })],
    ['gamma', 'shape', () => gamma({ shape: 1e-300, mean: 1e10 })],
    ['gamma', 'mean', () => gamma({ shape: 1, mean: 0 })],
    ['erlang', 'stages', () => erlang({ stages: 1.5, mean: 1 })],
    ['pareto', 'minimum', () => pareto({ minimum: 0, shape: 1 })],
    ['pareto', 'shape', () => pareto({ minimum: 1, shape: 0 })],
    ['mixture', 'weight', () => mixture([{ weight: 0.5, law: constant(1) }])],
    ['mixture', 'weight', () => mixture([{ weight: -0.5, law: constant(1) }])],
    ['mixture', 'weight', () => mixture([])],
    ['truncated', 'high', () => truncated(exponential(1), 2, 2)],
    ['truncated', 'low', () => truncated(uniform(0, 1), 2, 3)],
    ['shifted', 'by', () => shifted(exponential(1), -1)],
    ['empirical', 'values', () => empirical([])],
    ['empirical', 'values', () => empirical([1, -1])],
  ]
  it.each(impossible)('%s is refused for its %s', (law, field, make) => {
    expect(make).toThrow(LawError)
    expect(make).toThrow(RangeError)
    expect(make).toThrow(expect.objectContaining({ law, field }))
  })

  it('a probability outside [0, 1] has no quantile, a law without a mean no equilibrium', () => {
    expect(() => quantile(exponential(1), 1.1)).toThrow(LawError)
    expect(() => survivalQuantile(exponential(1), Number.NaN)).toThrow(LawError)
    expect(() => equilibriumCdf(pareto({ minimum: 1, shape: 1 }), 3)).toThrow(LawError)
  })
})

describe('laws with atoms', () => {
  const dice = empirical([3, 1, 2, 6, 5, 4])
  const retry = mixture([
    { weight: 0.25, law: constant(10) },
    { weight: 0.75, law: uniform(0, 100) },
  ])

  it('count an atom in the distribution function and not in the survival function', () => {
    expect(cdf(dice, 2)).toBe(2 / 6)
    expect(survival(dice, 2)).toBe(4 / 6)
    expect(cdf(constant(5), 5)).toBe(1)
    expect(survival(constant(5), 5)).toBe(0)
    expect(cdf(retry, 10)).toBeCloseTo(0.25 + 0.075, 15)
    expect(cdf(retry, 10 - 1e-9)).toBeCloseTo(0.075, 9)
  })

  it('have the atom itself for a quantile', () => {
    expect([0, 1 / 6, 0.17, 0.5, 1].map(p => quantile(dice, p))).toEqual([1, 1, 2, 3, 6])
    expect([0.08, 0.2, 0.32].map(p => quantile(retry, p))).toEqual([10, 10, 10])
    expect(quantile(retry, 0.5)).toBeCloseTo((0.25 / 0.75) * 100, 10)
  })

  it('keep atoms that lie on the bounds of a truncation', () => {
    expect(truncated(dice, 2, 4)).toEqual(empirical([2, 3, 4]))
    const law = truncated(retry, 10, 55)
    // 0.25 at 10 and 0.75 * 0.45 over (10, 55].
    expect(cdf(law, 10)).toBeCloseTo(0.25 / (0.25 + 0.3375), 14)
    expect(mean(law)).toBeCloseTo((0.25 * 10 + 0.3375 * 32.5) / (0.25 + 0.3375), 12)
  })

  it('keep them also in a truncation written as data', () => {
    const law: Law = { kind: 'truncated', law: retry, low: 10, high: 55 }
    const pushed = truncated(retry, 10, 55)
    for (const x of [9, 10, 10.5, 40, 55, 60]) expect(cdf(law, x)).toBeCloseTo(cdf(pushed, x), 14)
    for (const x of [9, 10, 10.5, 40, 55, 60]) expect(survival(law, x)).toBeCloseTo(survival(pushed, x), 14)
    expect(mean(law)).toBeCloseTo(mean(pushed), 12)
    expect(variance(law)).toBeCloseTo(variance(pushed), 10)
    expect(quantile(law, 0.3)).toBe(10)
    for (const p of [0.1, 0.5, 0.99])
      expect(equilibriumQuantile(law, p)).toBeCloseTo(equilibriumQuantile(pushed, p), 10)
  })

  it('an equilibrium of a constant is uniform, of dice a staircase of areas', () => {
    expect(equilibriumCdf(constant(8), 2)).toBe(0.25)
    expect(equilibriumQuantile(constant(8), 0.75)).toBe(6)
    // Areas of the survival function over [0, 3]: 1 + 5/6 + 4/6, of 3.5 in all.
    expect(equilibriumCdf(dice, 1)).toBeCloseTo(1 / 3.5, 15)
    expect(equilibriumCdf(dice, 3)).toBeCloseTo((1 + 5 / 6 + 4 / 6) / 3.5, 15)
    expect(equilibriumQuantile(dice, 1)).toBe(6)
  })
})
