import { describe, expect, it } from 'vitest'
import {
  compileDiagram,
  type FaultTree,
  fussellVesely,
  importance,
  minCutUpperBound,
  minimalCutSets,
  mostProbable,
  primeImplicants,
  rareEvent,
  topProbability,
} from '../../../src/analysis/fault-tree/index.js'
import { SeedTree } from '../../../src/random/index.js'
import { randomTree, type Shape, truthTable } from '../../support/random-trees.js'

const COHERENT: Shape = {
  events: 8,
  gates: 9,
  maxArgs: 4,
  negation: 0,
  leaf: 0.55,
  from: 0,
  to: 1,
  ops: ['and', 'or', 'atleast'],
}
const ANY: Shape = {
  ...COHERENT,
  events: 6,
  negation: 0.25,
  ops: ['and', 'or', 'atleast', 'xor', 'and', 'or', 'atleast', 'xor', 'and', 'or', 'true'],
}

const seeds = new SeedTree('fault trees by truth tables')
const trees = (shape: Shape, name: string, count: number): FaultTree[] =>
  Array.from({ length: count }, (_, i) =>
    randomTree(seeds.stream(name, String(i)), {
      ...shape,
      events: 1 + (i % shape.events),
      gates: 1 + (i % shape.gates),
    }),
  )
const coherent = trees(COHERENT, 'coherent', 1500)
const any = trees(ANY, 'any', 1500)
const all = [...coherent, ...any]

const probabilities = (tree: FaultTree) => tree.events.map(event => event.probability)

/** The probability of each set of events, in the order of the truth table. */
function weights(p: readonly number[]): Float64Array {
  const table = new Float64Array(1 << p.length)
  for (let row = 0; row < table.length; row++) {
    table[row] = p.reduce((product, x, i) => product * ((row >> i) & 1 ? x : 1 - x), 1)
  }
  return table
}

function exact(table: Uint8Array, p: readonly number[]): number {
  const weight = weights(p)
  return table.reduce((sum, value, row) => sum + value * weight[row], 0)
}

/** Rows that are true and have no true row inside them. */
function minimalRows(table: Uint8Array): number[] {
  const found: number[] = []
  const rows = Array.from(table.keys()).sort((a, b) => ones(a) - ones(b) || a - b)
  for (const row of rows) if (table[row] === 1 && !found.some(set => (set & row) === set)) found.push(row)
  return found
}

function ones(row: number): number {
  return row.toString(2).replaceAll('0', '').length
}

/** All products of literals that imply the table, less those inside which another lies. */
function primes(table: Uint8Array, events: number): string[] {
  const implicants: { care: number; value: number }[] = []
  for (let care = 0; care < 1 << events; care++) {
    for (let value = care; ; value = (value - 1) & care) {
      let holds = true
      for (let row = 0; row < table.length && holds; row++) holds = (row & care) !== value || table[row] === 1
      if (holds) implicants.push({ care, value })
      if (value === 0) break
    }
  }
  const prime = implicants.filter(
    ({ care, value }) =>
      !implicants.some(
        other => other.care !== care && (other.care & care) === other.care && (value & other.care) === other.value,
      ),
  )
  return prime.map(({ care, value }) => key(literals(care, value, events))).sort()
}

function literals(care: number, value: number, events: number): number[] {
  return Array.from({ length: events }, (_, i) => i)
    .filter(i => (care >> i) & 1)
    .map(i => ((value >> i) & 1 ? i + 1 : -(i + 1)))
}

const key = (set: readonly number[]) => set.join(' ')

describe('the random trees', () => {
  it('are not mostly constant, and are of both kinds', () => {
    const varied = (trees: readonly FaultTree[]) => trees.filter(tree => new Set(truthTable(tree)).size === 2).length
    expect(varied(coherent)).toBeGreaterThan(1200)
    expect(varied(any)).toBeGreaterThan(750)
    expect(any.filter(tree => !compileDiagram(tree).coherent).length).toBeGreaterThan(450)
  })
})

describe('on 3,000 random trees with shared events, negations and k of n, against the whole truth table', () => {
  it('the top has its probability', () => {
    for (const tree of all) {
      expect(topProbability(compileDiagram(tree))).toBeCloseTo(exact(truthTable(tree), probabilities(tree)), 13)
    }
  })

  it('with and without modules', () => {
    for (const tree of all) {
      const apart = topProbability(compileDiagram(tree))
      expect(topProbability(compileDiagram(tree, { modules: false }))).toBeCloseTo(apart, 14)
    }
  })

  it('minimal cut sets are the least sets of failures that suffice, with their counts by order', () => {
    for (const tree of all) {
      const rows = minimalRows(truthTable(tree))
      const sets = minimalCutSets(compileDiagram(tree))
      const wanted = rows.map(row => key(literals(row, row, tree.events.length))).sort()
      expect([...mostProbable(sets, probabilities(tree))].map(set => key(set.literals)).sort()).toEqual(wanted)
      expect(sets.count).toBe(BigInt(rows.length))
      sets.countByOrder.forEach((count, order) => {
        expect(count).toBe(BigInt(rows.filter(row => ones(row) === order).length))
      })
    }
  })

  it('cut to an order, they are those of at most that order', () => {
    for (const tree of coherent) {
      const rows = minimalRows(truthTable(tree)).filter(row => ones(row) <= 2)
      expect(minimalCutSets(compileDiagram(tree), { maxOrder: 2 }).count).toBe(BigInt(rows.length))
    }
  })

  it('prime implicants are the least products that imply the top', () => {
    for (const tree of any) {
      const found = primeImplicants(compileDiagram(tree))
      const sets = [...mostProbable(found, probabilities(tree))].map(set => key(set.literals)).sort()
      expect(sets).toEqual(primes(truthTable(tree), tree.events.length))
    }
  })

  it('sets come from the most probable down, and the approximations bound the truth of coherent trees from above', () => {
    for (const tree of coherent) {
      const p = probabilities(tree)
      const diagram = compileDiagram(tree)
      const sets = minimalCutSets(diagram)
      const listed = [...mostProbable(sets, p)].map(set => set.probability)
      expect(listed).toEqual([...listed].sort((a, b) => b - a))
      const rare = listed.reduce((sum, q) => sum + q, 0)
      const bound = 1 - listed.reduce((product, q) => product * (1 - q), 1)
      expect(rareEvent(sets, p)).toBeCloseTo(rare, 10)
      expect(minCutUpperBound(sets, p)).toBeCloseTo(bound, 12)
      const top = topProbability(diagram)
      expect(top).toBeLessThanOrEqual(bound + 1e-12)
      expect(bound).toBeLessThanOrEqual(rare + 1e-12)
    }
  })

  it('the measure of Fussell and Vesely is the share of the sets that hold an event', () => {
    for (const tree of coherent) {
      const p = probabilities(tree)
      const sets = minimalCutSets(compileDiagram(tree))
      const listed = [...mostProbable(sets, p)]
      const total = listed.reduce((sum, set) => sum + set.probability, 0)
      const found = fussellVesely(sets, p)
      tree.events.forEach((_, i) => {
        const held = listed.filter(set => set.literals.includes(i + 1)).reduce((sum, set) => sum + set.probability, 0)
        expect(found[i]).toBeCloseTo(total === 0 ? 0 : held / total, 12)
      })
    }
  })

  it('importance is what the top does when an event is made certain or impossible', () => {
    for (const tree of all) {
      const p = probabilities(tree)
      const table = truthTable(tree)
      const top = exact(table, p)
      importance(compileDiagram(tree)).forEach((found, i) => {
        const high = exact(table, p.with(i, 1))
        const low = exact(table, p.with(i, 0))
        expect(found.birnbaum).toBeCloseTo(high - low, 12)
        if (top < 1e-9) return
        expect(found.criticality).toBeCloseTo(((high - low) * p[i]) / top, 8)
        expect(found.diagnostic).toBeCloseTo((p[i] * high) / top, 8)
        expect(found.riskAchievement * top).toBeCloseTo(high, 12)
        if (low > 1e-9) expect(found.riskReduction / (top / low)).toBeCloseTo(1, 8)
        else if (low === 0) expect(found.riskReduction).toBe(Number.POSITIVE_INFINITY)
      })
    }
  })
})
