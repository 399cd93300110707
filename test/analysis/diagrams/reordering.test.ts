import { describe, expect, it } from 'vitest'
import { BddManager, FALSE, minimalSolutions } from '../../../src/analysis/diagrams/index.js'
import { LevelSwap } from '../../../src/analysis/diagrams/level-swap.js'
import { countSets } from '../../../src/analysis/diagrams/set-counts.js'
import { SeedTree } from '../../../src/random/index.js'
import { randomFunction, tableOf } from './random-function.js'

const seeds = new SeedTree('reordering')

/** x1 y1 + x2 y2 + ..., the x before the y (Bryant 1986, section 3). */
function pairs(bdd: BddManager, count: number): number {
  let f: number = FALSE
  for (let pair = 0; pair < count; pair++) f = bdd.or(f, bdd.and(bdd.var(pair), bdd.var(pair + count)))
  return f
}

describe('a swap of neighbouring levels', () => {
  it('keeps every function and every edge, leaves no garbage, and keeps the table canonical', () => {
    for (let round = 0; round < 400; round++) {
      const stream = seeds.stream('swaps', `${round}`)
      const bdd = new BddManager({ variables: 2 + stream.below(6) })
      const functions = [0, 1, 2].map(() => randomFunction(bdd, stream, 1 + stream.below(20)))
      for (const { edge } of functions) bdd.protect(edge)
      bdd.gc()
      const swaps = new LevelSwap(bdd.store)
      for (let i = 0; i < 12; i++) {
        const level = stream.below(bdd.variables - 1)
        const [upper, lower] = bdd.order.slice(level)
        swaps.swap(level)
        expect(bdd.order.slice(level, level + 2)).toEqual([lower, upper])
        expect(bdd.nodes, `round ${round}`).toBe(bdd.size(...functions.map(one => one.edge)))
        expect(bdd.order.reduce((sum, v) => sum + swaps.count(v), 1)).toBe(bdd.nodes)
      }
      bdd.store.cache.clear()
      for (const { edge, table } of functions) expect(tableOf(bdd, edge), `round ${round}`).toEqual(table)
      // Made anew in a manager that has this order from the start, the functions take as many nodes.
      const fresh = new BddManager({ variables: bdd.variables, order: bdd.order })
      const again = functions.map(one => rebuilt(bdd, one.edge, fresh))
      expect(fresh.size(...again)).toBe(bdd.nodes)
      // And made anew in the same manager, they are found.
      for (const { edge } of functions) expect(rebuilt(bdd, edge, bdd)).toBe(edge)
    }
  })
})

/** The function of an edge, made by operations. */
function rebuilt(from: BddManager, edge: number, to: BddManager): number {
  if (edge <= FALSE) return edge
  const variable = from.store.variableOf(edge)
  const [high, low] = [from.store.highOf(edge), from.store.lowOf(edge)]
  return to.ite(to.var(variable), rebuilt(from, high, to), rebuilt(from, low, to))
}

describe('sifting', () => {
  it('keeps all functions, over hundreds of random ones', () => {
    for (let round = 0; round < 300; round++) {
      const stream = seeds.stream('sifting', `${round}`)
      const bdd = new BddManager({ variables: 8 })
      const functions = [0, 1].map(() => randomFunction(bdd, stream, 30))
      for (const { edge } of functions) bdd.protect(edge)
      const before = bdd.size(...functions.map(one => one.edge))
      bdd.reorder()
      expect(bdd.size(...functions.map(one => one.edge))).toBe(bdd.nodes)
      expect(bdd.nodes).toBeLessThanOrEqual(before)
      expect([...bdd.order].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      for (const { edge, table } of functions) expect(tableOf(bdd, edge), `round ${round}`).toEqual(table)
      const sum = bdd.xor(functions[0].edge, functions[1].edge)
      expect(tableOf(bdd, sum)).toEqual(functions[0].table.map((one, row) => one ^ functions[1].table[row]))
    }
  })

  it('finds for pairs that belong together the order in which 2^(n+1) nodes become 2 n', () => {
    const bdd = new BddManager({ variables: 24 })
    const f = bdd.protect(pairs(bdd, 12))
    expect(bdd.size(f)).toBe(2 ** 13 - 1)
    bdd.reorder()
    expect(bdd.size(f)).toBe(2 * 12 + 1)
    expect(countSets(minimalSolutions(bdd, f))).toBe(12n)
    const p = new Float64Array(24).fill(0.01)
    expect(bdd.probability(f, p) / (1 - (1 - 0.0001) ** 12)).toBeCloseTo(1, 12)
  })

  it('does not exceed the limit on nodes on its way', () => {
    for (let room = 0; room < 60; room++) {
      const roomy = new BddManager({ variables: 12 })
      const size = roomy.size(pairs(roomy, 6))
      const bdd = new BddManager({ variables: 12, maxNodes: 2 * size + room })
      const f = bdd.protect(pairs(bdd, 6))
      bdd.reorder({ maxGrowth: 10 })
      expect(bdd.nodes).toBeLessThanOrEqual(size)
      expect(tableOf(bdd, f)).toEqual(tableOf(roomy, pairs(roomy, 6)))
    }
  })

  it('stops when its steps are used up', () => {
    const bdd = new BddManager({ variables: 24 })
    const f = bdd.protect(pairs(bdd, 12))
    bdd.reorder({ maxSteps: 1 })
    expect(bdd.size(f)).toBeGreaterThan(1000)
    expect(bdd.order).not.toEqual(Array.from({ length: 24 }, (_, v) => v))
  })

  it('happens by itself when a function is built tidily', () => {
    const bdd = new BddManager({ variables: 40 })
    let f: number = bdd.protect(FALSE)
    for (let pair = 0; pair < 20; pair++) {
      const next = bdd.protect(bdd.or(f, bdd.and(bdd.var(pair), bdd.var(pair + 20))))
      bdd.release(f)
      f = next
      bdd.tidy({ reorder: {} })
    }
    // Without it, 2^21 nodes.
    expect(bdd.size(f)).toBeLessThan(5000)
    bdd.reorder()
    expect(bdd.size(f)).toBe(2 * 20 + 1)
  })
})

describe('garbage collection', () => {
  it('keeps what is protected and its edges, and nothing else', () => {
    for (let round = 0; round < 200; round++) {
      const stream = seeds.stream('garbage', `${round}`)
      const bdd = new BddManager({ variables: 7 })
      const functions = [0, 1, 2, 3].map(() => randomFunction(bdd, stream, 20))
      const [kept, lost] = [functions.slice(0, 2), functions.slice(2)]
      for (const { edge } of functions) bdd.protect(edge)
      for (const { edge } of lost) bdd.release(edge)
      bdd.gc()
      expect(bdd.nodes).toBe(bdd.size(...kept.map(one => one.edge)))
      for (const { edge, table } of kept) expect(tableOf(bdd, edge)).toEqual(table)
      const more = randomFunction(bdd, stream, 20)
      expect(tableOf(bdd, more.edge)).toEqual(more.table)
      for (const { edge, table } of kept) {
        expect(tableOf(bdd, edge)).toEqual(table)
        expect(rebuilt(bdd, edge, bdd)).toBe(edge)
      }
    }
  })

  it('counts protections, and refuses to release what has none', () => {
    const bdd = new BddManager({ variables: 2 })
    const f = bdd.and(bdd.var(0), bdd.var(1))
    bdd.protect(f)
    bdd.protect(bdd.not(f))
    bdd.release(f)
    bdd.gc()
    expect(bdd.nodes).toBe(3)
    bdd.release(f)
    expect(() => bdd.release(f)).toThrow(RangeError)
    bdd.gc()
    expect(bdd.nodes).toBe(1)
  })
})
