import { describe, expect, it } from 'vitest'
import { maglevPlaces, ringLookup, ringPoints } from '../../src/balancers/envoy/hash-tables.js'
import { successRateThreshold } from '../../src/balancers/envoy/outliers.js'
import { choosePriority, type Level, priorityLoads } from '../../src/balancers/envoy/priorities.js'
import { mersenneTwister } from '../../src/balancers/hashes/mersenne-twister.js'
import { type EnvoyConfig, envoy, type Request } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'

const even = (keys: readonly string[]) => keys.map(key => ({ key, share: 1 / keys.length }))
const addresses = [90, 91, 92, 93, 94, 95].map(port => `127.0.0.1:${port}`)
const level = (hosts: number, healthy: number, degraded = 0, excluded = 0): Level => ({
  hosts,
  healthy,
  degraded,
  excluded,
})

// test/extensions/load_balancing_policies/common/load_balancer_impl_base_test.cc: the calls of updateHostSet and the loads
// and panics that follow them.
describe('priority levels, by the unit tests of Envoy', () => {
  it.each<[string, Level[], number[], boolean[]]>([
    ['PrioritySelection', [level(1, 0), level(1, 0)], [50, 50], [true, true]],
    ['PrioritySelection, two in the failover', [level(1, 0), level(2, 0)], [34, 66], [true, true]],
    ['PrioritySelection, a healthy third', [level(1, 0), level(2, 0), level(1, 1)], [0, 0, 100], [false, false, false]],
    ['OverProvisioningFactor', [level(4, 2), level(4, 2)], [70, 30], [false, false]],
    ['GentleFailover 1', [level(1, 1), level(1, 1)], [100, 0], [false, false]],
    ['GentleFailover 2', [level(2, 1), level(2, 1)], [70, 30], [false, false]],
    ['GentleFailover 3', [level(4, 1), level(2, 2)], [35, 65], [false, false]],
    ['GentleFailover 4', [level(4, 1), level(4, 1)], [50, 50], [true, true]],
    ['GentleFailover 5', [level(4, 1, 0, 3), level(5, 1)], [100, 0], [false, false]],
    ['GentleFailover 6', [level(4, 0, 0, 4), level(4, 1)], [50, 50], [true, true]],
    ['GentleFailover 7', [level(4, 0, 0, 1), level(6, 1, 0, 2)], [40, 60], [true, true]],
    ['ExtraLevels 1', [level(1, 1), level(1, 1), level(1, 1)], [100, 0, 0], [false, false, false]],
    ['ExtraLevels 2', [level(2, 1), level(2, 1), level(2, 1)], [70, 30, 0], [false, false, false]],
    ['ExtraLevels 3', [level(4, 1), level(2, 2), level(2, 1)], [35, 65, 0], [false, false, false]],
    ['ExtraLevels 4', [level(4, 1), level(4, 1), level(4, 1)], [35, 35, 30], [false, false, false]],
    ['ExtraLevels 5', [level(5, 1), level(5, 1), level(5, 1)], [34, 33, 33], [true, true, true]],
  ])('%s', (_name, levels, healthy, panic) => {
    const loads = priorityLoads(levels)
    expect(loads.healthy).toEqual(healthy)
    expect(loads.panic).toEqual(panic)
  })

  it('OverProvisioningFactor of 100 and WeightedPriorityHealth, by weights', () => {
    expect(priorityLoads([level(4, 2), level(4, 2)], 100).healthy).toEqual([50, 50])
    expect(priorityLoads([level(10, 6), level(1, 1)], 100).healthy).toEqual([60, 40])
    expect(priorityLoads([level(20, 4, 0, 10), level(1, 1)], 100).healthy).toEqual([40, 60])
    const degraded = priorityLoads([level(10, 4, 3), level(10, 1, 9)], 100)
    expect([degraded.healthy, degraded.degraded]).toEqual([
      [40, 10],
      [30, 20],
    ])
  })

  it('go by the number modulo 100 (RingHashFailoverTest.BasicFailover)', () => {
    const loads = priorityLoads([level(2, 1), level(1, 1)])
    expect(choosePriority(loads, 69)).toEqual({ level: 0, degraded: false })
    expect(choosePriority(loads, 71)).toEqual({ level: 1, degraded: false })
  })
})

describe('the ring', () => {
  // ring_hash_lb_test.cc, RingHashLoadBalancerTest.Basic: port and position of all twelve points.
  it('has its points where the unit test of Envoy lists them', () => {
    expect(ringPoints(even(addresses), 12, 8_388_608).map(([point, i]) => [90 + i, point])).toEqual([
      [94, 833437586790550860n],
      [92, 928266305478181108n],
      [90, 1033482794131418490n],
      [95, 3551244743356806947n],
      [93, 3851675632748031481n],
      [91, 5583722120771150861n],
      [91, 6311230543546372928n],
      [93, 7700377290971790572n],
      [95, 13144177310400110813n],
      [92, 13444792449719432967n],
      [94, 15516499411664133160n],
      [90, 16117243373044804889n],
    ])
  })

  it('is looked up as there', () => {
    const lookup = ringLookup(even(addresses), 12, 8_388_608)
    const of = (hash: bigint, attempt = 0) => lookup(hash, attempt)
    expect([of(0n), of(2n ** 64n - 1n), of(3551244743356806947n), of(3551244743356806948n)]).toEqual([4, 4, 5, 3])
    expect(of(16117243373044804880n)).toBe(0)
    expect([of(0n, 1), of(0n, 2), of(16117243373044804880n, 1)]).toEqual([2, 0, 4])
  })
})

describe('Maglev', () => {
  // maglev_lb_test.cc: MaglevLoadBalancerTest.Basic and BasicWithHostName.
  it('fills the table of seven as the unit tests of Envoy list it', () => {
    expect([...maglevPlaces(even(addresses), 7)]).toEqual([2, 4, 0, 1, 5, 0, 3])
    expect([...maglevPlaces(even(['90', '91', '92', '93', '94', '95']), 7)]).toEqual([2, 5, 0, 3, 4, 1, 0])
  })

  it('gives weights 1 and 2 a third and two thirds of 65537 places (MaglevLoadBalancerTest.Weighted)', () => {
    const places = maglevPlaces(
      [
        { key: addresses[0], share: 1 / 3 },
        { key: addresses[1], share: 2 / 3 },
      ],
      65537,
    )
    expect(places.filter(i => i === 0).length).toBe(21846)
  })
})

// [rand.predef] of the C++ standard: the 10000th number of a default mt19937 is 4123659995.
it('draws as std::mt19937 does', () => {
  const next = mersenneTwister(5489)
  const drawn = Array.from({ length: 10_000 }, next)
  expect([drawn[0], drawn[9999]]).toEqual([3499211612, 4123659995])
})

// The worked example above DetectorImpl::successRateEjectionThreshold, outlier_detection_impl.cc.
it('finds the threshold of success rates', () => {
  expect(successRateThreshold([50, 100, 100, 100, 100], 1900)).toBe(52)
})

describe('a cluster', () => {
  const servers = (...weights: number[]) => weights.map((weight, i) => ({ name: addresses[i], weight }))
  const request = (id: number, now = 1e6): Request => ({ id, now, key: null, source: [], uri: '/', tried: [] })
  const luck = new SeedTree('envoy').stream('cluster')

  function sharesWith(config: EnvoyConfig, active: readonly number[], n = 30_000): number[] {
    const state = envoy.init(config)
    for (const [server, count] of active.entries()) {
      for (let i = 0; i < count; i++) envoy.tell(config, state, { kind: 'sent', server, id: -1, now: 0 })
    }
    const counts = active.map(() => 0)
    for (let i = 0; i < n; i++) counts[envoy.pick(config, state, request(i), luck).server]++
    return counts.map(count => count / n)
  }

  // LeastRequestLoadBalancer's arithmetic: of two drawn with replacement, the loaded host wins only when drawn twice.
  it('spares a loaded host by least request', () => {
    const shares = sharesWith({ servers: servers(1, 1, 1), policy: { by: 'least-request' } }, [10, 0, 0])
    const pair = sharesWith({ servers: servers(1, 1), policy: { by: 'least-request' } }, [5, 0])
    // Four standard deviations of 30,000 draws.
    expect(Math.abs(shares[0] - 1 / 9)).toBeLessThan(0.0073)
    expect(Math.abs(shares[1] - 4 / 9)).toBeLessThan(0.0115)
    expect(Math.abs(pair[0] - 1 / 4)).toBeLessThan(0.01)
  })

  // hostWeight, least_request_lb.cc: weight / (active + 1).
  it('weighs by active requests where weights differ', () => {
    const config: EnvoyConfig = { servers: servers(2, 1), policy: { by: 'least-request' } }
    expect(sharesWith(config, [0, 0])[0]).toBeCloseTo(2 / 3, 3)
    expect(sharesWith(config, [1, 0])[0]).toBeCloseTo(1 / 2, 3)
  })

  it('sends to all in panic, and to none when told to fail', () => {
    for (const failOnPanic of [false, true]) {
      const config: EnvoyConfig = { servers: servers(1, 1, 1, 1), policy: { by: 'round-robin' }, failOnPanic }
      const state = envoy.init(config)
      for (const server of [0, 1, 2]) envoy.tell(config, state, { kind: 'down', server, now: 0 })
      const picks = Array.from({ length: 4 }, (_, i) => envoy.pick(config, state, request(i), luck).server)
      expect(picks).toEqual(failOnPanic ? [-1, -1, -1, -1] : [0, 1, 2, 3])
    }
  })

  // outlier_detection_impl.cc: ejectHost, checkHostForUneject; the times are those of outlier_detection.proto.
  it('ejects a host after five failures, longer every time, and lets it in at the end of an interval', () => {
    const config: EnvoyConfig = {
      servers: servers(1, 1),
      policy: { by: 'round-robin' },
      panicThreshold: 0,
      outliers: { maxEjected: 50 },
    }
    const state = envoy.init(config)
    const fail = (server: number, now: number) =>
      envoy.tell(config, state, {
        ...{ kind: 'ended', server, id: 0, now, again: false },
        ending: { outcome: 'ok', status: 500, latency: 1 },
      })
    const picked = (now: number) =>
      new Set(Array.from({ length: 4 }, (_, i) => envoy.pick(config, state, request(i, now), luck).server))
    envoy.tell(config, state, { kind: 'clock', now: 0 })
    for (let i = 0; i < 5; i++) {
      expect(picked(5e6)).toEqual(new Set([0, 1]))
      fail(0, 5e6)
    }
    expect(picked(5e6)).toEqual(new Set([1]))
    // Half of the hosts is the most: the second is not ejected.
    for (let i = 0; i < 9; i++) fail(1, 6e6)
    expect(picked(39.9e6)).toEqual(new Set([1]))
    expect(picked(40e6)).toEqual(new Set([0, 1]))
    for (let i = 0; i < 5; i++) fail(0, 41e6)
    expect(picked(100.9e6)).toEqual(new Set([1]))
    expect(picked(110e6)).toEqual(new Set([0, 1]))
  })

  // applySlowStartFactor: at half the window, half the weight; never below a tenth.
  it('starts slowly', () => {
    const config: EnvoyConfig = {
      servers: servers(1, 1),
      policy: { by: 'round-robin' },
      slowStart: { window: 60e6 },
    }
    const shareAt = (passed: number) => {
      const state = envoy.init(config)
      envoy.tell(config, state, { kind: 'down', server: 0, now: 0 })
      envoy.tell(config, state, { kind: 'up', server: 0, now: 1e6 })
      let first = 0
      for (let i = 0; i < 3000; i++) {
        if (envoy.pick(config, state, request(i, 1e6 + passed), luck).server === 0) first++
      }
      return first / 3000
    }
    expect(shareAt(1e6)).toBeCloseTo(0.1 / 1.1, 2)
    expect(shareAt(30e6)).toBeCloseTo(0.5 / 1.5, 2)
    // The host that came up was put into the schedule by a tenth of its weight, and stands there until its turn.
    expect(shareAt(60e6)).toBeCloseTo(0.5, 2)
  })
})
