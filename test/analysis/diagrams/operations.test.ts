import { describe, expect, it } from 'vitest'
import { BddManager, FALSE, TRUE } from '../../../src/analysis/diagrams/index.js'
import { AnalysisLimitError } from '../../../src/analysis/limit-error.js'
import { SeedTree } from '../../../src/random/index.js'
import { randomFunction, tableOf } from './random-function.js'

const seeds = new SeedTree('diagrams')

describe('operations on diagrams', () => {
  it('give, over thousands of random circuits, what their truth tables say', () => {
    for (let round = 0; round < 3000; round++) {
      const stream = seeds.stream('operations', `${round}`)
      const bdd = new BddManager({ variables: 1 + stream.below(7) })
      const { edge, table } = randomFunction(bdd, stream, 1 + stream.below(25))
      expect(tableOf(bdd, edge), `round ${round}`).toEqual(table)
    }
  })

  it('give the same when next to nothing is remembered', () => {
    for (let round = 0; round < 300; round++) {
      const stream = seeds.stream('forgetful', `${round}`)
      const bdd = new BddManager({ variables: 7, cacheEntries: 1 << (round % 4) })
      const { edge, table } = randomFunction(bdd, stream, 20)
      expect(tableOf(bdd, edge), `round ${round}`).toEqual(table)
    }
  })

  it('take the order of variables they are given, and refuse one that is none', () => {
    const bdd = new BddManager({ variables: 3, order: [2, 0, 1] })
    const f = bdd.and(bdd.var(0), bdd.var(2))
    expect(bdd.store.variableOf(f)).toBe(2)
    expect(bdd.order).toEqual([2, 0, 1])
    for (const order of [
      [0, 1],
      [0, 1, 1],
      [0, 1, 3],
      [0, 1, 2, 0],
      [0, 1, -1],
    ]) {
      expect(() => new BddManager({ variables: 3, order }), `${order}`).toThrow(RangeError)
    }
    expect(() => bdd.var(3)).toThrow(RangeError)
  })

  it('give equal functions equal edges, however they were made, and unequal ones unequal edges', () => {
    const stream = seeds.stream('canonicity')
    const bdd = new BddManager({ variables: 3 })
    const minterm = (row: number) =>
      [0, 1, 2].reduce((f, i) => bdd.and(f, (row >> i) & 1 ? bdd.var(i) : bdd.not(bdd.var(i))), bdd.constant(true))
    const edges = Array.from({ length: 256 }, (_, table) =>
      [0, 1, 2, 3, 4, 5, 6, 7].reduce((f, row) => ((table >> row) & 1 ? bdd.or(f, minterm(row)) : f), FALSE as number),
    )
    expect(new Set(edges).size).toBe(256)
    for (let round = 0; round < 2000; round++) {
      const { edge, table } = randomFunction(bdd, stream, 1 + stream.below(12))
      expect(edge).toBe(edges[table.reduce((bits, value, row) => bits | (value << row), 0)])
    }
  })

  it('restrict as the truth table does, and know what a function depends on', () => {
    for (let round = 0; round < 500; round++) {
      const stream = seeds.stream('restrict', `${round}`)
      const bdd = new BddManager({ variables: 6 })
      const { edge, table } = randomFunction(bdd, stream, 15)
      const needed: number[] = []
      for (let variable = 0; variable < 6; variable++) {
        const bit = 1 << variable
        const [on, off] = [bdd.restrict(edge, variable, true), bdd.restrict(edge, variable, false)]
        expect(tableOf(bdd, on)).toEqual(table.map((_, row) => table[row | bit]))
        expect(tableOf(bdd, off)).toEqual(table.map((_, row) => table[row & ~bit]))
        if (table.some((_, row) => table[row | bit] !== table[row & ~bit])) needed.push(variable)
      }
      expect(bdd.support(edge)).toEqual(needed)
    }
  })

  it('count parity of n variables as n nodes and the constant, k of n as k (n - k + 1) and the constant', () => {
    const bdd = new BddManager({ variables: 40 })
    const all = Array.from({ length: 40 }, (_, variable) => bdd.var(variable))
    expect(bdd.size(all.reduce((f, g) => bdd.xor(f, g)))).toBe(40 + 1)
    for (const k of [1, 2, 7, 20, 40]) expect(bdd.size(bdd.atLeast(all, k)), `${k} of 40`).toBe(k * (40 - k + 1) + 1)
    expect(bdd.atLeast(all, 0)).toBe(TRUE)
    expect(bdd.atLeast(all, 41)).toBe(FALSE)
  })
})

describe('limits', () => {
  it('stop a diagram that would grow beyond them, and leave it as good as it was', () => {
    const pairs = 12
    const bdd = new BddManager({ variables: 2 * pairs, maxNodes: 1000 })
    const matched = (first: number) => bdd.and(bdd.var(first), bdd.var(first + pairs))
    let f: number = FALSE
    // Bryant's example (1986, section 3): x1 x13 + x2 x14 + ... takes 2^(n+1) nodes in this order.
    const build = () => {
      for (let pair = 0; pair < pairs; pair++) f = bdd.or(f, matched(pair))
    }
    expect(build).toThrow(AnalysisLimitError)
    expect(bdd.nodes).toBeLessThanOrEqual(1000)
    bdd.protect(f)
    bdd.gc()
    const small = bdd.and(bdd.var(0), bdd.var(1))
    expect(bdd.and(bdd.var(1), bdd.var(0))).toBe(small)
  })
})

describe('depth', () => {
  it('is no matter: a hundred thousand variables in one chain', { timeout: 60_000 }, () => {
    const variables = 100_000
    const bdd = new BddManager({ variables })
    let every: number = TRUE
    let some: number = FALSE
    for (let variable = variables - 1; variable >= 0; variable--) {
      every = bdd.and(bdd.var(variable), every)
      some = bdd.or(bdd.var(variable), some)
    }
    expect(bdd.size(every)).toBe(variables + 1)
    const apart = bdd.ite(bdd.var(variables - 1), every, some)
    expect(bdd.and(every, bdd.not(some))).toBe(FALSE)
    // Neither all nor none: with one variable true it is, with all true it is not.
    const mixed = bdd.xor(every, some)
    const values = new Uint8Array(variables)
    expect(bdd.evaluate(mixed, values)).toBe(false)
    values[variables >> 1] = 1
    expect(bdd.evaluate(mixed, values)).toBe(true)
    expect(bdd.evaluate(mixed, values.fill(1))).toBe(false)
    expect(bdd.restrict(every, variables - 1, false)).toBe(FALSE)
    expect(bdd.support(apart).length).toBe(variables)
    const p = new Float64Array(variables).fill(1e-9)
    expect(bdd.probability(some, p)).toBeCloseTo(9.99950006e-5, 12)
    expect(bdd.gc()).toBeGreaterThan(0)
  })
})
