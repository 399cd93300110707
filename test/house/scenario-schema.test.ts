import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scenarioJsonSchema } from '../../src/scenario/index.js'

/** Shipped for editors; made from the shapes that read scenarios by `UPDATE=1 npx vitest run test/house`. */
const FILE = new URL('../../scenario.schema.json', import.meta.url)

describe('scenario.schema.json', () => {
  it('is the schema of the scenarios that are read', () => {
    const text = `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`
    if (process.env['UPDATE'] === '1') writeFileSync(FILE, text)
    expect(readFileSync(FILE, 'utf8')).toBe(text)
  })
})
