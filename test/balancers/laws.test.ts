import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Backend, balancerFor, balancerPolicies } from '../../src/balancers/index.js'
import { SeedTree, Stream } from '../../src/random/index.js'

const backend = fc.record({
  weight: fc.integer({ min: 1, max: 256 }),
  eligible: fc.boolean(),
  inFlight: fc.integer({ min: 0, max: 1000 }),
})
/** What a balancer sees in the course of some picks: the same backends in changing states. */
const course = fc
  .integer({ min: 1, max: 12 })
  .chain(n => fc.array(fc.array(backend, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 40 }))

const stream = (name: string) => new SeedTree('balancers').stream(name)
const keyOf = (i: number) => Math.imul(i, 2654435761) >>> 0

describe.each(balancerPolicies)('a balancer by %s', policy => {
  const balancer = balancerFor({ policy })

  it('never picks an ineligible backend, and none only when none is eligible', () => {
    fc.assert(
      fc.property(course, states => {
        const state = balancer.init(states[0].length)
        const luck = stream('eligible')
        states.forEach((backends, i) => {
          const picked = balancer.pick(state, backends, keyOf(i), luck)
          if (backends.some(b => b.eligible)) expect(backends[picked]?.eligible).toBe(true)
          else expect(picked).toBe(-1)
        })
      }),
      { seed: 40, numRuns: 250 },
    )
  })

  it('goes on from a JSON copy of state and stream as from themselves, and changes nothing else', () => {
    fc.assert(
      fc.property(course, course, (before, after) => {
        fc.pre(before[0].length === after[0].length)
        const state = balancer.init(before[0].length)
        const luck = stream('copy')
        for (const [i, backends] of before.entries()) balancer.pick(state, backends, keyOf(i), luck)
        const copy = JSON.parse(JSON.stringify(state))
        const luckCopy = Stream.from(luck.state())
        after.forEach((backends, i) => {
          const frozen = Object.freeze(backends.map(b => Object.freeze({ ...b })))
          expect(balancer.pick(copy, frozen, keyOf(i), luckCopy)).toBe(balancer.pick(state, frozen, keyOf(i), luck))
        })
        expect(copy).toEqual(state)
      }),
      { seed: 41, numRuns: 100 },
    )
  })

  it('uses every eligible backend in the long run, and one that comes back too', () => {
    const backends = Array.from({ length: 7 }, () => ({ weight: 1, eligible: true, inFlight: 0 }))
    const state = balancer.init(7)
    const luck = stream('all')
    for (const away of [-1, 3, -1]) {
      const now = backends.map((b, i) => ({ ...b, eligible: i !== away }))
      const seen = new Set(Array.from({ length: 300 }, (_, i) => balancer.pick(state, now, keyOf(i), luck)))
      expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6].filter(i => i !== away))
    }
  })

  it('gives an idle cluster requests in proportion to weight', () => {
    const weights = [1, 2, 3, 4, 10]
    const backends: Backend[] = weights.map(weight => ({ weight, eligible: true, inFlight: 0 }))
    const state = balancer.init(5)
    const luck = stream('weights')
    const n = 20_000
    const counts = weights.map(() => 0)
    for (let i = 0; i < n; i++) counts[balancer.pick(state, backends, keyOf(i), luck)]++
    const chi2 = counts.reduce(
      (sum, count, i) => sum + (count - (n * weights[i]) / 20) ** 2 / ((n * weights[i]) / 20),
      0,
    )
    // The 99.9 % point of chi-square with 4 degrees of freedom.
    expect(chi2).toBeLessThan(18.467)
  })
})
