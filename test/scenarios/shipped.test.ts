import { afterAll, describe, expect, it } from 'vitest'
import { runStudy } from '../../src/experiments/index.js'
import { renderMarkdown } from '../../src/report/index.js'
import { type RunResult, writeResult } from '../../src/results/index.js'
import type { Loaded } from '../../src/scenario/index.js'
import { loadShipped, shippedNames, shippedText } from '../support/shipped.js'

/** For every scenario one input that is doubled, and then what it expects must not hold any more. */
const doubled: { readonly [name: string]: { text?: [from: string, to: string]; beside?: (csv: string) => string } } = {
  'active-standby': { text: ['timeout: 3s', 'timeout: 6s'] },
  balancers: { text: ['exponential: 10ms', 'exponential: 20ms'] },
  'lanl-cluster': { beside: csv => csv.replace(/^\d+$/gm, minutes => String(2 * Number(minutes))) },
  'lock-service': { text: ['missed: 3', 'missed: 6'] },
  'rack-power': { text: ['mttr: 2h', 'mttr: 4h'] },
  'raft-election-timeouts': { text: ['150ms..200ms', '300ms..400ms'] },
  'raft-three-or-five': { text: ['1s..2s', '2s..4s'] },
  'single-server': { text: ['mttr: 10m', 'mttr: 20m'] },
  'slow-repair-fast-detection': { text: ['mean: 4h', 'mean: 8h'] },
  'two-zones-or-three': { text: ['mttr: 1h', 'mttr: 2h'] },
  'web-shop': { text: ['median: 40m, p99: 6h', 'median: 80m, p99: 12h'] },
}

async function study({ scenario, problems }: Loaded, name: string): Promise<RunResult> {
  expect(problems.filter(p => p.severity === 'error')).toEqual([])
  return runStudy(scenario!, { workers: 1, file: `scenarios/${name}.yaml` })
}

describe.each(shippedNames)('the scenario %s', name => {
  let result: Promise<RunResult> | null = null
  const run = (): Promise<RunResult> => (result ??= study(loadShipped(name), name))

  it('raises no warning', () => {
    expect(loadShipped(name).problems.map(p => p.code)).toEqual([])
  })

  it('meets what it expects', async () => {
    const { expectations } = await run()
    expect(expectations.length).toBeGreaterThan(0)
    expect(expectations.filter(e => e.verdict !== 'pass')).toEqual([])
  })

  it('sums its downtime by cause and by phase, to the microsecond', async () => {
    for (const { downtime, causes, phases } of (await run()).services) {
      expect(causes.reduce((sum, cause) => sum + cause.downtime, 0)).toBe(downtime)
      expect(phases.detect + phases.decide + phases.restore + phases.repair).toBe(downtime)
    }
  })

  it('gives the committed reports, byte for byte', async () => {
    const made = await run()
    await expect(renderMarkdown(made)).toMatchFileSnapshot(`../../reports/${name}.md`)
    await expect(writeResult(made)).toMatchFileSnapshot(`../../reports/${name}.json`)
  })

  it('fails when one input is doubled', async () => {
    const { text, beside } = doubled[name]
    const before = shippedText(name)
    const after = text === undefined ? before : before.replaceAll(...text)
    expect(text === undefined || after !== before).toBe(true)
    const changed = await study(loadShipped(name, after, beside), name)
    expect(changed.verdict).toBe('fail')
  })

  afterAll(() => {
    result = null
  })
})
