import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { played } from './transcript.js'

/** `UPDATE=1 npx vitest run test/cli/calculator-page.test.ts` writes what the commands print now. */
const PAGE = new URL('../../docs/calculator.md', import.meta.url)

describe('docs/calculator.md', () => {
  it('shows what each of its commands prints', async () => {
    const page = readFileSync(PAGE, 'utf8')
    const [, yaml] = /here `compute.yaml`:\n\n```yaml\n([\s\S]*?)```/.exec(page) ?? []
    expect(yaml).toBeDefined()
    const parts = page.split(/(```text\n[\s\S]*?```)/)
    const shown = await Promise.all(
      parts.map(async part => {
        const command = /^```text\n(\$ nines .*)\n/.exec(part)
        return command === null ? part : `\`\`\`text\n${await played(command[1], { 'compute.yaml': yaml })}\`\`\``
      }),
    )
    expect(shown.filter(part => part.startsWith('```text'))).toHaveLength(14)
    expect(page).not.toMatch(/\[exit/)
    if (process.env['UPDATE'] === '1') writeFileSync(PAGE, shown.join(''))
    expect(shown.join('')).toBe(page)
  })
})
