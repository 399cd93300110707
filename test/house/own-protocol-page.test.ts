import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as lease from '../../docs/own-protocol/majority-lease.mjs'
import { runStudy } from '../../src/experiments/index.js'
import { adoptProtocol, readOwnProtocol } from '../../src/protocols/index.js'
import { renderText } from '../../src/report/index.js'
import { loadScenario } from '../../src/scenario/index.js'

const at = (path: string): URL => new URL(`../../docs/${path}`, import.meta.url)
const read = (path: string): string => readFileSync(at(path), 'utf8')
const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``

/** A function of the module, or a member of `protocol`, with the comment above it less its tags. */
function excerpt(name: string): string {
  const source = read('own-protocol/majority-lease.mjs')
  const free = new RegExp(`(?:/\\*\\*[^/]*\\*/\\n)?function ${name}\\([\\s\\S]*?\\n}\\n`).exec(source)
  const member = new RegExp(`((?:  //[^\\n]*\\n)*)  ${name}\\([\\s\\S]*?\\n  },\\n`).exec(source)
  const found = free?.[0] ?? member?.[0]?.replace(/^ {2}/gm, '')
  if (found === undefined) throw new Error(`the module has no ${name}`)
  return found.replace(/ \* @param[^\n]*\n/g, '')
}

async function ran(): Promise<string> {
  const own = readOwnProtocol(lease, { digest: '', file: 'majority-lease.mjs', url: '' })
  if (typeof own === 'string') throw new Error(own)
  adoptProtocol(own)
  const { scenario } = loadScenario(read('own-protocol/lease.yaml'), 'lease.yaml')
  const result = await runStudy(scenario!, { workers: 1, file: 'lease.yaml' })
  return renderText(result)
    .split('\n')
    .filter(line => !line.includes('fingerprint'))
    .join('\n')
}

describe('docs/own-protocol.md', () => {
  it('shows the module, the scenario and what the program prints (UPDATE=1 rewrites it)', async () => {
    let text = read('own-protocol.md')
    const blocks = [...text.matchAll(/<!-- (from|file|made): ([\w.-]+) -->\n[\s\S]*?<!-- end -->/g)]
    expect(blocks.length).toBeGreaterThan(6)
    for (const [whole, kind, name] of blocks) {
      const block =
        kind === 'from'
          ? fenced('js', excerpt(name))
          : kind === 'file'
            ? fenced('yaml', read(`own-protocol/${name}`))
            : fenced('text', await ran())
      text = text.replace(whole, () => `<!-- ${kind}: ${name} -->\n\n${block}\n\n<!-- end -->`)
    }
    if (process.env['UPDATE'] === '1') writeFileSync(at('own-protocol.md'), text)
    expect(read('own-protocol.md')).toBe(text)
  })
})
