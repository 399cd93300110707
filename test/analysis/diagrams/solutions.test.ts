import { describe, expect, it } from 'vitest'
import {
  anySet,
  BddManager,
  conditionalProbabilities,
  countSets,
  countSetsByOrder,
  FALSE,
  LikelySets,
  type LinearFamily,
  minimalSolutions,
  primeImplicants,
  probabilityLeftOut,
  sumOfSets,
  TRUE,
  variableChances,
} from '../../../src/analysis/diagrams/index.js'
import { AnalysisLimitError } from '../../../src/analysis/limit-error.js'
import { SeedTree } from '../../../src/random/index.js'
import { minimalMasks, orderOf } from './random-family.js'
import { randomFunction, type TruthTable } from './random-function.js'

const seeds = new SeedTree('solutions')

/** All sets of a family, each as its literals by variable, and the sets in a fixed order. */
function setsOf(family: LinearFamily): string[] {
  const list = new LikelySets(family, new Float64Array(family.elements).fill(0.5))
  const sets: string[] = []
  for (let set = list.next(); set !== undefined; set = list.next()) sets.push(text(set.literals))
  return sets.sort(byCode)
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function text(literals: readonly number[]): string {
  return [...literals].sort((a, b) => Math.abs(a) - Math.abs(b)).join(' ')
}

function literalsOf(mask: number): number[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].filter(v => (mask >> (v - 1)) & 1)
}

function minimalRows(table: TruthTable): Set<number> {
  return minimalMasks(new Set([...table.keys()].filter(row => table[row] === 1)))
}

/** Cubes as pairs of masks, what must be true and what must be false: those that imply f, and no part of which does. */
function primeCubes(variables: number, table: TruthTable): string[] {
  const rows = [...table.keys()]
  const implies = (on: number, off: number) =>
    rows.every(row => (row & on) !== on || (row & off) !== 0 || table[row] === 1)
  const primes: string[] = []
  for (const on of rows) {
    for (const off of rows) {
      if ((on & off) !== 0 || !implies(on, off)) continue
      const bits = Array.from({ length: variables }, (_, i) => 1 << i)
      if (bits.some(bit => (on & bit && implies(on ^ bit, off)) || (off & bit && implies(on, off ^ bit)))) continue
      primes.push(text([...literalsOf(on), ...literalsOf(off).map(v => -v)]))
    }
  }
  return primes.sort(byCode)
}

describe('minimal solutions', () => {
  it('are the minimal rows of the truth table, of coherent functions and of others, in any order of variables', () => {
    for (let round = 0; round < 1500; round++) {
      const stream = seeds.stream('minimal', `${round}`)
      const variables = 1 + stream.below(7)
      const order = [...Array(variables).keys()].sort((a, b) => ((a * 5 + round) % 7) - ((b * 5 + round) % 7) || a - b)
      const bdd = new BddManager({ variables, order })
      const { edge, table } = randomFunction(bdd, stream, 1 + stream.below(20), round % 2 === 0)
      const rows = [...minimalRows(table)]
      const family = minimalSolutions(bdd, edge)
      expect(setsOf(family), `round ${round}`).toEqual(rows.map(row => text(literalsOf(row))).sort(byCode))
      expect(countSets(family)).toBe(BigInt(rows.length))
      const maxOrder = stream.below(variables + 1)
      const short = rows.filter(row => orderOf(row) <= maxOrder)
      const found = setsOf(minimalSolutions(bdd, edge, { maxOrder }))
      expect(found, `round ${round}, order ${maxOrder}`).toEqual(short.map(row => text(literalsOf(row))).sort(byCode))
    }
  })

  it('of constants are none, and the empty set', () => {
    const bdd = new BddManager({ variables: 2 })
    expect(setsOf(minimalSolutions(bdd, FALSE))).toEqual([])
    expect(setsOf(minimalSolutions(bdd, TRUE))).toEqual([''])
    expect(setsOf(primeImplicants(bdd, TRUE))).toEqual([''])
  })
})

describe('prime implicants', () => {
  it('are the cubes that imply the function and have no part that does', () => {
    for (let round = 0; round < 300; round++) {
      const stream = seeds.stream('primes', `${round}`)
      const variables = 1 + stream.below(5)
      const bdd = new BddManager({ variables })
      const { edge, table } = randomFunction(bdd, stream, 1 + stream.below(20))
      expect(setsOf(primeImplicants(bdd, edge)), `round ${round}`).toEqual(primeCubes(variables, table))
    }
  })

  it('of a coherent function are its minimal solutions', () => {
    for (let round = 0; round < 200; round++) {
      const stream = seeds.stream('coherent', `${round}`)
      const bdd = new BddManager({ variables: 10 })
      const { edge } = randomFunction(bdd, stream, 30, true)
      expect(setsOf(primeImplicants(bdd, edge))).toEqual(setsOf(minimalSolutions(bdd, edge)))
    }
  })

  it('of a parity are all its 2^(n-1) minterms', () => {
    const bdd = new BddManager({ variables: 60 })
    let parity: number = FALSE
    for (let variable = 0; variable < 60; variable++) parity = bdd.xor(parity, bdd.var(variable))
    const family = primeImplicants(bdd, parity)
    expect(countSets(family)).toBe(2n ** 59n)
    expect(countSetsByOrder(family)).toEqual([...Array(60).fill(0n), 2n ** 59n])
  })
})

describe('limits and depth', () => {
  it('stop sets of which there are too many to hold', () => {
    const bdd = new BddManager({ variables: 60 })
    const f = bdd.atLeast(
      Array.from({ length: 60 }, (_, v) => bdd.var(v)),
      30,
    )
    // 30 of 60 takes 30 x 31 nodes as sets, too.
    expect(minimalSolutions(bdd, f, { maxNodes: 1200 }).high.length).toBe(30 * 31 + 2)
    expect(() => minimalSolutions(bdd, f, { maxNodes: 900 })).toThrow(AnalysisLimitError)
    expect(() => primeImplicants(bdd, f, { maxNodes: 900 })).toThrow(AnalysisLimitError)
  })

  it('are no matter for a hundred thousand variables in series', { timeout: 60_000 }, () => {
    const variables = 100_000
    const bdd = new BddManager({ variables })
    let f: number = FALSE
    for (let v = variables - 1; v >= 0; v--) f = bdd.or(bdd.var(v), f)
    const p = Float64Array.from({ length: variables }, (_, v) => 1 / (v + 2))
    for (const family of [
      minimalSolutions(bdd, f),
      minimalSolutions(bdd, f, { maxOrder: 1 }),
      primeImplicants(bdd, f),
    ]) {
      expect(countSets(family)).toBe(100_000n)
      expect(countSetsByOrder(family)).toEqual([0n, 100_000n])
      const list = new LikelySets(family, p)
      expect([1, 2, 3].map(() => list.next()!.literals)).toEqual([[1], [2], [3]])
      expect(anySet(bdd, family)).toBe(f)
    }
    expect(bdd.isMonotone(f)).toBe(true)
    const { ifFalse } = conditionalProbabilities(bdd.linear(f), variableChances(p))
    // 1 - (1/2)(2/3)(3/4)... telescopes to 1 - 1/(n + 1); without variable v its factor (v + 1)/(v + 2) is missing.
    for (const v of [0, 1, 777, 99_999]) expect(1 - ifFalse[v]).toBeCloseTo((v + 2) / (v + 1) / (variables + 1), 12)
  })
})

describe('what sets leave out', () => {
  it('is nothing, of all prime implicants of any function and all minimal solutions of a monotone one', () => {
    for (let round = 0; round < 60; round++) {
      const stream = seeds.stream('cover', `${round}`)
      const bdd = new BddManager({ variables: 12 })
      const coherent = round % 2 === 0
      const { edge } = randomFunction(bdd, stream, 40, coherent)
      expect(anySet(bdd, primeImplicants(bdd, edge)), `round ${round}`).toBe(edge)
      if (coherent) expect(anySet(bdd, minimalSolutions(bdd, edge)), `round ${round}`).toBe(edge)
    }
  })

  it('of 2 of 4, cut below pairs, is everything; of a chain of two groups, the longer one alone', () => {
    const bdd = new BddManager({ variables: 4 })
    const p = [0.1, 0.1, 0.1, 0.1]
    const pairs = bdd.atLeast(
      [0, 1, 2, 3].map(v => bdd.var(v)),
      2,
    )
    expect(probabilityLeftOut(bdd, pairs, minimalSolutions(bdd, pairs, { maxOrder: 1 }), p)).toBeCloseTo(0.0523, 14)
    const groups = bdd.or(
      bdd.var(0),
      bdd.atLeast(
        [1, 2, 3].map(v => bdd.var(v)),
        3,
      ),
    )
    // All three fail and the single one does not.
    expect(probabilityLeftOut(bdd, groups, minimalSolutions(bdd, groups, { maxOrder: 2 }), p)).toBeCloseTo(0.0009, 16)
  })
})

describe('counts', () => {
  it('of k of n are binomial coefficients, exact far beyond what doubles hold', () => {
    const variables = 200
    const bdd = new BddManager({ variables })
    const f = bdd.atLeast(
      Array.from({ length: variables }, (_, v) => bdd.var(v)),
      90,
    )
    const family = minimalSolutions(bdd, f)
    const chosen = binomial(200n, 90n)
    expect(countSets(family)).toBe(chosen)
    expect(countSetsByOrder(family)).toEqual([...Array(90).fill(0n), chosen])
  })

  it('by order are those of brute force', () => {
    for (let round = 0; round < 300; round++) {
      const stream = seeds.stream('orders', `${round}`)
      const bdd = new BddManager({ variables: 8 })
      const { edge, table } = randomFunction(bdd, stream, 25, true)
      const expected: bigint[] = []
      for (const row of minimalRows(table)) {
        const order = orderOf(row)
        while (expected.length <= order) expected.push(0n)
        expected[order]++
      }
      expect(countSetsByOrder(minimalSolutions(bdd, edge)), `round ${round}`).toEqual(expected)
    }
  })

  it('by order of a series of parallel groups are the products of their sizes', () => {
    // 30 groups, of which group i has 1 + i % 3 members; a set is one group whole.
    const sizes = Array.from({ length: 30 }, (_, i) => 1 + (i % 3))
    const bdd = new BddManager({ variables: sizes.reduce((a, b) => a + b) })
    let next = 0
    const dual = sizes.reduce((f, size) => {
      let group: number = FALSE
      for (let i = 0; i < size; i++) group = bdd.or(group, bdd.var(next++))
      return bdd.and(f, group)
    }, TRUE as number)
    // The dual: one member of each group, 1^10 2^10 3^10 ways.
    expect(countSetsByOrder(minimalSolutions(bdd, dual))).toEqual([...Array(30).fill(0n), 6n ** 10n])
  })
})

describe('the most probable sets', () => {
  it('come in order, once each, with what is left out at every cut', () => {
    for (let round = 0; round < 300; round++) {
      const stream = seeds.stream('likely', `${round}`)
      const bdd = new BddManager({ variables: 8 })
      const { edge } = randomFunction(bdd, stream, 25, round % 3 !== 0)
      const family = round % 2 === 0 ? minimalSolutions(bdd, edge) : primeImplicants(bdd, edge)
      // Equal chances make many ties, which rounding would break the wrong way.
      const equal = stream.unit()
      const p = Float64Array.from({ length: 8 }, () => (round % 4 < 2 ? equal : stream.unit()))
      const list = new LikelySets(family, p)
      const seen = new Set<string>()
      const found: number[] = []
      const rests = [list.rest()]
      for (let set = list.next(); set !== undefined; set = list.next()) {
        seen.add(text(set.literals))
        const product = set.literals.reduce((so, l) => so * (l > 0 ? p[l - 1] : 1 - p[-l - 1]), 1)
        expect(set.probability / product).toBeCloseTo(1, 12)
        found.push(set.probability)
        rests.push(list.rest())
      }
      expect([...seen].sort(byCode)).toEqual(setsOf(family))
      expect(found).toEqual([...found].sort((a, b) => b - a))
      expect(rests[0]).toBeCloseTo(sumOfSets(family, p), 12)
      for (let cut = 0; cut < rests.length; cut++) {
        const after = found.slice(cut).reduce((sum, one) => sum + one, 0)
        expect(rests[cut]).toBeCloseTo(after, 12)
      }
    }
  })

  it('never rise, even by rounding, where many have the same product', () => {
    const bdd = new BddManager({ variables: 20 })
    const f = bdd.atLeast(
      Array.from({ length: 20 }, (_, v) => bdd.var(v)),
      6,
    )
    const list = new LikelySets(
      minimalSolutions(bdd, f),
      Float64Array.from({ length: 20 }, (_, v) => [0.1, 0.3, 0.7][v % 3]),
    )
    const found: number[] = []
    for (let set = list.next(); set !== undefined; set = list.next()) found.push(set.probability)
    // 20 over 6.
    expect(found.length).toBe(38760)
    expect(found.filter((one, i) => one > found[i - 1])).toEqual([])
  })

  it('are found at once among more than 10^58', () => {
    const variables = 200
    const bdd = new BddManager({ variables })
    const f = bdd.atLeast(
      Array.from({ length: variables }, (_, v) => bdd.var(v)),
      90,
    )
    const p = Float64Array.from({ length: variables }, (_, v) => 1 / (v + 2))
    const list = new LikelySets(minimalSolutions(bdd, f), p)
    const first = Array.from({ length: 90 }, (_, v) => v + 1)
    expect(list.next()!.literals).toEqual(first)
    expect(list.next()!.literals).toEqual([...first.slice(0, 89), 91])
    // 92 for 90 leaves 91/93 of the greatest, and 91 for 89 leaves 90/92.
    expect(list.next()!.literals).toEqual([...first.slice(0, 89), 92])
    expect(list.next()!.literals).toEqual([...first.slice(0, 88), 90, 91])
  })
})

function binomial(n: bigint, k: bigint): bigint {
  let product = 1n
  for (let i = 1n; i <= k; i++) product = (product * (n - k + i)) / i
  return product
}
