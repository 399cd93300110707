import { describe, expect, it } from 'vitest'
import { EMPTY, UNIT, ZbddManager } from '../../../src/analysis/diagrams/index.js'
import { AnalysisLimitError } from '../../../src/analysis/limit-error.js'
import { SeedTree } from '../../../src/random/index.js'
import { familyOf, minimalMasks, orderOf, randomMasks, withoutMasks } from './random-family.js'

const seeds = new SeedTree('families')

describe('families of sets', () => {
  it('follow, over a thousand random pairs, the algebra of sets of sets', () => {
    for (let round = 0; round < 1000; round++) {
      const stream = seeds.stream('algebra', `${round}`)
      const elements = 2 + stream.below(4)
      const zbdd = new ZbddManager({ elements })
      const [f, g] = [randomMasks(stream, elements), randomMasks(stream, elements)]
      const [fs, gs] = [familyOf(zbdd, f), familyOf(zbdd, g)]
      const products = new Set([...f].flatMap(s => [...g].map(t => s | t)))
      const same = (found: number, masks: Set<number>, what: string) =>
        expect(found, `${what}, round ${round}`).toBe(familyOf(zbdd, masks))
      same(zbdd.union(fs, gs), new Set([...f, ...g]), 'union')
      same(zbdd.difference(fs, gs), new Set([...f].filter(s => !g.has(s))), 'difference')
      same(zbdd.product(fs, gs), products, 'product')
      same(zbdd.without(fs, gs), withoutMasks(f, g), 'without')
      same(zbdd.minimize(fs), minimalMasks(f), 'minimize')
      const [fMin, gMin] = [zbdd.minimize(fs), zbdd.minimize(gs)]
      same(zbdd.minimalUnion(fMin, gMin), minimalMasks(new Set([...f, ...g])), 'minimal union')
      same(zbdd.minimalProduct(fMin, gMin), minimalMasks(products), 'minimal product')
      const order = stream.below(elements + 1)
      same(zbdd.truncate(fs, order), new Set([...f].filter(s => orderOf(s) <= order)), 'truncate')
    }
  })

  it('do so over many elements of which each set has few, where most of a diagram is skipped', () => {
    for (let round = 0; round < 300; round++) {
      const stream = seeds.stream('sparse', `${round}`)
      const zbdd = new ZbddManager({ elements: 30 })
      const sparse = () => new Set(Array.from({ length: 40 }, () => (1 << stream.below(30)) | (1 << stream.below(30))))
      const few = () => new Set(Array.from({ length: 5 }, () => (1 << stream.below(30)) | 1 | (1 << stream.below(30))))
      const [f, g] = [sparse(), round % 2 === 0 ? sparse() : few()]
      if (round % 3 === 0) f.add(0)
      const [fs, gs] = [familyOf(zbdd, f), familyOf(zbdd, g)]
      expect(zbdd.without(gs, fs)).toBe(familyOf(zbdd, withoutMasks(g, f)))
      expect(zbdd.without(fs, gs)).toBe(familyOf(zbdd, withoutMasks(f, g)))
      expect(zbdd.difference(gs, fs)).toBe(familyOf(zbdd, new Set([...g].filter(s => !f.has(s)))))
      expect(zbdd.minimize(zbdd.union(fs, gs))).toBe(familyOf(zbdd, minimalMasks(new Set([...f, ...g]))))
    }
  })

  it('know the empty family from the family of the empty set', () => {
    const zbdd = new ZbddManager({ elements: 2 })
    const a = zbdd.single(0)
    expect(zbdd.product(a, EMPTY)).toBe(EMPTY)
    expect(zbdd.product(a, UNIT)).toBe(a)
    expect(zbdd.union(a, EMPTY)).toBe(a)
    expect(zbdd.minimize(zbdd.union(a, UNIT))).toBe(UNIT)
    expect(() => zbdd.single(2)).toThrow(RangeError)
  })

  it('survive collections when protected, and are found again', () => {
    const stream = seeds.stream('gc')
    const zbdd = new ZbddManager({ elements: 8 })
    const masks = randomMasks(stream, 8)
    const kept = zbdd.protect(familyOf(zbdd, masks))
    for (let round = 0; round < 20; round++) familyOf(zbdd, randomMasks(stream, 8))
    expect(zbdd.gc()).toBeGreaterThan(0)
    expect(zbdd.nodes).toBe(zbdd.size(kept))
    expect(familyOf(zbdd, masks)).toBe(kept)
    zbdd.release(kept)
    zbdd.gc()
    expect(zbdd.nodes).toBe(2)
    expect(() => zbdd.release(kept)).toThrow(RangeError)
  })

  it('stop at their limit with an error that says so', () => {
    const zbdd = new ZbddManager({ elements: 16, maxNodes: 200 })
    const masks = new Set(Array.from({ length: 500 }, (_, i) => Math.imul(i + 1, 40503) & 0xffff))
    expect(() => familyOf(zbdd, masks)).toThrow(AnalysisLimitError)
    expect(zbdd.nodes).toBeLessThanOrEqual(200)
  })

  it('may be a hundred thousand elements deep', () => {
    const elements = 100_000
    const zbdd = new ZbddManager({ elements })
    let all = UNIT
    let singles = EMPTY
    for (let element = elements - 1; element >= 0; element--) {
      const single = zbdd.single(element)
      all = zbdd.product(single, all)
      singles = zbdd.union(single, singles)
    }
    expect(zbdd.size(all)).toBe(elements + 2)
    expect(zbdd.without(all, singles)).toBe(EMPTY)
    expect(zbdd.minimalUnion(all, singles)).toBe(singles)
    expect(zbdd.minimize(zbdd.union(all, singles))).toBe(singles)
    expect(zbdd.difference(zbdd.union(all, singles), singles)).toBe(all)
    expect(zbdd.truncate(zbdd.union(all, singles), 1)).toBe(singles)
  })
})
