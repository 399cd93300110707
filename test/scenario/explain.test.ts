import { describe, expect, it } from 'vitest'
import { readOpenPsa } from '../../src/analysis/open-psa/index.js'
import {
  type Example,
  explain,
  makeSource,
  type Page,
  type Problem,
  pages,
  renderPage,
} from '../../src/diagnostics/index.js'
import { decodeScenario, loadScenario, mostBytes } from '../../src/scenario/index.js'

const needed = {
  version: 'version: 1',
  name: 'name: an example',
  horizon: 'horizon: 10y',
  nodes: 'nodes: { web: { mtbf: 60d, mttr: 5m } }',
}

/** An example with the keys that every scenario needs. */
function complete(example: Example): string {
  if (example.whole) return example.text
  const missing = Object.entries(needed).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(example.text))
  return [...missing.map(([, line]) => line), example.text].join('\n')
}

async function problemsOf(example: Example, code: string): Promise<readonly Problem[]> {
  if (code.startsWith('F')) return (await readOpenPsa([makeSource('tree.xml', example.text)])).problems
  // The page cannot print a file of a mebibyte: here it is as long as it says.
  const filler = code === 'S114' && example.text.includes('very long') ? ' '.repeat(mostBytes) : ''
  const decoded = decodeScenario(new TextEncoder().encode(complete(example) + filler), 'example.yaml')
  if (!decoded.ok) return [decoded.problem]
  const files = new Map(Object.entries(example.files ?? {}))
  return loadScenario(decoded.text, 'example.yaml', {
    readFile: path => (files.has(path) ? { file: path, text: files.get(path)! } : { reason: 'no such file' }),
  }).problems
}

/** Pages of expressions are held to in test/analysis/expression. */
const examples = pages.filter(
  (page): page is Page & { wrong: Example; right: Example } => page.wrong !== null && !page.code.startsWith('E'),
)

describe('every code has a page whose examples are true', () => {
  it.each(examples)('$code is raised by its wrong example alone', async ({ code, severity, wrong }) => {
    const problems = await problemsOf(wrong, code)
    expect(problems.map(p => p.code)).toContain(code)
    expect(problems.find(p => p.code === code)?.severity).toBe(severity)
    expect(problems.filter(p => p.severity === 'error' && p.code !== code)).toEqual([])
  })

  it.each(examples)('$code is not raised by its right example, nor is any other', async ({ code, right }) => {
    expect(await problemsOf(right, code)).toEqual([])
  })

  it('only errors of the program itself, and of files too long for a page, have no examples', () => {
    expect(pages.filter(page => page.wrong === null && !page.code.startsWith('R4')).map(page => page.code)).toEqual([
      'F603',
      'F621',
      'X900',
    ])
  })

  it('codes are unique and in order', () => {
    const codes = pages.map(page => page.code)
    expect(codes).toEqual([...new Set(codes)].sort())
  })

  it('a code is found in any case, and its page fits 80 columns', () => {
    expect(explain('s101')?.title).toBe('unknown key')
    expect(explain('S999')).toBeNull()
    expect(renderPage(explain('S101')!)).toMatchInlineSnapshot(`
      "error[S101]: unknown key

      Every map has a fixed set of keys, so that a misspelt one is not passed over in
      silence. A key that is close to a known one is taken for it, so that the rest of
      the file is checked as it was meant.

      Wrong:

          nodes: { web: { mtfb: 60d, mttr: 5m } }

      Right:

          nodes: { web: { mtbf: 60d, mttr: 5m } }
      "
    `)
    for (const page of pages) {
      const prose = renderPage(page)
        .split('\n')
        .filter(line => !line.startsWith('    '))
      expect(Math.max(...prose.map(line => line.length))).toBeLessThanOrEqual(80)
    }
  })
})
