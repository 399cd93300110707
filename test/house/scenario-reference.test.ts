import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { metrics } from '../../src/scenario/index.js'
import { scenarioReference } from '../support/scenario-reference.js'

/** Made by `UPDATE=1 npx vitest run test/house`. */
const FILE = new URL('../../docs/scenario-language.md', import.meta.url)

describe('docs/scenario-language.md', () => {
  const text = scenarioReference()

  it('is the reference of the scenarios that are read', () => {
    if (process.env['UPDATE'] === '1') writeFileSync(FILE, text)
    expect(readFileSync(FILE, 'utf8')).toBe(text)
  })

  it('leads every link to a heading, and every heading but the first two is led to', () => {
    const anchor = (title: string) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\d\- ]/gu, '')
        .replaceAll(' ', '-')
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => anchor(title))
    const links = new Set([...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target))
    expect([...links].filter(target => !headings.includes(target))).toEqual([])
    expect(headings.filter(heading => !links.has(heading))).toEqual(['a-scenario'])
    expect(new Set(headings).size).toBe(headings.length)
  })

  it('names every metric', () => {
    for (const { name } of metrics) expect(text).toContain(`| \`${name}\` |`)
  })
})
