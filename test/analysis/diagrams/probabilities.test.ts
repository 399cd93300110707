import { describe, expect, it } from 'vitest'
import {
  BddManager,
  conditionalProbabilities,
  edgeProbabilities,
  FALSE,
  TRUE,
  variableChances,
} from '../../../src/analysis/diagrams/index.js'
import { SeedTree } from '../../../src/random/index.js'
import { randomFunction, type TruthTable } from './random-function.js'

const seeds = new SeedTree('probabilities')

/** The sum over all rows in which the function is true. */
function byRows(table: TruthTable, p: ArrayLike<number>): number {
  return table.reduce((sum, value, row) => (value === 1 ? sum + rowProbability(row, p) : sum), 0)
}

function rowProbability(row: number, p: ArrayLike<number>): number {
  let product = 1
  for (let v = 0; v < p.length; v++) product *= (row >> v) & 1 ? p[v] : 1 - p[v]
  return product
}

function setTo(p: Float64Array, variable: number, value: number): Float64Array {
  return p.map((one, v) => (v === variable ? value : one))
}

describe('the probability of a function', () => {
  it('is the sum over the rows of its truth table, and so it is given each variable, and its derivative', () => {
    for (let round = 0; round < 1000; round++) {
      const stream = seeds.stream('rows', `${round}`)
      const variables = 1 + stream.below(7)
      const bdd = new BddManager({ variables })
      const { edge, table } = randomFunction(bdd, stream, 1 + stream.below(25))
      const p = Float64Array.from({ length: variables }, () =>
        stream.below(8) === 0 ? stream.below(2) : stream.unit(),
      )
      expect(bdd.probability(edge, p), `round ${round}`).toBeCloseTo(byRows(table, p), 13)
      const found = conditionalProbabilities(bdd.linear(edge), variableChances(p))
      for (let v = 0; v < variables; v++) {
        const [ifTrue, ifFalse] = [byRows(table, setTo(p, v, 1)), byRows(table, setTo(p, v, 0))]
        expect(found.ifTrue[v], `round ${round}`).toBeCloseTo(ifTrue, 13)
        expect(found.ifFalse[v], `round ${round}`).toBeCloseTo(ifFalse, 13)
        expect(found.notIfTrue[v], `round ${round}`).toBeCloseTo(1 - ifTrue, 13)
        expect(found.notIfFalse[v], `round ${round}`).toBeCloseTo(1 - ifFalse, 13)
        expect(found.derivative[v], `round ${round}`).toBeCloseTo(ifTrue - ifFalse, 13)
      }
    }
  })

  it('is 0 exactly where it is 0 in truth, for what it is given, too', () => {
    for (let round = 0; round < 500; round++) {
      const stream = seeds.stream('zero', `${round}`)
      const bdd = new BddManager({ variables: 7 })
      const { edge, table } = randomFunction(bdd, stream, 20, true)
      const p = Float64Array.from({ length: 7 }, () => stream.unit())
      const { ifTrue, ifFalse } = conditionalProbabilities(bdd.linear(edge), variableChances(p))
      for (let v = 0; v < 7; v++) {
        const never = (value: number) => table.every((one, row) => one === 0 || ((row >> v) & 1) !== value)
        expect(ifTrue[v] === 0, `round ${round}`).toBe(never(1))
        expect(ifFalse[v] === 0, `round ${round}`).toBe(never(0))
      }
    }
  })

  it('keeps its digits where 1 - (1 - p) would lose them all', () => {
    // 2 of 3 that fail with 1e-12: 3 p^2 - 2 p^3.
    const bdd = new BddManager({ variables: 3 })
    const f = bdd.atLeast(
      [0, 1, 2].map(v => bdd.var(v)),
      2,
    )
    const p = new Float64Array(3).fill(1e-12)
    const exact = 3e-24 - 2e-36
    expect(bdd.probability(f, p) / exact).toBeCloseTo(1, 15)
    // The same as the negation of "2 of 3 work", whose edge is complemented.
    const works = bdd.not(
      bdd.atLeast(
        [0, 1, 2].map(v => bdd.not(bdd.var(v))),
        2,
      ),
    )
    expect(works).toBe(f)
    const good = new Float64Array(3).fill(1 - 2 ** -40)
    const atLeastTwoGood = bdd.not(f)
    const q = 2 ** -40
    expect(bdd.probability(bdd.not(atLeastTwoGood), good)).toBeCloseTo(1, 15)
    expect(bdd.probability(atLeastTwoGood, good) / (3 * q * q - 2 * q * q * q)).toBeCloseTo(1, 15)
    const { derivative } = conditionalProbabilities(bdd.linear(f), variableChances(p))
    // 2 p (1 - p) for each.
    for (const one of derivative) expect(one / (2e-12 * (1 - 1e-12))).toBeCloseTo(1, 14)
  })

  it('of several functions comes in one pass', () => {
    const bdd = new BddManager({ variables: 2 })
    const [a, b] = [bdd.var(0), bdd.var(1)]
    const diagram = bdd.linear(bdd.and(a, b), bdd.or(a, b), bdd.not(a), TRUE, FALSE)
    const values = edgeProbabilities(diagram, variableChances([0.5, 0.25]))
    expect(diagram.roots.map(root => values[root])).toEqual([0.125, 0.625, 0.5, 1, 0])
    expect(conditionalProbabilities(bdd.linear(TRUE), variableChances([0.5, 0.25])).ifFalse).toEqual(
      Float64Array.of(1, 1),
    )
  })
})

describe('monotone functions', () => {
  it('are those whose truth tables are', () => {
    let monotone = 0
    for (let round = 0; round < 1000; round++) {
      const stream = seeds.stream('monotone', `${round}`)
      const bdd = new BddManager({ variables: 4 })
      const { edge, table } = randomFunction(bdd, stream, 1 + stream.below(8), round % 4 === 0)
      const truth = table.every((value, row) => [1, 2, 4, 8].every(bit => value <= table[row | bit]))
      expect(bdd.isMonotone(edge), `round ${round}`).toBe(truth)
      if (truth) monotone++
    }
    expect(monotone).toBeGreaterThan(250)
    expect(monotone).toBeLessThan(900)
  })
})
