import { describe, expect, it } from 'vitest'
import { type Law, lognormal, mean, weibull } from '../../src/laws/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { HOUR } from '../../src/units/index.js'
import { expectedDowntime, unavailabilityFromNew } from '../support/renewal-equation.js'
import { constant, DAY, exponential, mode, node, scenario, service } from '../support/scenarios.js'
import { downtimeWithin, meanOver, ofService, trialsOf, unavailability } from '../support/trials.js'

/** Two-sided critical value of a single z-test at level 1e-4. */
const Z = 3.891

const unit = (life: Law, repair: Law, more: Partial<Scenario> = {}): Scenario =>
  scenario({
    name: 'one repairable unit',
    nodes: [node('n', { failures: [mode(life, repair)] })],
    services: [service('s', [0])],
    ...more,
  })

/** Laws by their mean: a Weibull's is scale * gamma(1 + 1/shape), a lognormal's exp(mu + sigma²/2). */
const withMean = {
  exponential,
  'Weibull 0.7': (m: number) => weibull({ shape: 0.7, scale: m / 1.2658235060572 }),
  'Weibull 1.5': (m: number) => weibull({ shape: 1.5, scale: m / 0.902745292950934 }),
  lognormal: (m: number) => lognormal({ mu: Math.log(m) - 0.32, sigma: 0.8 }),
}

describe('one repairable unit in steady state', () => {
  const lives = Object.entries(withMean)
  const repairs: [string, Law][] = [
    ['exponential', exponential(HOUR)],
    ['lognormal', lognormal({ mu: Math.log(HOUR) - 0.5, sigma: 1 })],
  ]
  const truth = 1 / 101
  const studies = lives.flatMap(([life, of]) =>
    repairs.map(([repair, law]) => {
      const cycles = { horizon: 100 * 101 * HOUR, start: 'steady', seed: `steady/${life}/${repair}` } as const
      const trials = trialsOf(unit(of(100 * HOUR), law, cycles), 400)
      return { name: `${life} lives, ${repair} repairs`, estimate: unavailability(ofService(trials)) }
    }),
  )

  it('is unavailable for mean down / (mean up + mean down), whatever the laws', () => {
    for (const [, of] of lives) expect(mean(of(100))).toBeCloseTo(100, 9)
    // Eight independent z-scores: the sum of their squares has 8 degrees of freedom, 26.12 at 0.1 %. Of eight intervals at
    // 95 %, more than three miss with probability 0.04 %.
    const z = studies.map(s => s.estimate.z(truth))
    expect(z.reduce((sum, x) => sum + x * x, 0)).toBeLessThan(26.12)
    const missed = studies.filter(s => s.estimate.low > truth || s.estimate.high < truth)
    expect(missed.length).toBeLessThanOrEqual(3)
  })

  it.each(studies)('is known to better than 2 %: $name', ({ estimate }) => {
    expect(estimate.relativeHalfWidth).toBeLessThan(0.02)
  })
})

describe('a unit started in equilibrium', () => {
  // Lives and repairs of hours, so that what a fresh start would do shows at once; in equilibrium U = 1/5 at any time.
  const measured = (start: 'steady' | 'new') => {
    const often = unit(withMean['Weibull 0.7'](4 * HOUR), lognormal({ mu: Math.log(HOUR) - 0.5, sigma: 1 }), {
      horizon: 20 * HOUR,
      start,
      seed: 'equilibrium',
    })
    const trials = ofService(trialsOf(often, 2000))
    return [0, 1, 5, 19].map(h => meanOver(trials.map(t => downtimeWithin(t, h * HOUR, (h + 1) * HOUR) / HOUR)))
  }

  it('is as unavailable in its first hour as in any other', () => {
    for (const hour of measured('steady')) expect(Math.abs(hour.z(0.2))).toBeLessThan(Z)
  })

  it('where a new one is not', () => {
    const [first, second] = measured('new')
    expect(first.z(0.2)).toBeLessThan(-Z)
    expect(second.mean).toBeGreaterThan(first.mean)
  })
})

describe('a unit started new', () => {
  it('with exponential laws: U(t) = λ/(λ+μ) (1 − exp(−(λ+μ)t)), integrated', () => {
    const life = 10 * HOUR
    const repair = 2 * HOUR
    const trials = ofService(
      trialsOf(unit(exponential(life), exponential(repair), { horizon: 12 * HOUR, seed: 'new' }), 5000),
    )
    const rate = 1 / life + 1 / repair
    for (const until of [HOUR, 3 * HOUR, 12 * HOUR]) {
      const truth = (1 / life / rate) * (until - (1 - Math.exp(-rate * until)) / rate)
      expect(Math.abs(meanOver(trials.map(t => downtimeWithin(t, 0, until))).z(truth))).toBeLessThan(Z)
    }
  })

  it('the renewal equation, solved on a grid, gives the closed form', () => {
    const cdf = (rate: number) => (t: number) => 1 - Math.exp(-rate * t)
    const [lambda, mu] = [0.1, 0.5]
    const u = unavailabilityFromNew({ life: cdf(lambda), repair: cdf(mu) }, 0.02, 600)
    const closed = (t: number) => (lambda / (lambda + mu)) * (1 - Math.exp(-(lambda + mu) * t))
    for (const k of [1, 50, 600]) expect(u[k] / closed(0.02 * k)).toBeCloseTo(1, 2)
    expect(u[600] / closed(12)).toBeCloseTo(1, 4)
  })

  const year = 365
  const weibullCdf = (shape: number, scale: number) => (t: number) => 1 - Math.exp(-((t / scale) ** shape))
  const repairCdf = (t: number) => 1 - Math.exp(-t)
  /** Lives of 60 days and repairs of one in the mean, in days. */
  const cases = [
    { shape: 0.7, scale: 60 / 1.2658235060572, apart: 0.05 },
    { shape: 1.5, scale: 60 / 0.902745292950934, apart: -0.03 },
  ]

  it.each(cases)('Weibull lives of shape $shape: the first year is several per cent off the steady state', c => {
    const alternating = { life: weibullCdf(c.shape, c.scale), repair: repairCdf }
    const steps = 16 * year
    const truth = expectedDowntime(unavailabilityFromNew(alternating, year / steps, steps), year / steps)
    // The grid is fine enough: half as many steps change the answer by less than two in a thousand.
    const coarse = expectedDowntime(
      unavailabilityFromNew(alternating, (2 * year) / steps, steps / 2),
      (2 * year) / steps,
    )
    expect(Math.abs(coarse / truth - 1)).toBeLessThan(2e-3)

    const lives = weibull({ shape: c.shape, scale: c.scale * DAY })
    const one = unit(lives, exponential(DAY), { horizon: year * DAY, seed: `first year/${c.shape}` })
    const downtime = meanOver(ofService(trialsOf(one, 5000)).map(t => t.downtime / DAY))
    expect(Math.abs(downtime.z(truth))).toBeLessThan(Z)
    const steady = year / 61
    expect(Math.sign(c.apart) * (truth / steady - 1)).toBeGreaterThan(Math.abs(c.apart))
    expect(Math.sign(c.apart) * downtime.z(steady)).toBeGreaterThan(Z)
  })

  it('fractions of a microsecond are carried from one stretch to the next, not lost', () => {
    const one = unit(constant(1000.3), constant(100.4), {
      horizon: 1_000_000,
      limits: { eventsPerTrial: 1e6, outagesKept: 1000 },
    })
    const [{ records }] = ofService(trialsOf(one, 1))
    expect(records.length).toBe(908)
    for (const [i, { start, length }] of records.entries()) {
      const exact = 1000.3 + i * 1100.7
      expect(Math.abs(start - exact)).toBeLessThan(0.501)
      if (i + 1 < records.length) expect(Math.abs(start + length - exact - 100.4)).toBeLessThan(0.501)
    }
  })

  it('a constant repair is as long as it is', () => {
    const one = unit(exponential(DAY), constant(HOUR), { horizon: 30 * DAY, seed: 'constant repair' })
    const ended = ofService(trialsOf(one, 20)).flatMap(t => t.records.filter(r => !r.censored))
    expect(ended.length).toBeGreaterThan(400)
    // Rounding is carried from one stretch to the next: an outage is never more than a microsecond off.
    expect(ended.every(r => Math.abs(r.length - HOUR) <= 1)).toBe(true)
  })
})
