import { readFileSync } from 'node:fs'
import { it } from 'vitest'
import { renderText } from '../../src/diagnostics/index.js'
import { loadScenario, printResolved, scenarioDigest, scenarioJsonSchema } from '../../src/scenario/index.js'

it('x', () => {
  for (const f of (process.env.F ?? '').split(',')) {
    const r = loadScenario(readFileSync(f, 'utf8'), f, { trials: 300 })
    console.log(renderText(r.problems, { sources: r.sources, limit: 40 }))
    if (r.scenario && process.env.P) console.log(JSON.stringify(r.scenario))
    if (r.scenario) {
      const t = printResolved(r)
      console.log(t)
      const again = loadScenario(t, 'x')
      console.log(renderText(again.problems, { sources: again.sources, limit: 40 }))
      console.log(scenarioDigest(r.scenario), again.scenario && scenarioDigest(again.scenario))
    }
  }
  if (process.env.S) console.log(JSON.stringify(scenarioJsonSchema(), null, 1))
})
