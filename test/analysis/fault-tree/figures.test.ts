import { describe, expect, it } from 'vitest'
import {
  compileDiagram,
  type FaultTree,
  type Gate,
  importance,
  minCutUpperBound,
  minimalCutSets,
  rareEvent,
  topProbability,
  uncertainty,
} from '../../../src/analysis/fault-tree/index.js'
import { AnalysisLimitError } from '../../../src/analysis/limit-error.js'
import { exp, normalQuantile } from '../../../src/numerics/index.js'
import { SeedTree } from '../../../src/random/index.js'

/** A tree from named probabilities and gates, the first gate being the top; a minus negates. */
function treeOf(
  events: Record<string, number>,
  gates: readonly (readonly [string, Gate['op'] | number, string])[],
): FaultTree {
  const names = [...Object.keys(events), ...gates.map(([name]) => name)]
  const literal = (word: string) =>
    word.startsWith('-') ? -(names.indexOf(word.slice(1)) + 1) : names.indexOf(word) + 1
  return {
    events: Object.entries(events).map(([id, probability]) => ({ id, label: id, probability })),
    gates: gates.map(([id, op, args]) => ({
      id,
      op: typeof op === 'number' ? 'atleast' : op,
      k: typeof op === 'number' ? op : 0,
      args: args.split(' ').map(literal),
    })),
    top: Object.keys(events).length + 1,
  }
}

const p = (tree: FaultTree) => tree.events.map(event => event.probability)

describe('published trees', () => {
  it('the pressure tank of the Fault Tree Handbook (NUREG-0492, 1981, chapter VIII): 3.4e-5', () => {
    const tree = treeOf({ T: 5e-6, K2: 3e-5, S: 1e-4, K1: 3e-5, R: 1e-4, S1: 3e-5 }, [
      ['E1', 'or', 'T E2'],
      ['E2', 'or', 'K2 E3'],
      ['E3', 'and', 'S E4'],
      ['E4', 'or', 'S1 E5'],
      ['E5', 'or', 'K1 R'],
    ])
    const diagram = compileDiagram(tree)
    const sets = minimalCutSets(diagram)
    expect(sets.countByOrder).toEqual([0n, 2n, 3n])
    // T + K2 + S (K1 + R + S1) = 3.5016e-5, which the handbook rounds down.
    expect(rareEvent(sets, p(tree))).toBeCloseTo(3.5016e-5, 15)
    expect(topProbability(diagram).toPrecision(2)).toBe('0.000035')
  })

  it('the bridge with five parts of 0.1: 2q^2 + 2q^3 - 5q^4 + 2q^5 (Barlow and Proschan 1975)', () => {
    const tree = treeOf({ a: 0.1, b: 0.1, c: 0.1, d: 0.1, e: 0.1 }, [
      ['top', 'or', 'ab cd aed bec'],
      ['ab', 'and', 'a b'],
      ['cd', 'and', 'c d'],
      ['aed', 'and', 'a e d'],
      ['bec', 'and', 'b e c'],
    ])
    expect(topProbability(compileDiagram(tree))).toBeCloseTo(0.02152, 16)
  })
})

describe('digits', () => {
  it('of what fails but for 1e-20 are kept through modules and negations', () => {
    const events = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`e${i}`, 0.01]))
    const tree = treeOf({ ...events, x: 0.5 }, [
      ['top', 'or', '-works x'],
      [
        'works',
        'or',
        Object.keys(events)
          .map(name => `-${name}`)
          .join(' '),
      ],
    ])
    // Everything that fails is worth 1e-20 beside x; alone it keeps its digits.
    const alone = { ...tree, top: -(tree.events.length + 2) }
    expect(topProbability(compileDiagram(alone)) / 1e-20).toBeCloseTo(1, 14)
    expect(topProbability(compileDiagram({ ...alone, top: -alone.top }))).toBe(1)
  })

  it('of risk reduction without bound are none: it is Infinity, not rounding', () => {
    const tree = treeOf({ a: 0.3, b: 0.1, c: 0.7, d: 0.2 }, [
      ['top', 'and', 'a g'],
      ['g', 'or', 'b c d'],
    ])
    const [a, b] = importance(compileDiagram(tree))
    expect(a.riskReduction).toBe(Number.POSITIVE_INFINITY)
    expect(b.riskReduction).toBeCloseTo((1 - 0.9 * 0.3 * 0.8) / (1 - 0.3 * 0.8), 14)
  })
})

describe('counts beyond what can be listed', () => {
  it('are exact: 2 of 3 in each of 40 rows make 3^40 cut sets', () => {
    const rows = Array.from({ length: 40 }, (_, i) => i)
    const events = Object.fromEntries(rows.flatMap(i => ['a', 'b', 'c'].map(x => [`${x}${i}`, 0.5])))
    const tree = treeOf(events, [
      ['top', 'and', rows.map(i => `g${i}`).join(' ')],
      ...rows.map(i => [`g${i}`, 2, `a${i} b${i} c${i}`] as const),
    ])
    const sets = minimalCutSets(compileDiagram(tree))
    expect(sets.count).toBe(3n ** 40n)
    expect(sets.countByOrder.at(-1)).toBe(3n ** 40n)
    // (3/4)^40 each.
    expect(rareEvent(sets, p(tree)) / 0.75 ** 40).toBeCloseTo(1, 12)
    const each = 2 ** -80
    expect(minCutUpperBound(sets, p(tree)) / -Math.expm1(3 ** 40 * Math.log1p(-each))).toBeCloseTo(1, 10)
  })

  it('and a limit that does not suffice is told as one', () => {
    // Each row of a 12 by 12 board and each column may bring the top about: hard in every order of variables.
    const n = 12
    const name = (i: number, j: number) => `x${i}-${j}`
    const range = Array.from({ length: n }, (_, i) => i)
    const tree = treeOf(Object.fromEntries(range.flatMap(i => range.map(j => [name(i, j), 0.1]))), [
      ['top', 'or', 'rows columns'],
      ['rows', 'and', range.map(i => `r${i}`).join(' ')],
      ['columns', 'and', range.map(i => `c${i}`).join(' ')],
      ...range.map(i => [`r${i}`, 'or', range.map(j => name(i, j)).join(' ')] as const),
      ...range.map(j => [`c${j}`, 'or', range.map(i => name(i, j)).join(' ')] as const),
    ])
    expect(() => compileDiagram(tree, { maxNodes: 5000 })).toThrow(AnalysisLimitError)
  })
})

describe('uncertainty', () => {
  it('of a product of lognormals is the lognormal that theory has', () => {
    const tree = treeOf({ a: 0.001, b: 0.001 }, [['top', 'and', 'a b']])
    const stream = new SeedTree('uncertainty').stream('test')
    const sigma = 0.5
    const median = 1e-3
    const trials = 20_000
    const found = uncertainty(
      compileDiagram(tree),
      into => {
        for (let i = 0; i < 2; i++) into[i] = median * exp(sigma * stream.normal())
        return 0
      },
      trials,
    )
    // The product has the median 1e-6 and sigma sqrt(1/2) of the logarithm.
    const both = Math.sqrt(2) * sigma
    const mean = 1e-6 * exp((both * both) / 2)
    // Five standard errors: a chance of one in 1.7 million.
    expect(Math.abs(found.mean - mean)).toBeLessThan(5 * found.standardError)
    const factor = exp(both * normalQuantile(0.95))
    expect(Math.abs(found.errorFactor! / factor - 1)).toBeLessThan(0.05)
    expect(found.quantiles.map(q => q.level)).toEqual([0.05, 0.25, 0.5, 0.75, 0.95])
    expect(Math.abs(found.quantiles[2].value / 1e-6 - 1)).toBeLessThan(0.05)
  })
})
