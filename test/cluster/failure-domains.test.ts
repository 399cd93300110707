import { describe, expect, it } from 'vitest'
import { endMeasuring } from '../../src/cluster/measuring.js'
import { MINUTE, SECOND } from '../../src/units/index.js'
import { constant, domain, exponential, mode, node, nodes, scenario, service } from '../support/scenarios.js'
import { scheduled, spent, tracedWorld, turns } from '../support/worlds.js'

describe('a failure domain', () => {
  it('takes down what is in it by power, and nothing else; nodes boot when power is back', () => {
    const { world, records } = tracedWorld(
      scenario({
        horizon: 10 * MINUTE,
        domains: [domain('a'), domain('b'), domain('a/r', { kind: 'rack', parent: 0 })],
        nodes: [node('in-a', { domain: 2, boot: constant(30 * SECOND) }), node('in-b', { domain: 1 })],
        services: [service('deep', [0]), service('other', [1])],
        faults: [scheduled('outage', [MINUTE], 2 * MINUTE, { kind: 'power', domain: 0 })],
      }),
    )
    world.run()
    endMeasuring(world)
    expect(turns(records, 'deep')).toEqual([
      [MINUTE, 'down'],
      [3 * MINUTE + 30 * SECOND, 'up'],
    ])
    expect(turns(records, 'other')).toEqual([])
    // Waiting for power is repair, booting is restoring; both are the doing of the outage.
    expect(spent(world, 0)).toEqual({ 'outage/repair': 2 * MINUTE, 'outage/restore': 30 * SECOND })
    expect(world.state.domainLedgers.map(l => l.downtime)).toEqual([2 * MINUTE, 0, 2 * MINUTE])
  })

  it('that loses its network cuts its nodes off alive', () => {
    const { world, records } = tracedWorld(
      scenario({
        horizon: 10 * MINUTE,
        domains: [domain('a')],
        nodes: nodes(2, { domain: 0, boot: constant(MINUTE) }),
        services: [service('s', [0, 1], { redundancy: { kind: 'k-of-n', needs: 2 } })],
        faults: [scheduled('cut', [MINUTE], MINUTE, { kind: 'network', domain: 0 })],
      }),
    )
    world.run()
    expect(turns(records, 's')).toEqual([
      [MINUTE, 'down'],
      [2 * MINUTE, 'up'],
    ])
    expect(records.some(r => r.what === 'stopped')).toBe(false)
  })
})

describe('a scheduled fault', () => {
  it('that strikes again before it is over lasts until the later end', () => {
    const { world, records } = tracedWorld(
      scenario({
        horizon: 30 * MINUTE,
        nodes: [node('n')],
        services: [service('s', [0])],
        // Back to back, overlapping, and a strike of which nothing is left over.
        faults: [
          scheduled('crash', [MINUTE, 3 * MINUTE, 10 * MINUTE, 11 * MINUTE], 2 * MINUTE, { kind: 'crash', nodes: [0] }),
        ],
      }),
    )
    world.run()
    expect(turns(records, 's').map(([t]) => t / MINUTE)).toEqual([1, 5, 10, 13])
  })
})

describe('aging', () => {
  const zone = (aging: 'always' | 'while-up') =>
    scenario({
      horizon: 10 * MINUTE,
      domains: [domain('a')],
      nodes: [node('n', { domain: 0, failures: [mode(constant(3 * MINUTE), constant(MINUTE), { aging })] })],
      services: [service('s', [0])],
      faults: [scheduled('power', [MINUTE], MINUTE, { kind: 'power', domain: 0 })],
    })

  it('while up stands still without power', () => {
    const { world, records } = tracedWorld(zone('while-up'))
    world.run(5 * MINUTE)
    // One minute of life, one without power, two more minutes of life.
    expect(turns(records, 's').map(([t]) => t / MINUTE)).toEqual([1, 2, 4, 5])
  })

  it('always goes on by the clock on the wall', () => {
    const { world, records } = tracedWorld(zone('always'))
    world.run(5 * MINUTE)
    expect(turns(records, 's').map(([t]) => t / MINUTE)).toEqual([1, 2, 3, 4])
  })
})

describe('blame', () => {
  const racks = [domain('a', { kind: 'rack' }), domain('b', { kind: 'rack' })]

  it('never falls on a bystander in another rack', () => {
    const { world } = tracedWorld(
      scenario({
        horizon: 10 * MINUTE,
        domains: racks,
        nodes: [node('x', { domain: 0 }), node('y', { domain: 1 })],
        services: [service('on-x', [0])],
        faults: [
          scheduled('rack-a', [MINUTE], 2 * MINUTE, { kind: 'power', domain: 0 }),
          scheduled('rack-b', [MINUTE], 5 * MINUTE, { kind: 'power', domain: 1 }),
        ],
      }),
    )
    world.run()
    endMeasuring(world)
    expect(spent(world, 0)).toEqual({ 'rack-a/repair': 2 * MINUTE })
  })

  it('is shared when either repair would have ended the outage, and joint when both were needed', () => {
    const { world } = tracedWorld(
      scenario({
        horizon: 20 * MINUTE,
        nodes: nodes(2),
        services: [service('either', [0, 1]), service('both', [0, 1], { redundancy: { kind: 'k-of-n', needs: 2 } })],
        faults: [
          scheduled('first', [MINUTE], 4 * MINUTE, { kind: 'crash', nodes: [0] }),
          scheduled('second', [3 * MINUTE], 4 * MINUTE, { kind: 'crash', nodes: [1] }),
        ],
      }),
    )
    world.run()
    endMeasuring(world)
    // One of two: down from 3 to 5; bringing either back would do.
    expect(spent(world, 0)).toEqual({ 'first/repair': MINUTE, 'second/repair': MINUTE })
    // Two of two: alone for two minutes each, together for two.
    expect(spent(world, 1)).toEqual({ 'first/repair': 3 * MINUTE, 'second/repair': 3 * MINUTE })
  })

  it('of what a service depends on is passed on, down to the fault', () => {
    const { world } = tracedWorld(
      scenario({
        horizon: 10 * MINUTE,
        nodes: nodes(2),
        services: [
          service('front', [0], { dependsOn: [{ service: 1, kind: 'hard' }] }),
          service('back', [1], {}),
          service('nice', [0], { dependsOn: [{ service: 1, kind: 'soft' }] }),
        ],
        faults: [scheduled('crash', [MINUTE], MINUTE, { kind: 'crash', nodes: [1] })],
      }),
    )
    world.run()
    endMeasuring(world)
    expect(spent(world, 0)).toEqual({ 'crash/repair': MINUTE })
    expect(world.state.services[2].ledger.downtime).toBe(0)
    expect(world.state.services[2].ledger.degraded).toBe(MINUTE)
  })

  it('follows the parts of a repair', () => {
    const repair = {
      detect: constant(MINUTE),
      diagnose: constant(2 * MINUTE),
      repair: constant(3 * MINUTE),
      restore: constant(4 * MINUTE),
    }
    const { world } = tracedWorld(
      scenario({
        horizon: 11.5 * MINUTE,
        nodes: [node('n', { failures: [mode(constant(MINUTE), exponential(1), { repair })] })],
        services: [service('s', [0])],
      }),
    )
    world.run()
    endMeasuring(world)
    expect(spent(world, 0)).toEqual({
      'n/crash/detect': MINUTE,
      'n/crash/decide': 2 * MINUTE,
      'n/crash/repair': 3 * MINUTE,
      'n/crash/restore': 4 * MINUTE,
    })
  })
})
