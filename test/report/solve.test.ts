import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { displayWidth } from '../../src/diagnostics/index.js'
import { solveScenario } from '../../src/models/index.js'
import {
  ascii,
  renderFaultTreeMarkdown,
  renderFaultTreeText,
  renderSolveMarkdown,
  renderSolveText,
  renderSolveVerdict,
} from '../../src/report/index.js'
import type { FaultTreeResult, SolveResult } from '../../src/results/index.js'
import { loadShipped } from '../support/shipped.js'

/** The whole output stands in a file that is read in review; `UPDATE=1 npx vitest run test/report` writes it anew. */
function expectTranscript(name: string, actual: string): void {
  const file = new URL(`./transcripts/${name}`, import.meta.url)
  if (process.env.UPDATE === '1') writeFileSync(file, actual)
  expect(existsSync(file), `${name} is missing: run with UPDATE=1`).toBe(true)
  expect(actual).toBe(readFileSync(file, 'utf8'))
}

function solved(name: string): SolveResult {
  const { scenario } = loadShipped(name)
  if (scenario === null) throw new Error(`${name} cannot be loaded`)
  const file = `scenarios/${name}.yaml`
  const cutSets = { most: 3, maxOrder: null }
  return solveScenario(scenario, { file, cutSets, reproduce: `nines solve ${file} --cut-sets 3` })
}

const HOSTILE = '\u001b[31m|`<b>\n\u202e'

const tree: FaultTreeResult = {
  format: 'nines.fault-tree/1',
  version: '9.9.9',
  files: ['tree.xml'],
  tops: [
    {
      tree: HOSTILE,
      gate: HOSTILE,
      probability: 0.25,
      coherent: false,
      events: 1,
      gates: 1,
      diagramNodes: 2,
      cutSets: {
        kind: 'minimal cut sets',
        maxOrder: 2,
        count: '130281976000000000',
        byOrder: [{ order: 2, count: '130281976000000000' }],
        rareEvent: 0.3,
        upperBound: null,
        sets: [{ events: [HOSTILE, 'not b'], probability: 1e-12 }],
      },
      importance: [
        {
          ...{ id: HOSTILE, label: HOSTILE, probability: 0.1, birnbaum: 1, criticality: -0.2 },
          diagnostic: 1,
          raw: null,
          rrw: null,
        },
      ],
      uncertainty: {
        ...{ trials: 10, seed: HOSTILE, mean: 0.2, sigma: 0.1, standardError: 0.03, errorFactor: 2, clamped: 0 },
        quantiles: [0.05, 0.5, 0.95].map(level => ({ level, value: level / 2 })),
      },
    },
  ],
  reproduce: 'nines solve tree.xml',
}

const hostile: SolveResult = {
  ...solved('web-shop'),
  scenario: { ...solved('web-shop').scenario, name: HOSTILE, description: HOSTILE },
  services: solved('web-shop').services.map(service => ({
    ...service,
    id: HOSTILE,
    leftOut: [HOSTILE],
    components: service.components.map(c => ({ ...c, label: HOSTILE })),
  })),
}

describe('what a reader sees of a solved scenario', () => {
  it.each(['web-shop', 'two-zones-or-three'])('of %s', name => {
    expectTranscript(`solve-${name}.txt`, renderSolveText(solved(name)))
    expectTranscript(`solve-${name}.md.txt`, renderSolveMarkdown(solved(name)))
  })

  it('on a terminal without UTF-8', () => {
    expect(renderSolveText(solved('web-shop'), { glyphs: ascii })).toMatch(/^[\n\x20-\x7e]*$/)
    expect(renderFaultTreeText(tree, { glyphs: ascii })).toMatch(/^[\n\x20-\x7e]*$/)
  })

  it('in 80 columns, whatever is named how', () => {
    for (const text of [renderSolveText(hostile), renderSolveVerdict(hostile), renderFaultTreeText(tree)]) {
      for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80)
    }
  })

  it('and nothing that a terminal or a page obeys', () => {
    const texts = [renderSolveText(hostile), renderSolveMarkdown(hostile), renderFaultTreeText(tree)]
    for (const text of [...texts, renderFaultTreeMarkdown(tree)])
      expect([...text].filter(c => c === '\u001b' || c === '\u202e')).toEqual([])
    expect(renderSolveMarkdown(hostile)).not.toMatch(/(?<!\\)<b>/)
    expect(renderFaultTreeMarkdown(tree)).not.toMatch(/(?<!\\)<b>/)
  })

  it('large numbers of cut sets as whole numbers', () => {
    expect(renderFaultTreeText(tree)).toContain('130,281,976,000,000,000')
  })
})
