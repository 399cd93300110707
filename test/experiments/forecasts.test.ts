import { describe, expect, it } from 'vitest'
import { compile, runTrial } from '../../src/cluster/index.js'
import { forecast, runStudy } from '../../src/experiments/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { HOUR, MINUTE, SECOND } from '../../src/units/index.js'
import { constant, node, scenario, service } from '../support/scenarios.js'
import { loadShipped, shippedNames } from '../support/shipped.js'
import { scheduled } from '../support/worlds.js'

function shipped(name: string): Scenario {
  const loaded = loadShipped(name)
  if (loaded.scenario === null) throw new Error(`scenario ${name} does not load`)
  return loaded.scenario
}

const dear = [
  'balancers',
  'consistent-hashing',
  'grey-nodes',
  'haproxy-or-nginx',
  'packet-loss-or-outages',
  'raft-broken-links',
  'zookeeper-sync-limit',
]

describe('a forecast', () => {
  // What lone candidates cost while no quorum is left differs too much from trial to trial to be told from the first few.
  // The others take long, and are held to it in test/long.
  const told = shippedNames.filter(name => name !== 'flexible-paxos' && !dear.includes(name))

  it.each(told)('tells the events of a study to within a factor of 1.5: %s', name => {
    const one = shipped(name)
    const plan = compile(one)
    const told = forecast(one, {})
    // Trials behind those the forecast looked at, up to some ten thousand events.
    const count = Math.max(1, Math.min(20, Math.floor(60_000 / told.eventsPerTrial)))
    let events = 0
    for (let trial = 101; trial <= 100 + count; trial++) events += runTrial(plan, one.seed, trial).events
    expect(told.eventsPerTrial / (events / count)).toBeGreaterThan(1 / 1.5)
    expect(told.eventsPerTrial / (events / count)).toBeLessThan(1.5)
    expect(told.events).toBe(told.eventsPerTrial * one.trials)
  })

  /** Two requests a second from two minutes before measuring on; three outages, the last one never over. */
  const warm = scenario({
    horizon: 8 * MINUTE,
    warmup: 2 * MINUTE,
    nodes: [node('n')],
    services: [service('s', [0], { balancer: { config: { policy: 'round-robin' }, monitor: null } })],
    workloads: [
      {
        id: 'w',
        service: 0,
        rate: 2,
        timeout: SECOND,
        retries: 0,
        serviceTime: constant(1000),
      },
    ],
    faults: [scheduled('crash', [MINUTE, 3 * MINUTE, 7.5 * MINUTE], MINUTE, { kind: 'crash', nodes: [0] })],
  })

  it('counts what happens before measuring to the events, not to the outages, and an outage that does not end', () => {
    const told = forecast(warm, { trials: 1 })
    const { events, services } = runTrial(compile(warm), warm.seed, 1)
    expect(services[0].outages).toBe(3)
    expect(told.outagesPerTrial).toBe(3)
    expect(told.eventsPerTrial / events).toBeGreaterThan(0.9)
    expect(told.eventsPerTrial / events).toBeLessThan(1.1)
  })

  it('that sees no more than the warm-up says nothing of outages, and still how many events there will be', () => {
    const long = { ...warm, warmup: 30 * HOUR }
    const told = forecast(long, {})
    const { events } = runTrial(compile(long), long.seed, 1)
    expect(told.relativeHalfWidth).toBeNull()
    expect(told.outagesPerTrial).toBe(0)
    expect(told.eventsPerTrial / events).toBeGreaterThan(1 / 1.5)
    expect(told.eventsPerTrial / events).toBeLessThan(1.5)
  })
})

describe('the width that a forecast tells', () => {
  it.each([
    ['exponential lives and repairs', 'web-shop'],
    ['repairs with tails', 'slow-repair-fast-detection'],
    ['outages that come like clockwork and hardly vary', 'raft-election-timeouts'],
  ])('is that of the study to within a factor of 1.5: %s', async (_, name) => {
    const one = shipped(name)
    const result = await runStudy(one, { workers: 1, file: `${name}.yaml` })
    const lead = result.services.find(({ id }) => id === one.expectations[0].subject) ?? result.services[0]
    const { low, value, high } = lead.unavailability
    const told = forecast(one, {}).relativeHalfWidth! / ((high - low) / 2 / value)
    expect(told).toBeGreaterThan(1 / 1.5)
    expect(told).toBeLessThan(1.5)
  })
})
