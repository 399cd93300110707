import { describe, expect, it } from 'vitest'
import { emptyCache, lookUp } from '../../src/cluster/traffic/member-cache.js'
import { SeedTree } from '../../src/random/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { constant, link, nodes, nothing, scenario, service } from '../support/scenarios.js'
import { trialsOf } from '../support/trials.js'
import { scheduled } from '../support/worlds.js'

describe('what a member holds', () => {
  it('makes room by what was not asked for the longest', () => {
    const cache = emptyCache()
    const asked = ['a', 'b', 'c', 'a', 'd', 'b', 'a', 'd', 'd', 'c']
    expect(asked.map(key => lookUp(cache, key, 3))).toEqual([
      ...[false, false, false, true], // a b c, then a is the newest
      ...[false, false, true, true], // d takes the place of b, b that of c
      ...[true, false], // c takes the place of b
    ])
  })

  it('never takes a name of JavaScript for something that is there', () => {
    const cache = emptyCache()
    expect(['toString', '__proto__', 'constructor'].map(key => lookUp(cache, key, 9))).toEqual([false, false, false])
    expect(['toString', '__proto__', 'constructor'].map(key => lookUp(cache, key, 9))).toEqual([true, true, true])
  })

  it('goes on from JSON as if nothing had been', () => {
    const cache = emptyCache()
    const stream = new SeedTree('cache').stream('keys')
    for (let i = 0; i < 200; i++) lookUp(cache, `k${stream.below(12)}`, 5)
    const copy = JSON.parse(JSON.stringify(cache))
    for (let i = 0; i < 200; i++) {
      const key = `k${stream.below(12)}`
      expect(lookUp(copy, key, 5)).toBe(lookUp(cache, key, 5))
    }
  })

  // W. F. King III, Analysis of demand paging algorithms, IFIP Congress 1971: with independent references the stack of the
  // two used last is (i, j) with probability p_i p_j / (1 - p_i).
  it('hits as often as King’s formula for independent references says', () => {
    const shares = [0.5, 0.25, 0.15, 0.1]
    const expected = shares
      .flatMap((p, i) => shares.map((q, j) => (i === j ? 0 : (p * q * (p + q)) / (1 - p))))
      .reduce((a, b) => a + b)
    const stream = new SeedTree('king').stream('keys')
    const cache = emptyCache()
    const draws = 200_000
    let hits = 0
    for (let i = 0; i < draws; i++) {
      let left = stream.unit()
      const key = shares.findIndex(share => (left -= share) < 0)
      if (lookUp(cache, String(key), 2)) hits++
    }
    // Hits follow each other in a Markov chain; three times the deviation of independent ones bounds theirs amply.
    const deviation = Math.sqrt((expected * (1 - expected)) / draws)
    expect(Math.abs(hits / draws - expected)).toBeLessThan(3 * 3.29 * deviation)
  })
})

describe('a service whose members hold keys', () => {
  const MISS = 40 * MS
  const held = (more: Partial<Scenario>): Scenario =>
    scenario({
      horizon: 10 * SECOND,
      network: { classes: [link(nothing)], between: 0, clients: 0 },
      nodes: nodes(1),
      services: [
        service('s', [0], {
          balancer: { config: { policy: 'round-robin' }, monitor: null },
          cache: { entries: 3, miss: constant(MISS) },
        }),
      ],
      workloads: [
        {
          ...{ id: 'w', service: 0, rate: 1, serviceTime: constant(MS), timeout: SECOND, retries: 0 },
          arrivals: {
            kind: 'replay',
            times: [1, 2, 3, 4, 5, 6].map(second => second * SECOND),
            ...{ work: null, keys: ['a', 'b', 'a', 'b', 'a', 'c'], every: 0 },
          },
        },
      ],
      ...more,
    })

  it('does more for what it does not hold', () => {
    const [{ workloads, services }] = trialsOf(held({}), 1)
    expect(services[0].attempts?.members[0]).toMatchObject({ hits: 3, misses: 3 })
    // a, b and c are fetched once: three times 41 ms and three times 1 ms.
    expect(workloads[0].latency.sumLow).toBe(3 * (MISS + MS) + 3 * MS)
  })

  it('holds nothing after a crash', () => {
    const crash = scheduled('crash', [3.5 * SECOND], 100 * MS, { kind: 'crash', nodes: [0] })
    const [{ services }] = trialsOf(held({ faults: [crash] }), 1)
    expect(services[0].attempts?.members[0]).toMatchObject({ hits: 1, misses: 5 })
  })
})
