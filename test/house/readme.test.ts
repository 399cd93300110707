import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runStudy, traceOutage } from '../../src/experiments/index.js'
import { renderStory, renderText } from '../../src/report/index.js'
import { fake, nines } from '../cli/fake-world.js'
import { played } from '../cli/transcript.js'
import { loadShipped, shippedNames } from '../support/shipped.js'

/** What stands between `<!-- made: … -->` and `<!-- end -->` is made by `UPDATE=1 npx vitest run test/house/readme.test.ts`. */
const FILE = new URL('../../README.md', import.meta.url)
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const fenced = (text: string): string => `\`\`\`text\n${text.trimEnd()}\n\`\`\``

/** The report of the flagship, of one of its services and without the worst parts. */
async function report(): Promise<string> {
  const { scenario } = loadShipped('web-shop')
  const text = renderText(await runStudy(scenario!, { workers: 1, file: 'scenarios/web-shop.yaml' }))
  const left = text.split('\n\n').filter(part => !/^(orders|worst| {2}(warning|note)\[)/.test(part))
  return fenced(left.join('\n\n'))
}

function story(): string {
  const { scenario } = loadShipped('active-standby')
  const options = { trial: 9, outage: 'worst', service: 'after-10s', file: 'scenarios/active-standby.yaml' } as const
  return fenced(renderStory(traceOutage(scenario!, options)!))
}

async function calc(): Promise<string> {
  const on = fake()
  await nines('calc 99.99%', on)
  return fenced(`$ nines calc 99.99%\n${on.out()}`)
}

/** What some commands print first, up to the first empty line. */
async function oneLiners(): Promise<string> {
  const commands = [
    "'(net: 99.99% and mtbf 60d mttr 2h) or (net and mtbf 60d mttr 2h)'",
    "'2 of 3 (?) and 99.99%' --target 99.95%",
    'replicas 99% --beta 10% --target 99.95%',
  ]
  const shown = await Promise.all(commands.map(command => played(`$ nines calc ${command}`, {})))
  return fenced(shown.map(text => text.split('\n\n')[0].trimEnd()).join('\n\n'))
}

/** The first table of the benchmarks, without what was wanted. */
function bench(): string {
  const rows = read('docs/measured/bench.md')
    .split('\n')
    .filter(line => line.startsWith('| '))
  const end = rows.findIndex((row, i) => i > 0 && row.includes('| bytes |'))
  return rows
    .slice(0, end)
    .map(row => row.split('|').slice(0, 5).join('|') + '|')
    .join('\n')
}

const makers: { readonly [name: string]: () => string | Promise<string> } = {
  report,
  story,
  calc,
  'one-liners': oneLiners,
  bench,
}

describe('README.md', () => {
  it('shows what the program prints and what was measured', async () => {
    let text = read('README.md')
    for (const [name, make] of Object.entries(makers)) {
      const made = new RegExp(`(<!-- made: ${name} -->\n\n)[\\s\\S]*?(<!-- end -->)`)
      expect(text).toMatch(made)
      const block = await make()
      text = text.replace(made, (_, before, after) => `${before}${block}\n\n${after}`)
    }
    if (process.env['UPDATE'] === '1') writeFileSync(FILE, text)
    expect(read('README.md')).toBe(text)
  })

  it('names every scenario that comes with the package, and every page of measurements', () => {
    const text = read('README.md')
    for (const name of shippedNames) expect(text).toContain(`| [${name}](scenarios/${name}.yaml) |`)
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path)
    expect(links.filter(path => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([])
    const pages = readdirSync(new URL('../../docs/measured/', import.meta.url))
    expect(pages.filter(page => page !== 'stream-names.md' && !links.includes(`docs/measured/${page}`))).toEqual([])
  })

  it('fits 80 columns where it shows output', () => {
    for (const [, block] of read('README.md').matchAll(/```(?:text|sh)\n([\s\S]*?)```/g)) {
      for (const line of block.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
    }
  })
})
