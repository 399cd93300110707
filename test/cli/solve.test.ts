import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AnalysisLimitError } from '../../src/analysis/index.js'
import { TEMPLATE } from '../../src/cli/commands/init.js'
import { limitIn } from '../../src/cli/failure.js'
import { displayWidth } from '../../src/diagnostics/index.js'
import { faultTreeResultSchema, solveResultSchema } from '../../src/results/index.js'
import { fake, nines } from './fake-world.js'

const one = (promise: string): string => `version: 1
name: one
horizon: 1y
nodes: { web: { mtbf: 999h, mttr: 1h } }
services: { site: { on: web } }
expect: [ ${promise} ]
`

/** Two of three pumps, or the valve; and a gate that two share. */
const tree = `<?xml version="1.0"?>
<opsa-mef>
  <define-fault-tree name="plant">
    <define-gate name="top"><or><gate name="pumps"/><event name="valve"/></or></define-gate>
    <define-gate name="pumps"><atleast min="2"><event name="a"/><event name="b"/><event name="c"/></atleast></define-gate>
    <define-basic-event name="valve"><float value="0.001"/></define-basic-event>
    <define-basic-event name="a"><float value="0.1"/></define-basic-event>
    <define-basic-event name="b"><float value="0.1"/></define-basic-event>
    <define-basic-event name="c"><lognormal-deviate><float value="0.1"/><float value="3"/><float value="0.95"/></lognormal-deviate></define-basic-event>
  </define-fault-tree>
</opsa-mef>
`

const files = {
  'kept.yaml': one('"availability(site) >= 99.89%"'),
  'broken.yaml': one('"availability(site) >= 99.91%"'),
  'unsolved.yaml': one('"longest-outage(site) <= 1h"'),
  'shop.yaml': TEMPLATE,
  'tree.xml': tree,
  'empty.xml': '  \n<opsa-mef/>',
}

async function solve(line: string) {
  const on = fake({ files })
  const code = await nines(`solve ${line}`, on)
  return { code, out: on.out(), err: on.err(), files: on.files }
}

describe('nines solve, of scenarios', () => {
  it.each([
    ['kept.yaml', 0, 'PASS'],
    ['broken.yaml', 1, 'FAIL'],
    ['unsolved.yaml', 3, 'UNKNOWN'],
    ['kept.yaml broken.yaml unsolved.yaml', 1, 'PASS'],
    ['nothing.yaml', 2, ''],
  ])('%s ends with %i', async (line, code, word) => {
    const result = await solve(line)
    expect(result.code, result.err).toBe(code)
    expect(result.out.startsWith(word)).toBe(true)
  })

  it('prints the exact figure, in 80 columns', async () => {
    const { out } = await solve('shop.yaml --cut-sets 5')
    for (const line of out.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80)
    expect((await solve('kept.yaml')).out).toContain('99.90000%  3.00 nines · exact')
  })

  it('is one JSON document with a schema, a list for several', async () => {
    const { out } = await solve('shop.yaml --format json --cut-sets 3 --max-order 1')
    expect(solveResultSchema.parse(JSON.parse(out)).reproduce).toBe('nines solve shop.yaml --cut-sets 3 --max-order 1')
    const several = JSON.parse((await solve('kept.yaml broken.yaml --format json')).out)
    expect(several.map((result: unknown) => solveResultSchema.parse(result).verdict)).toEqual(['pass', 'fail'])
  })

  it('is Markdown, goes to a file, and is one line when quiet', async () => {
    expect((await solve('kept.yaml --format markdown')).out).toMatch(/^# PASS: one\n/)
    const { out, files: written } = await solve('kept.yaml -o answer.txt')
    expect(out).toBe('')
    expect(written.get('answer.txt')).toMatch(/^PASS {2}one/)
    expect((await solve('kept.yaml -q')).out.trimEnd().split('\n')).toHaveLength(1)
  })

  it.each([
    ['kept.yaml --trials 10', '--trials is for fault trees'],
    ['kept.yaml --mission-time 10', '--mission-time is for fault trees'],
    ['kept.yaml --max-order 2', '--max-order is about cut sets'],
    ['kept.yaml tree.xml', 'cannot be solved together'],
    ['kept.yaml --cut-sets -1', 'whole number'],
  ])('refuses %s', async (line, message) => {
    const { code, err } = await solve(line)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  it('is an answer or a diagnostic for a damaged scenario, never a crash', async () => {
    const lines = TEMPLATE.split('\n')
    const damaged = fc
      .tuple(fc.nat(lines.length - 1), fc.constantFrom('', 'x', ': 0', '[', '1e999', 'inf', '99y'))
      .map(([at, what]) => lines.with(at, lines[at].replace(/[^\s:]*$/, what)).join('\n'))
    await fc.assert(
      fc.asyncProperty(damaged, async text => {
        const on = fake({ files: { 'bad.yaml': text } })
        const code = await nines('solve bad.yaml', on)
        expect([0, 1, 2, 3], on.err()).toContain(code)
        if (code === 2) expect(on.err()).toMatch(/^error\[[SR]\d{3}\]: /m)
      }),
      { numRuns: 100 },
    )
  })
})

describe('nines solve, of fault trees', () => {
  it('finds the probability, what fails together and what matters', async () => {
    const { code, out } = await solve('tree.xml --cut-sets 2')
    expect(code).toBe(0)
    // 1 - (1 - 0.001)(1 - (3 · 0.01 - 2 · 0.001))
    expect(out).toContain('probability     0.028972')
    expect(out).toContain('sets            4: 1 of 1, 3 of 2')
    for (const line of out.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80)
  })

  it('names what must not happen when it is asked to', async () => {
    const either = tree.replace('<or><gate name="pumps"/>', '<xor><gate name="pumps"/>').replace('</or>', '</xor>')
    const on = fake({ files: { 'tree.xml': either } })
    expect(await nines('solve tree.xml --cut-sets 9 --format json', on)).toBe(0)
    const cutSets = faultTreeResultSchema.parse(JSON.parse(on.out())).tops[0].cutSets
    expect(cutSets).toMatchObject({ kind: 'minimal cut sets', count: '4' })
    const signed = fake({ files: { 'tree.xml': either } })
    expect(await nines('solve tree.xml --cut-sets 9 --prime-implicants --format json', signed)).toBe(0)
    const [top] = faultTreeResultSchema.parse(JSON.parse(signed.out())).tops
    expect(top.coherent).toBe(false)
    expect(top.cutSets?.kind).toBe('prime implicants')
    // The valve while two of the three pumps are well, in three ways; two pumps while the valve is, in three.
    expect(top.cutSets?.sets.map(set => set.events.join(' ')).sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'not valve a b',
      'not valve a c',
      'not valve b c',
      'valve not a not b',
      'valve not a not c',
      'valve not b not c',
    ])
  })

  it('says which limit an answer ran into', () => {
    const limit = limitIn(new AnalysisLimitError('nodes', 10, 'the diagram needs more than the 10 nodes allowed'))
    expect(limit?.code).toBe('R420')
    expect(limit?.message).toContain('more than the 10 nodes')
  })

  it('draws what is uncertain, the same for the same seed', async () => {
    const result = faultTreeResultSchema.parse(
      JSON.parse((await solve('tree.xml --trials 2000 --seed 7 --format json')).out),
    )
    const { uncertainty, probability } = result.tops[0]
    expect(Math.abs((uncertainty?.mean ?? 0) - probability)).toBeLessThan(4 * (uncertainty?.standardError ?? 0))
    expect(result.reproduce).toBe('nines solve tree.xml --trials 2000 --seed 7')
    const again = await solve('tree.xml --trials 2000 --seed 7 --format json')
    expect(JSON.parse(again.out)).toEqual(result)
  })

  it('solves a gate that is named, and suggests one that is not', async () => {
    expect((await solve('tree.xml --top pumps')).out).toContain('0.028')
    const { code, err } = await solve('tree.xml --top pump')
    expect(code).toBe(2)
    expect(err).toContain('did you mean `pumps`?')
  })

  it.each(['empty.xml', 'none.xml'])('says what is wrong with %s', async file => {
    const { code, err } = await solve(file)
    expect(code).toBe(2)
    expect(err).toMatch(/^error/)
  })

  it('is Markdown as well', async () => {
    expect((await solve('tree.xml --format markdown --cut-sets 1')).out).toMatch(/^# top: 0.02897\n/)
  })
})

describe('its documentation', () => {
  it('names every option', async () => {
    const page = readFileSync(new URL('../../docs/solve.md', import.meta.url), 'utf8')
    const { out } = await solve('--help')
    for (const [option] of out.matchAll(/--[a-z-]+/g)) if (option !== '--help') expect(page).toContain(`\`${option}`)
  })
})
