import { describe, expect, it } from 'vitest'
import { runStudy } from '../../src/experiments/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { loadShipped, shippedNames } from '../support/shipped.js'

/** For every scenario one input that is doubled, and then what it expects must not hold any more. */
const doubled: { readonly [name: string]: (text: string) => string } = {
  'active-standby': text => text.replace('timeout: 10s', 'timeout: 20s'),
  balancers: text => text.replaceAll('exponential: 10ms', 'exponential: 20ms'),
  'consistent-hashing': text => text.replaceAll('miss: 150ms', 'miss: 300ms'),
  'flexible-paxos': text => text.replace('for: 3m', 'for: 6m'),
  'grey-nodes': text => text.replaceAll('exponential: 50ms', 'exponential: 100ms'),
  'haproxy-or-nginx': text => text.replaceAll('exponential: 100ms', 'exponential: 200ms'),
  'lock-service': text => text.replace('missed: 3', 'missed: 6'),
  'packet-loss-or-outages': text => text.replaceAll('1s..2s', '2s..4s'),
  'rack-power': text => text.replaceAll('mttr: 1h..6h', 'mttr: 2h..12h'),
  'raft-broken-links': text => text.replaceAll('for: 15m', 'for: 30m'),
  'raft-election-timeouts': text => text.replaceAll('150ms..200ms', '300ms..400ms'),
  'raft-three-or-five': text => text.replaceAll('1s..2s', '2s..4s'),
  'single-server': text => text.replace('mttr: 10m', 'mttr: 20m'),
  'slow-node': text => text.replaceAll('exponential: 50ms', 'exponential: 100ms'),
  'slow-repair-fast-detection': text => text.replace('mean: 352m', 'mean: 704m'),
  'two-zones-or-three': text => text.replaceAll('mttr: 1h..6h', 'mttr: 2h..12h'),
  'vsr-without-disks': text => text.replace('for: 2m', 'for: 4m'),
  'web-shop': text => text.replaceAll('median: 40m, p99: 6h', 'median: 80m, p99: 12h'),
  'zookeeper-sync-limit': text => text.replace('sync-limit: 2', 'sync-limit: 4'),
  // The measured repairs in the file beside it.
  'lanl-cluster': text => text.replace(/^\d+$/gm, minutes => String(2 * Number(minutes))),
}

/** A shipped scenario in which one input is doubled, be it in its own file or in the data beside it. */
function loadDoubled(name: string): Scenario {
  let changed = false
  const { scenario } = loadShipped(name, text => {
    const after = doubled[name](text)
    if (after !== text) changed = true
    return after
  })
  expect(changed).toBe(true)
  if (scenario === null) throw new Error(`scenario ${name} with an input doubled does not load`)
  return scenario
}

describe.each(shippedNames)('the scenario %s', name => {
  it('breaks a promise when one input is doubled', async () => {
    const changed = loadDoubled(name)
    // So broken that a quarter of the trials shows it.
    const result = await runStudy(changed, { workers: 1, file: name, trials: Math.ceil(changed.trials / 4) })
    expect(result.verdict).toBe('fail')
  })
})
