import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What SCRAM (Debian package `scram`, 0.16.2) says of a model, with the six digits that it prints. */
export interface ScramAnswer {
  readonly probability: number
  readonly products: number
  /** [i] is how many products have i + 1 literals. */
  readonly distribution: readonly number[]
  /** By event: MIF, CIF, DIF, RAW, RRW. */
  readonly importance: { readonly [event: string]: readonly number[] }
}

export function askScram(model: string, options: readonly string[]): ScramAnswer {
  const folder = mkdtempSync(join(tmpdir(), 'scram-'))
  try {
    writeFileSync(join(folder, 'model.xml'), model)
    const report = join(folder, 'report.xml')
    execFileSync('scram', [
      '--probability',
      '1',
      '--importance',
      '1',
      ...options,
      join(folder, 'model.xml'),
      '-o',
      report,
    ])
    return answerIn(readFileSync(report, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function answerIn(report: string): ScramAnswer {
  const sums = attributesOf(/<sum-of-products ([^>]*)>/.exec(report)?.[1] ?? '')
  const importance: Record<string, number[]> = {}
  const section = /<importance[\s\S]*<\/importance>/.exec(report)?.[0] ?? ''
  for (const [, text] of section.matchAll(/<basic-event ([^>]*)\/>/g)) {
    const found = attributesOf(text)
    if (found['MIF'] !== undefined)
      importance[found['name']] = ['MIF', 'CIF', 'DIF', 'RAW', 'RRW'].map(name => Number(found[name]))
  }
  return {
    probability: Number(sums['probability']),
    products: Number(sums['products']),
    distribution: (sums['distribution'] ?? '').split(' ').filter(Boolean).map(Number),
    importance,
  }
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]))
}
