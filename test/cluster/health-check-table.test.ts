import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compile, summarise, World } from '../../src/cluster/index.js'
import { loadScenario } from '../../src/scenario/index.js'
import { SECOND } from '../../src/units/index.js'

const page = readFileSync(new URL('../../docs/traffic.md', import.meta.url), 'utf8')
const rows = [...page.matchAll(/^\| `([\w-]+)` \| `(\{.*\})` \| ([\d.]+) s \| ([\d.]+) s \|$/gm)]
const table = rows.map(([, product, options, least, most]) => ({ product, options, least: +least, most: +most }))

/** So many of the members die, each at a moment of its own, and are asked all the time; the others live. */
const victims = 32
const members = 36
const scenarioOf = (product: string, options: string, most: number) => `version: 1
name: table
horizon: ${90 + Math.ceil(most)}s
warmup: 70s
nodes: { web: { count: ${members} } }
network: { default: { latency: 10us } }
services: { web: { on: web, needs: any, concurrency: 100, balancer: { policy: round-robin, health-check: { ${product}: ${options} } } } }
workload: { users: { to: web, arrivals: { regular: 240/s }, service: 1ms, timeout: 50ms } }
faults:
${Array.from({ length: victims }, (_, i) => `  f${i}: { at: ${(1 + ((i * 13) % victims) * 2.618).toFixed(3)}s, for: 1h, crash: web-${i + 1} }`).join('\n')}
`

describe('the table of last requests', () => {
  it('has the products', () => {
    expect([...new Set(table.map(({ product }) => product))]).toEqual(['haproxy', 'envoy', 'kubernetes', 'aws-alb'])
  })

  it.each(table)('is what happens: $product $options', ({ product, options, least, most }) => {
    const { scenario, problems } = loadScenario(scenarioOf(product, options, most), 'table.yaml')
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    const plan = compile(scenario!)
    const world = World.start(plan, 'table', 1)
    world.run()
    const { lastRequest, detection } = summarise(world).services[0].health!
    expect(detection.detection.count).toBe(victims)
    expect(detection.detection.min / SECOND).toBeGreaterThanOrEqual(least - 0.001)
    expect(detection.detection.max / SECOND).toBeLessThanOrEqual(most + 0.001)
    // Each member is asked every 0.15 s, and so many failures come near to either end.
    const slack = (most - least) / 8
    expect(lastRequest.min / SECOND).toBeGreaterThan(least - 0.16)
    expect(lastRequest.min / SECOND).toBeLessThan(least + slack)
    expect(detection.detection.max / SECOND).toBeGreaterThan(most - slack)
  })
})
