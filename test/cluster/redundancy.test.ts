import { describe, expect, it } from 'vitest'
import { erlang, type Law, lognormal } from '../../src/laws/index.js'
import type { Scenario, Service } from '../../src/scenario/index.js'
import { HOUR } from '../../src/units/index.js'
import { domain, exponential, mode, node, nodes, scenario, service } from '../support/scenarios.js'
import { meanOver, ofService, trialsOf, unavailability } from '../support/trials.js'

/** Two-sided critical value of a single z-test at level 1e-4. */
const Z = 3.891

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k)

/** P(fewer than k of n up), each down by itself with probability u. */
function binomialTail(k: number, n: number, u: number): number {
  let sum = 0
  for (let up = 0; up < k; up++) sum += choose(n, up) * (1 - u) ** up * u ** (n - up)
  return sum
}

/**
 * Outages an hour in steady state: a member fails (once in a mean cycle) while exactly k of n are up, itself among them.
 * No matter what the laws are (Barlow & Proschan 1975, section 7.2: the frequency of system failures).
 */
const outageRate = (k: number, n: number, u: number, cycle: number): number =>
  (n / cycle) * choose(n - 1, k - 1) * (1 - u) ** (k - 1) * u ** (n - k)

function kOfN(k: number, n: number, up: Law, down: Law, more: Partial<Scenario> = {}): Scenario {
  return scenario({
    start: 'steady',
    seed: `${k} of ${n}`,
    nodes: nodes(n, { failures: [mode(up, down)] }),
    services: [
      service(
        's',
        Array.from({ length: n }, (_, i) => i),
        { redundancy: { kind: 'k-of-n', needs: k } },
      ),
    ],
    ...more,
  })
}

describe('k of n with independent repair', () => {
  // Mean up and down times in hours; horizons long enough for 10,000 outages or more in all.
  const systems = [
    { k: 1, n: 2, up: 10, down: 1, horizon: 16_000, upLaw: exponential, downLaw: exponential },
    { k: 2, n: 3, up: 20, down: 1, horizon: 16_000, upLaw: exponential, downLaw: erlangOf2 },
    { k: 4, n: 6, up: 20, down: 2, horizon: 10_000, upLaw: lognormalOf, downLaw: exponential },
    { k: 5, n: 10, up: 6, down: 2, horizon: 3500, upLaw: erlangOf2, downLaw: lognormalOf },
  ]
  const trials = 60
  const studies = systems.map(s => {
    const system = kOfN(s.k, s.n, s.upLaw(s.up * HOUR), s.downLaw(s.down * HOUR), { horizon: s.horizon * HOUR })
    const u = s.down / (s.up + s.down)
    return { name: `${s.k} of ${s.n}`, ...s, u, summaries: ofService(trialsOf(system, trials)) }
  })

  it.each(studies)('$name is down with the binomial probability', ({ k, n, u, summaries }) => {
    const estimate = unavailability(summaries)
    expect(Math.abs(estimate.z(binomialTail(k, n, u)))).toBeLessThan(Z)
    expect(estimate.relativeHalfWidth).toBeLessThan(0.03)
  })

  it.each(studies)('$name fails as often as its members at the brink do', s => {
    // An outage that was there at the start began earlier.
    const starts = meanOver(s.summaries.map(t => t.outages - (t.downAtStart ? 1 : 0)))
    expect(Math.abs(starts.z(s.horizon * outageRate(s.k, s.n, s.u, s.up + s.down)))).toBeLessThan(Z)
    expect(starts.error / starts.mean).toBeLessThan(0.03)
  })

  it('of 1 of 2 with exponential repairs, an outage lasts half a repair, exponentially', () => {
    const lengths = studies[0].summaries.flatMap(t => t.records.filter(r => !r.censored).map(r => r.length / HOUR))
    const outage = meanOver(lengths)
    expect(Math.abs(outage.z(0.5))).toBeLessThan(Z)
    expect(lengths.filter(l => l > 1).length / lengths.length).toBeCloseTo(Math.exp(-2), 1)
  })

  it('of 1 of 2 new at the start, the first outage comes after (3λ + μ) / 2λ²', () => {
    const [lambda, mu] = [1 / 10, 1]
    const system = kOfN(1, 2, exponential(10 * HOUR), exponential(HOUR), { start: 'new', horizon: 1000 * HOUR })
    const first = ofService(trialsOf(system, 800)).map(t => t.records[0].start / HOUR)
    expect(Math.abs(meanOver(first).z((3 * lambda + mu) / (2 * lambda ** 2)))).toBeLessThan(Z)
  })
})

describe('parts inside parts', () => {
  const unit = (up: number, down: number, more = {}) => mode(exponential(up * HOUR), exponential(down * HOUR), more)
  const power = (up: number, down: number) =>
    unit(up, down, { name: 'power', effect: 'power', aging: 'always' } as const)
  const always = { aging: 'always' } as const

  it('two zones of two nodes: conditioned on the zones', () => {
    const system = scenario({
      start: 'steady',
      seed: 'zones',
      horizon: 4000 * HOUR,
      domains: ['a', 'b'].map(id => domain(id, { failures: [power(50, 2)] })),
      nodes: [0, 0, 1, 1].map((d, i) => node(`n-${i}`, { domain: d, failures: [unit(20, 2, always)] })),
      services: [1, 2, 3].map(k => service(`${k} of 4`, [0, 1, 2, 3], { redundancy: { kind: 'k-of-n', needs: k } })),
    })
    const trials = trialsOf(system, 60)
    const [zone, u] = [2 / 52, 2 / 22]
    for (const k of [1, 2, 3]) {
      const oneZone = k > 2 ? 1 : binomialTail(k, 2, u)
      const truth = (1 - zone) ** 2 * binomialTail(k, 4, u) + 2 * zone * (1 - zone) * oneZone + zone ** 2
      expect(Math.abs(unavailability(ofService(trials, k - 1)).z(truth))).toBeLessThan(Z)
    }
  })

  it('a node that ages only under power: the chain of four states', () => {
    // States: zone up or down, node sound or broken; a sound node breaks only under power. From the balance equations:
    // P(up, sound) λ = μ P(broken), and P(down, broken) = P(up, broken) a / (b + μ).
    const [a, b, lambda, mu] = [1 / 10, 1 / 5, 1 / 10, 1 / 2]
    const broken = mu * (1 + a / (b + mu))
    const truth = 1 - ((b / (a + b)) * broken) / (lambda + broken)
    const system = scenario({
      start: 'steady',
      seed: 'aging',
      horizon: 20_000 * HOUR,
      domains: [domain('a', { failures: [power(1 / a, 1 / b)] })],
      nodes: [node('n', { domain: 0, failures: [unit(1 / lambda, 1 / mu)] })],
      services: [service('s', [0])],
    })
    const estimate = unavailability(ofService(trialsOf(system, 40)))
    expect(Math.abs(estimate.z(truth))).toBeLessThan(Z)
    // If it aged without power too, the two would be independent, and it would be down more.
    expect(estimate.z(1 - (b / (a + b)) * (mu / (lambda + mu)))).toBeLessThan(-Z)
  })

  it('what a service depends on stands in series with it, shared parts counted once', () => {
    const hard = (service: number): Partial<Service> => ({ dependsOn: [{ service, kind: 'hard' }] })
    const system = scenario({
      start: 'steady',
      seed: 'series',
      horizon: 4000 * HOUR,
      domains: [domain('a', { failures: [power(60, 3)] })],
      nodes: [
        node('front', { failures: [unit(20, 1)] }),
        node('back', { failures: [unit(30, 2)] }),
        ...['x', 'y'].map(id => node(id, { domain: 0, failures: [unit(20, 1, always)] })),
      ],
      services: [
        service('back', [1]),
        service('apart', [0], hard(0)),
        service('same node', [1], hard(0)),
        service('y', [3]),
        service('same zone', [2], hard(3)),
        service('degraded', [0], { dependsOn: [{ service: 0, kind: 'soft' }] }),
      ],
    })
    const trials = trialsOf(system, 40)
    const up = { front: 20 / 21, back: 30 / 32, zone: 60 / 63, inZone: 20 / 21 }
    const z = (s: number, truth: number) => Math.abs(unavailability(ofService(trials, s)).z(truth))
    expect(z(1, 1 - up.front * up.back)).toBeLessThan(Z)
    expect(z(4, 1 - up.zone * up.inZone ** 2)).toBeLessThan(Z)
    expect(z(5, 1 - up.front)).toBeLessThan(Z)
    expect(ofService(trials, 2).map(t => t.downtime)).toEqual(ofService(trials, 0).map(t => t.downtime))
    const degraded = meanOver(ofService(trials, 5).map(t => t.degraded / t.measured))
    expect(Math.abs(degraded.z(up.front * (1 - up.back)))).toBeLessThan(Z)
  })
})

function erlangOf2(mean: number): Law {
  return erlang({ stages: 2, mean })
}

function lognormalOf(mean: number): Law {
  return lognormal({ mu: Math.log(mean) - 0.125, sigma: 0.5 })
}
