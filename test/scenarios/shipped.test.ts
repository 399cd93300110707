import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../src/report/index.js'
import { parseResult, type RunResult, writeResult } from '../../src/results/index.js'
import { loadShipped, shippedNames } from '../support/shipped.js'

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Runs the built program on a scenario, in a folder that holds `scenarios/`. */
function run(name: string, folder: string): Promise<RunResult> {
  const args = [program, 'run', `scenarios/${name}.yaml`, '--format', 'json', '--workers', '1']
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (_, stdout, stderr) => {
      const parsed = parseResult(stdout)
      if (parsed.ok) resolve(parsed.value)
      else reject(new Error(`${stderr}\n${stdout.slice(0, 1000)}`))
    })
  })
}

describe.each(shippedNames)('the scenario %s', name => {
  it('raises no warning, meets what it expects, accounts for every microsecond, and gives the committed reports', async () => {
    expect(loadShipped(name).problems.map(problem => problem.code)).toEqual([])
    const result = await run(name, fileURLToPath(new URL('../..', import.meta.url)))
    expect(result.expectations.length).toBeGreaterThan(0)
    expect(result.expectations.filter(e => e.verdict !== 'pass')).toEqual([])
    for (const { downtime, causes, phases } of result.services) {
      expect(causes.reduce((sum, cause) => sum + cause.downtime, 0)).toBe(downtime)
      expect(phases.detect + phases.decide + phases.restore + phases.repair).toBe(downtime)
    }
    await expect(renderMarkdown(result)).toMatchFileSnapshot(`../../reports/${name}.md`)
    await expect(writeResult(result)).toMatchFileSnapshot(`../../reports/${name}.json`)
  })
})
