import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Backend, balancerFor } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'

const luck = new SeedTree('policies').stream('luck')
const idle = (...weights: number[]): Backend[] => weights.map(weight => ({ weight, eligible: true, inFlight: 0 }))
const without = (backends: readonly Backend[], ...away: number[]) =>
  backends.map((b, i) => ({ ...b, eligible: b.eligible && !away.includes(i) }))
const keys = Array.from({ length: 20_000 }, (_, i) => i)

describe('round robin', () => {
  const balancer = balancerFor({ policy: 'round-robin' })
  const letters = (backends: Backend[], picks: number) => {
    const state = balancer.init(backends.length)
    return Array.from({ length: picks }, () => 'abcdefgh'[balancer.pick(state, backends, 0, luck)]).join('')
  }

  it('goes around in order when weights are equal', () => {
    expect(letters(idle(1, 1, 1), 7)).toBe('abcabca')
  })

  it('interleaves 5, 1, 1 as the commit that brought it to nginx says', () => {
    expect(letters(idle(5, 1, 1), 14)).toBe('aabacaaaabacaa')
  })

  it('gives each exactly its weight in every round, and is back where it began', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }), weights => {
        const backends = idle(...weights)
        const state = balancer.init(weights.length)
        const counts = weights.map(() => 0)
        for (let i = weights.reduce((a, b) => a + b, 0); i > 0; i--) counts[balancer.pick(state, backends, 0, luck)]++
        expect(counts).toEqual(weights)
        expect(state).toEqual(balancer.init(weights.length))
      }),
      { seed: 42 },
    )
  })
})

describe('least connections', () => {
  const balancer = balancerFor({ policy: 'least-connections' })
  const loaded = fc.record({
    weight: fc.integer({ min: 1, max: 10 }),
    eligible: fc.boolean(),
    inFlight: fc.integer({ min: 0, max: 20 }),
  })

  it('never picks one that has more in flight for its weight than another eligible one', () => {
    fc.assert(
      fc.property(fc.array(loaded, { minLength: 1, maxLength: 10 }), backends => {
        const picked = balancer.pick(balancer.init(backends.length), backends, 0, luck)
        fc.pre(picked !== -1)
        const load = (b: Backend) => b.inFlight / b.weight
        for (const other of backends.filter(b => b.eligible)) {
          expect(load(backends[picked])).toBeLessThanOrEqual(load(other))
        }
      }),
      { seed: 43, numRuns: 1000 },
    )
  })

  it('lets the tied take turns', () => {
    const state = balancer.init(4)
    const backends = [0, 5, 0, 0].map(inFlight => ({ weight: 1, eligible: true, inFlight }))
    expect(Array.from({ length: 6 }, () => balancer.pick(state, backends, 0, luck))).toEqual([0, 2, 3, 0, 2, 3])
  })
})

describe('random', () => {
  const balancer = balancerFor({ policy: 'random' })

  it('spreads over the eligible only, by weight, one pick independent of the last', () => {
    const backends = without(idle(1, 5, 2, 1), 1)
    const counts = [0, 0, 0, 0]
    const pairs = Array.from({ length: 16 }, () => 0)
    let last = balancer.pick({}, backends, 0, luck)
    const n = 40_000
    for (let i = 0; i < n; i++) {
      const next = balancer.pick({}, backends, 0, luck)
      counts[next]++
      pairs[4 * last + next]++
      last = next
    }
    const share = [0.25, 0, 0.5, 0.25]
    expect(counts[1]).toBe(0)
    let chi2 = 0
    for (const i of [0, 2, 3]) {
      for (const j of [0, 2, 3]) {
        const expected = n * share[i] * share[j]
        chi2 += (pairs[4 * i + j] - expected) ** 2 / expected
      }
    }
    // Nine cells of overlapping pairs; the 99.9 % point of chi-square with 8 degrees of freedom bounds it.
    expect(chi2).toBeLessThan(26.124)
  })
})

describe('hash', () => {
  const balancer = balancerFor({ policy: 'hash' })
  const backends = idle(1, 1, 1, 1, 1, 2, 3)
  const owner = (key: number, of: readonly Backend[]) => balancer.pick({}, of, key, luck)

  it('sends a key where it sent it before, whatever happens to others', () => {
    for (const key of keys.slice(0, 2000)) {
      const home = owner(key, backends)
      for (let away = 0; away < 7; away++) {
        if (away !== home) expect(owner(key, without(backends, away))).toBe(home)
      }
    }
  })

  it('spreads the keys of a backend that leaves over the others by weight', () => {
    const orphans = keys.filter(key => owner(key, backends) === 6)
    const counts = [0, 0, 0, 0, 0, 0]
    for (const key of orphans) counts[owner(key, without(backends, 6))]++
    const chi2 = counts.reduce((sum, count, i) => {
      const expected = (orphans.length * backends[i].weight) / 7
      return sum + (count - expected) ** 2 / expected
    }, 0)
    // The 99.9 % point of chi-square with 5 degrees of freedom.
    expect(chi2).toBeLessThan(20.515)
  })

  it('is even over consecutive keys and over random ones', () => {
    const even = idle(1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
    for (const of of [keys, keys.map(() => luck.uint32())]) {
      const counts = even.map(() => 0)
      for (const key of of) counts[owner(key, even)]++
      // The 99.9 % point of chi-square with 9 degrees of freedom.
      expect(counts.reduce((sum, c) => sum + (c - 2000) ** 2 / 2000, 0)).toBeLessThan(27.877)
    }
  })

  it('needs neither state nor luck', () => {
    const before = luck.state()
    owner(1, backends)
    expect(luck.state()).toEqual(before)
  })
})
