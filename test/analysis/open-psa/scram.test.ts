import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  compileDiagram,
  type FaultTree,
  importance,
  minimalCutSets,
  primeImplicants,
  topProbability,
} from '../../../src/analysis/fault-tree/index.js'
import { readOpenPsa, treeOf } from '../../../src/analysis/open-psa/index.js'
import { makeSource } from '../../../src/diagnostics/index.js'
import { generatedTree, type TreeShape, toOpenPsa } from '../../support/generated-trees.js'
import { MODELS } from '../../support/open-psa-models.js'
import { askScram, type ScramAnswer } from '../../support/scram.js'

/**
 * What SCRAM 0.16.2 answers, an independent program in C++. Recorded again, where the Debian package `scram` is installed,
 * by `UPDATE=1 npx vitest run test/analysis/open-psa`.
 */
const FILE = new URL('./scram.json', import.meta.url)
const recording: Record<string, ScramAnswer> =
  process.env['UPDATE'] === '1' ? {} : JSON.parse(readFileSync(FILE, 'utf8'))

function scramAnswers(name: string, model: string, options: readonly string[]): ScramAnswer {
  if (process.env['UPDATE'] === '1') {
    recording[name] = askScram(model, options)
    writeFileSync(FILE, `${JSON.stringify(recording, null, 1)}\n`)
  }
  return recording[name]
}

async function treeIn(model: string): Promise<FaultTree> {
  const { model: read, problems } = await readOpenPsa([makeSource('model.xml', model)])
  expect(problems).toEqual([])
  return treeOf(read!, read!.faultTrees[0].tops[0]).tree
}

/** Six digits are printed. `noise` is what SCRAM's differences of numbers of a size leave behind. */
function expectDigits(found: number, wanted: number, noise = 0) {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(6e-6 * Math.abs(wanted) + noise)
}

/**
 * SCRAM takes MIF as a difference of probabilities, and RRW as a quotient by another, which keeps rounding where the truth
 * is 0; 0 stands for a quotient by 0.
 */
function expectImportance(tree: FaultTree, { probability, importance: wanted }: ScramAnswer) {
  const found = importance(compileDiagram(tree))
  tree.events.forEach(({ id, probability: p }, i) => {
    if (wanted[id] === undefined || probability === 0) return
    const [mif, cif, dif, raw, rrw] = wanted[id]
    const noise = 1e-14 * Math.max(1, raw)
    expectDigits(found[i].birnbaum, mif, noise * probability)
    expectDigits(found[i].criticality, cif, noise * p)
    expectDigits(found[i].diagnostic, dif, noise * p)
    expectDigits(found[i].riskAchievement, raw, noise)
    if (found[i].riskReduction < 1e9) expectDigits(found[i].riskReduction, rrw)
    else expect(rrw === 0 || Math.abs(rrw) > 1e9).toBe(true)
  })
}

const shape = (events: number, gates: number, shared: number, more: Partial<TreeShape> = {}): TreeShape => ({
  name: `${events} events, ${gates} gates, ${shared} shared ${JSON.stringify(more)}`,
  events,
  gates,
  sharedEvents: shared,
  sharedGates: Math.floor(shared / 2),
  window: 8,
  atleast: 0.2,
  ...more,
})

describe('SCRAM and we read the same into', () => {
  it.each(Object.entries(MODELS))('%s', async (name, model) => {
    const wanted = scramAnswers(name, model, ['--bdd', '--ccf', '1'])
    const tree = await treeIn(model)
    expectDigits(topProbability(compileDiagram(tree)), wanted.probability)
    expectImportance(tree, wanted)
  })
})

describe('SCRAM and we find the same in coherent trees of', () => {
  const shapes = [12, 20, 30, 40, 50, 60, 80].flatMap(n =>
    [0.3, 0.6, 0.9].map(share => shape(n, Math.floor(n * 0.75), Math.floor(n * share))),
  )
  it.each(shapes)('$name', async shape => {
    const model = toOpenPsa(generatedTree(shape))
    const wanted = scramAnswers(shape.name, model, ['--bdd'])
    const tree = await treeIn(model)
    const diagram = compileDiagram(tree)
    expectDigits(topProbability(diagram), wanted.probability)
    // SCRAM leaves out products of more than 20 events.
    const sets = minimalCutSets(diagram, { maxOrder: 20 })
    expect(sets.count).toBe(BigInt(wanted.products))
    expect(sets.countByOrder.slice(1).map(Number)).toEqual(wanted.distribution)
    expectImportance(tree, wanted)
  })
})

describe('SCRAM and we find the same prime implicants in trees that are not coherent, of', () => {
  const shapes = [12, 16, 20, 24, 28].flatMap(n =>
    [0.2, 0.4].map(share => shape(n, Math.floor(n * 0.75), Math.floor(n * share), { negation: 0.2, xor: 0.3 })),
  )
  it.each(shapes)('$name', async shape => {
    const model = toOpenPsa(generatedTree(shape))
    const wanted = scramAnswers(shape.name, model, ['--bdd', '--prime-implicants'])
    const tree = await treeIn(model)
    const diagram = compileDiagram(tree)
    expectDigits(topProbability(diagram), wanted.probability)
    const sets = primeImplicants(diagram, { maxOrder: 20 })
    // The empty product, of a top that always holds, is printed as one of order 1.
    const always = sets.countByOrder[0] === 1n
    expect(always ? [1] : sets.countByOrder.slice(1).map(Number)).toEqual(wanted.distribution)
  })
})
