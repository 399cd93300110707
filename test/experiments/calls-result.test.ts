import { describe, expect, it } from 'vitest'
import { runStudy } from '../../src/experiments/index.js'
import { renderMarkdown, renderText } from '../../src/report/index.js'
import { parseResult, writeResult } from '../../src/results/index.js'
import { loadScenario } from '../../src/scenario/index.js'

const text = `version: 1
name: calls
horizon: 20s
trials: 3
network: { default: { latency: 100us } }
nodes: { web: { count: 2, mtbf: 1y, mttr: 5m }, db: { count: 3, mtbf: 1y, mttr: 5m } }
services:
  shop: { on: web, concurrency: 50, calls: [[{ to: ads, each: true, needs: 2, cancel: true, service: { exponential: 5ms } }, { to: store, timeout: 2s }]] }
  ads: { on: db, concurrency: 50 }
  store: { on: db, protocol: { raft: {} } }
workload: { users: { to: shop, arrivals: { poisson: 20/s }, timeout: 3s, deadline: 3s } }
faults: { away: { at: 10s, for: 30s, crash: [db-1, db-2] } }
expect: ["latency(shop/ads, p50) <= 250ms", "request-availability(shop/store) >= 99%"]
`

describe('the result of a study with calls', () => {
  it('has the calls beside the workloads, and can be written, read and printed', async () => {
    const { scenario, problems } = loadScenario(text, 'x.yaml')
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    if (scenario === null) throw new Error('no scenario')
    const result = await runStudy(scenario, { workers: 1, file: 'x.yaml' })
    expect(result.workloads.map(({ id }) => id)).toEqual(['users'])
    const [ads, store] = result.calls ?? []
    expect([ads, store].map(({ id, caller, service }) => [id, caller, service])).toEqual([
      ['shop/ads', 'shop', 'ads'],
      ['shop/store', 'shop', 'store'],
    ])
    // Three leaves, two of which are waited for; the third is called off, while nothing is wrong.
    expect(ads.cancelled).toBeGreaterThan(400)
    // 20 a second in three trials of 20 s, Poisson.
    expect(Math.abs((ads.requests + ads.cancelled) / 3 - 1200) / Math.sqrt(1200)).toBeLessThan(3.891)
    // Two of three members are gone for half of the time: no majority, no two answers.
    const [{ failed, requests, errors, charges }] = result.workloads
    expect(failed / requests).toBeGreaterThan(0.3)
    expect(errors.map(({ kind }) => kind).sort()).toEqual(['call-ads'])
    expect(charges).toEqual([{ id: 'away', label: 'away', requests: failed }])
    expect(store.errors.length).toBeGreaterThan(0)
    expect(result.expectations.map(({ verdict }) => verdict)).toEqual(['pass', 'fail'])
    expect(parseResult(writeResult(result))).toEqual({ ok: true, value: result })
    expect(renderText(result)).toMatch(/shop\/ads +calls of shop to ads/)
    expect(renderText(result)).toMatch(/called off +[\d,]+ of/)
    expect(renderMarkdown(result)).toMatch(/## Calls shop\/store/)
    const timeOnly = await runStudy(
      { ...scenario, expectations: [] },
      { workers: 1, file: 'x.yaml', timeOnly: true, trials: 1 },
    )
    expect([timeOnly.workloads, timeOnly.calls]).toEqual([[], undefined])
  })
})
