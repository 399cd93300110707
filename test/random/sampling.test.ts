import { describe, expect, it } from 'vitest'
import type { Law } from '../../src/laws/index.js'
import {
  cdf,
  constant,
  empirical,
  equilibriumCdf,
  erlang,
  exponential,
  gamma,
  hyperexponential,
  LawError,
  lognormal,
  mean,
  mixture,
  pareto,
  shifted,
  truncated,
  uniform,
  variance,
  weibull,
} from '../../src/laws/index.js'
import { normalCdf } from '../../src/numerics/index.js'
import { SeedTree, sample, sampleEquilibrium } from '../../src/random/index.js'
import { ksOneSample } from '../support/ks.js'

/** Level of each Kolmogorov–Smirnov test and, two-sided, of each z-test: |z| below 3.891. Seeds were chosen once. */
const ALPHA = 1e-4
const Z = 3.891
const N = 30_000

const tree = new SeedTree('sampling')
const draws = (n: number, draw: () => number) => Array.from({ length: n }, draw)

describe('ziggurats', () => {
  it('exponential: Kolmogorov–Smirnov, and the exact share of draws beyond the base', () => {
    const stream = tree.stream('exponential')
    const sampled = draws(400_000, () => stream.exponential())
    const { distance, critical } = ksOneSample(sampled, x => cdf(exponential(1), x), ALPHA)
    expect(distance).toBeLessThan(critical)
    expectShare(sampled, x => x > 7.69711747013105, Math.exp(-7.69711747013105))
    expectShare(sampled, x => x > 10, Math.exp(-10))
  })

  it('normal: Kolmogorov–Smirnov, both tails, and a sign that is a coin', () => {
    const stream = tree.stream('normal')
    const sampled = draws(400_000, () => stream.normal())
    const { distance, critical } = ksOneSample(sampled, normalCdf, ALPHA)
    expect(distance).toBeLessThan(critical)
    expectShare(sampled, x => x > 3.6541528853610088, normalCdf(-3.6541528853610088))
    expectShare(sampled, x => x < -3.6541528853610088, normalCdf(-3.6541528853610088))
    expectShare(sampled, x => Math.abs(x) > 4, 2 * normalCdf(-4))
    expectShare(sampled, x => x > 0, 1 / 2)
  })

  it('tails follow their law, given that they were reached', () => {
    const stream = tree.stream('tails')
    const exponentialTail: number[] = []
    const normalTail: number[] = []
    for (let i = 0; i < 2_000_000; i++) {
      const x = stream.exponential()
      if (x > 7.69711747013105) exponentialTail.push(x - 7.69711747013105)
      const z = stream.normal()
      if (z > 3.5) normalTail.push(z)
    }
    const one = ksOneSample(exponentialTail, x => cdf(exponential(1), x), ALPHA)
    expect(one.distance).toBeLessThan(one.critical)
    const other = ksOneSample(normalTail, z => 1 - normalCdf(-z) / normalCdf(-3.5), ALPHA)
    expect(other.distance).toBeLessThan(other.critical)
  })
})

const retry = mixture([
  { weight: 0.25, law: constant(10) },
  { weight: 0.75, law: exponential(40) },
])

const laws: [string, Law][] = [
  ['uniform', uniform(150, 300)],
  ['exponential', exponential(60)],
  ['Weibull, infant mortality', weibull({ shape: 0.7, mean: 90 })],
  ['Weibull, wear-out', weibull({ shape: 3.5, mean: 90 })],
  ['lognormal by median and p99', lognormal({ median: 250, p99: 2000 })],
  ['lognormal by mean and cv', lognormal({ mean: 100, cv: 0.3 })],
  ['gamma, shape below one', gamma({ shape: 0.3, mean: 5 })],
  ['gamma, shape one', gamma({ shape: 1, mean: 5 })],
  ['gamma', gamma({ shape: 2.5, mean: 5 })],
  ['Erlang', erlang({ stages: 40, mean: 100 })],
  ['Pareto', pareto({ minimum: 100, shape: 4.5 })],
  [
    'hyperexponential',
    hyperexponential([
      { weight: 0.9, mean: 5 },
      { weight: 0.1, mean: 100 },
    ]),
  ],
  ['mixture with an atom', retry],
  ['truncated lognormal', truncated(lognormal({ median: 250, p99: 2000 }), 100, 900)],
  ['truncated far out', truncated(exponential(1), 30, Infinity)],
  ['truncated gamma', truncated(gamma({ shape: 2.5, mean: 5 }), 1, 8)],
  ['truncated mixture', truncated(retry, 10, 90)],
  ['truncated Pareto without a mean of its own', truncated(pareto({ minimum: 10, shape: 0.8 }), 0, 1000)],
  ['shifted', shifted(exponential(20), 100)],
  ['empirical', empirical([1, 1, 2, 3, 5, 8, 13, 21])],
]

describe.each(laws)('%s', (name, law) => {
  it('sampler against distribution function and moments', () => {
    const stream = tree.stream('law', name)
    const sampled = draws(N, () => sample(law, stream))
    const below = (x: number) => cdf(law, x * (1 - 1e-12))
    const hasAtoms = name.includes('mixture') || law.kind === 'empirical'
    const { distance, critical } = ksOneSample(sampled, x => cdf(law, x), ALPHA, hasAtoms ? below : undefined)
    expect(distance).toBeLessThan(critical)
    expectMoments(sampled, mean(law), variance(law))
  })

  it('residual life in equilibrium', () => {
    const stream = tree.stream('equilibrium', name)
    const sampled = draws(N / 6, () => sampleEquilibrium(law, stream))
    const { distance, critical } = ksOneSample(sampled, x => equilibriumCdf(law, x), ALPHA)
    expect(distance).toBeLessThan(critical)
  })
})

describe('residual life', () => {
  it('is what an inspector sees who comes at random: Monte Carlo of a renewal process', () => {
    const law = weibull({ shape: 0.7, mean: 90 })
    const stream = tree.stream('inspector')
    const seen = draws(5000, () => {
      const visit = 20_000 + 1000 * stream.unit()
      let renewal = 0
      while (renewal <= visit) renewal += sample(law, stream)
      return renewal - visit
    })
    const { distance, critical } = ksOneSample(seen, x => equilibriumCdf(law, x), ALPHA)
    expect(distance).toBeLessThan(critical)
  })

  it('of a constant is uniform, of nothing nothing', () => {
    const stream = tree.stream('constants')
    const { distance, critical } = ksOneSample(
      draws(N, () => sampleEquilibrium(constant(8), stream)),
      x => x / 8,
      ALPHA,
    )
    expect(distance).toBeLessThan(critical)
    expect(sampleEquilibrium(constant(0), stream)).toBe(0)
    expect(sample(constant(8), stream)).toBe(8)
  })

  it('does not exist without a mean', () => {
    expect(() => sampleEquilibrium(pareto({ minimum: 1, shape: 1 }), tree.stream('x'))).toThrow(LawError)
  })
})

describe('golden draws', () => {
  it('never change', () => {
    const stream = new SeedTree('golden').stream('laws')
    expect(laws.map(([, law]) => sample(law, stream))).toEqual(GOLDEN)
  })
})

/** The share of draws with some property: a z-test on a binomial count. */
function expectShare(sampled: readonly number[], has: (x: number) => boolean, p: number): void {
  const count = sampled.filter(has).length
  const n = sampled.length
  expect(Math.abs(count - n * p) / Math.sqrt(n * p * (1 - p))).toBeLessThan(Z)
}

/** z-tests on the mean, with the law's own variance, and on the second moment, with the sample's fourth. */
function expectMoments(sampled: readonly number[], expectedMean: number, expectedVariance: number): void {
  const n = sampled.length
  const first = sampled.reduce((sum, x) => sum + x, 0) / n
  expect(Math.abs(first - expectedMean) / Math.sqrt(expectedVariance / n)).toBeLessThan(Z)
  const squares = sampled.map(x => (x - expectedMean) * (x - expectedMean))
  const second = squares.reduce((sum, x) => sum + x, 0) / n
  const spread = Math.sqrt(squares.reduce((sum, x) => sum + (x - second) * (x - second), 0) / (n - 1))
  expect(Math.abs(second - expectedVariance) / (spread / Math.sqrt(n))).toBeLessThan(Z)
}

const GOLDEN = [
  229.8630437518906, 28.002111329522183, 29.48965297412167, 48.74404427471785, 203.27482395038703, 97.3944745939018,
  5.472605066004335, 13.163840058692625, 3.5116236126092626, 100.64059651660907, 104.6246989981078, 1.371893293649995,
  5.758265273772443, 129.12855341616338, 30.36043846538708, 3.315589602592275, 29.47137459952533, 16.12457062397397,
  133.06698695066768, 21,
]
