import { describe, expect, it } from 'vitest'
import { compile, runTrial } from '../../src/cluster/index.js'
import { forecast } from '../../src/experiments/index.js'
import { loadShipped } from '../support/shipped.js'

describe('a forecast of a scenario with many events', () => {
  it.each([
    'balancers',
    'consistent-hashing',
    'grey-nodes',
    'haproxy-or-nginx',
    'packet-loss-or-outages',
    'raft-broken-links',
    'zookeeper-sync-limit',
  ])('tells them to within a factor of 1.5: %s', name => {
    const { scenario } = loadShipped(name)
    if (scenario === null) throw new Error(`scenario ${name} does not load`)
    const plan = compile(scenario)
    const told = forecast(scenario, {})
    const trials = 5
    let events = 0
    // Trials behind those the forecast looked at.
    for (let trial = 101; trial <= 100 + trials; trial++) events += runTrial(plan, scenario.seed, trial).events
    expect(told.eventsPerTrial / (events / trials)).toBeGreaterThan(1 / 1.5)
    expect(told.eventsPerTrial / (events / trials)).toBeLessThan(1.5)
  })
})
