import { describe, expect, it } from 'vitest'
import { compileDiagram, uncertainty } from '../../../src/analysis/fault-tree/index.js'
import { readOpenPsa, sampler, treeOf } from '../../../src/analysis/open-psa/index.js'
import { makeSource } from '../../../src/diagnostics/index.js'
import { log, normalQuantile } from '../../../src/numerics/index.js'
import { SeedTree } from '../../../src/random/index.js'

const float = (value: number) => `<float value="${value}"/>`
const deviate = (law: string, ...args: number[]) => `<${law}-deviate>${args.map(float).join('')}</${law}-deviate>`

async function load(events: Record<string, string>, parameters: Record<string, string> = {}) {
  const define =
    (kind: string) =>
    ([name, expression]: [string, string]) =>
      `<define-${kind} name="${name}">${expression}</define-${kind}>`
  const text =
    `<opsa-mef><define-fault-tree name="T"><define-gate name="top"><and>${Object.keys(events)
      .map(name => `<event name="${name}"/>`)
      .join('')}</and></define-gate>` +
    `${Object.entries(events).map(define('basic-event')).join('')}${Object.entries(parameters).map(define('parameter')).join('')}</define-fault-tree></opsa-mef>`
  const { model, problems } = await readOpenPsa([makeSource('m.xml', text)])
  expect(problems).toEqual([])
  return { model: model!, cut: treeOf(model!, 'top') }
}

async function draws(expression: string, count: number): Promise<Float64Array> {
  const { model, cut } = await load({ x: expression })
  const source = sampler(model, cut, new SeedTree('draws of deviates'))
  const into = new Float64Array(1)
  return Float64Array.from({ length: count }, () => {
    source.draw(into)
    return into[0]
  })
}

const COUNT = 20_000
const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length

describe('draws of deviates', () => {
  // By name: mean and variance of each law. Five standard errors are one in 1.7 million.
  it.each([
    ['uniform', deviate('uniform', 0.1, 0.3), 0.2, 0.04 / 12],
    ['normal', deviate('normal', 0.5, 0.05), 0.5, 0.0025],
    [
      'lognormal',
      deviate('lognormal', 0.01, 3, 0.95),
      0.01,
      1e-4 * (Math.exp((Math.log(3) / 1.6448536269514722) ** 2) - 1),
    ],
    ['gamma', deviate('gamma', 2, 0.02), 0.04, 2 * 0.0004],
    ['beta', deviate('beta', 2, 8), 0.2, 16 / (100 * 11)],
    [
      'histogram',
      `<histogram>${float(0)}<bin>${float(0.1)}${float(3)}</bin><bin>${float(0.3)}${float(1)}</bin></histogram>`,
      0.75 * 0.05 + 0.25 * 0.2,
      0.75 * (0.01 / 3) + 0.25 * (0.04 + 0.04 / 12) - (0.75 * 0.05 + 0.25 * 0.2) ** 2,
    ],
  ])('%s have its mean', async (_, expression, wanted, variance) => {
    const found = mean(await draws(expression, COUNT))
    expect(Math.abs(found - wanted)).toBeLessThan(5 * Math.sqrt(variance / COUNT))
  })

  it('of a lognormal lie below mean-to-error-factor bounds as often as its level says', async () => {
    const values = await draws(deviate('lognormal', 0.01, 3, 0.95), COUNT)
    const sigma = log(3) / normalQuantile(0.95)
    const upper = 0.01 * Math.exp((-sigma * sigma) / 2) * 3
    const below = values.filter(x => x <= upper).length / COUNT
    expect(Math.abs(below - 0.95)).toBeLessThan(5 * Math.sqrt((0.95 * 0.05) / COUNT))
  })
})

describe('streams of deviates', () => {
  it('belong to the definition: another event leaves the luck of the first alone', async () => {
    const x = deviate('uniform', 0, 1)
    const one = await load({ x })
    const two = await load({ a: deviate('normal', 0.5, 0.1), x })
    const seeds = new SeedTree('luck')
    const [first, second] = [sampler(one.model, one.cut, seeds), sampler(two.model, two.cut, seeds)]
    const [alone, beside] = [new Float64Array(1), new Float64Array(2)]
    for (let trial = 0; trial < 10; trial++) {
      first.draw(alone)
      second.draw(beside)
      expect(beside[1]).toBe(alone[0])
    }
  })

  it('of a parameter are shared by the events that use it', async () => {
    const { model, cut } = await load(
      { a: '<parameter name="p"/>', b: '<parameter name="p"/>' },
      { p: deviate('uniform', 0, 1) },
    )
    const source = sampler(model, cut, new SeedTree('shared'))
    const into = new Float64Array(2)
    const { mean: squares } = uncertainty(compileDiagram(cut.tree), source.draw.bind(source), COUNT)
    source.draw(into)
    expect(into[0]).toBe(into[1])
    // E(p^2) = 1/3 where two independent draws would have 1/4; its variance is 1/5 - 1/9.
    expect(Math.abs(squares - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / COUNT))
  })

  it('are said to be idle where nothing is uncertain', async () => {
    const { model, cut } = await load({ a: float(0.5) })
    expect(sampler(model, cut, new SeedTree('idle')).uncertain).toBe(false)
  })

  it('that leave 0 to 1 are taken to its ends, and counted', async () => {
    const { model, cut } = await load({ a: deviate('normal', 0.5, 1) })
    const source = sampler(model, cut, new SeedTree('wide'))
    const { clamped, trials } = uncertainty(compileDiagram(cut.tree), into => source.draw(into), COUNT)
    // P(|Z| > 1/2) = 0.6171.
    expect(Math.abs(clamped / trials - 0.6171)).toBeLessThan(5 * Math.sqrt(0.2363 / COUNT) + 1e-4)
  })
})
