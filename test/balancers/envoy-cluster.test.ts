import { describe, expect, it } from 'vitest'
import { newSchedule, nextDue } from '../../src/balancers/envoy/deadlines.js'
import { type EnvoyConfig, type EnvoyServerConfig, envoy, type Request } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'

const luck = new SeedTree('envoy').stream('cluster')
const request = (id: number, now = 1e6, key: string | null = null): Request => ({
  ...{ id, now, key, source: [], uri: '/', tried: [] },
})
const hosts = (...rest: Partial<EnvoyServerConfig>[]): EnvoyServerConfig[] =>
  rest.map((one, i) => ({ name: `127.0.0.1:${80 + i}`, weight: 1, ...one }))
const picksOf = (config: EnvoyConfig, count: number, down: readonly number[] = []) => {
  const state = envoy.init(config)
  for (const server of down) envoy.tell(config, state, { kind: 'down', server, now: 0 })
  return Array.from({ length: count }, (_, i) => envoy.pick(config, state, request(i), luck).server)
}

describe('the schedule', () => {
  // edf_scheduler_test.cc, SchedulerWithSomePicksEqualToEmptyWithAddedEntries: weights and numbers of picks are those.
  it.each([0, 5, 140, 501, 12_345])('begins after %d picks as if they had been made one by one', picks => {
    const weights = Array.from({ length: 128 }, (_, i) => ((100.5 - 0.01) / 128) * i + 0.01)
    const all = weights.map((_, i) => i)
    const weightOf = (i: number) => weights[i]
    const begun = newSchedule(all, weightOf, picks)
    const worn = newSchedule(all, weightOf, 0)
    for (let i = 0; i < picks; i++) nextDue(worn, weightOf)
    for (let i = 0; i < 200; i++) expect(nextDue(begun, weightOf)).toBe(nextDue(worn, weightOf))
  })
})

// upstream_impl_test.cc, HostSetImplLocalityTest and OverProvisioningFactorTest: picks of localities.
describe('weights of zones', () => {
  const zoned = (sizes: number[], weights: number[], rest: Partial<EnvoyConfig> = {}): EnvoyConfig => ({
    servers: hosts(...sizes.flatMap((size, zone) => new Array(size).fill({ zone: `z${zone}` }))),
    policy: { by: 'round-robin' },
    localityWeights: Object.fromEntries(weights.map((weight, zone) => [`z${zone}`, weight])),
    panicThreshold: 0,
    ...rest,
  })

  it.each([
    ['Unweighted', [1, 1, 1], '012012'],
    ['Weighted', [1, 2], '101101'],
    ['MissingWeight', [1, 0, 1], '020202'],
  ])('%s', (_name, weights, picks) => {
    const sizes = weights.map(() => 1)
    expect(picksOf(zoned(sizes, weights), 6).join('')).toBe(picks)
  })

  it.each([
    [5, 33],
    [4, 33],
    [3, 29],
    [2, 22],
    [1, 12],
    [0, 0],
  ])('UnhealthyFailover with %d of 5 healthy in the first zone: %d of 100', (healthy, first) => {
    const down = [0, 1, 2, 3, 4].slice(healthy)
    expect(picksOf(zoned([5, 1], [1, 2]), 100, down).filter(i => i < 5).length).toBe(first)
  })

  it.each([
    [100, 33],
    [200, 50],
  ])('LocalityPickChanges, factor %d: %d of 100', (overprovisioning, first) => {
    const config = zoned([2, 1], [1, 1], { overprovisioning })
    expect(picksOf(config, 100, [1]).filter(i => i < 2).length).toBe(first)
  })
})

// load_balancer_impl_base_test.cc, PrioritySelectionWithDegraded and the like; health 60, degraded 40 at 140 %.
it('sends to degraded hosts what the healthy ones do not carry', () => {
  const servers = hosts({}, {}, {}, { degraded: true }, { degraded: true }, {}, {})
  const config: EnvoyConfig = { servers, policy: { by: 'round-robin' }, panicThreshold: 0 }
  // 2 of 7 healthy make 40 %, 2 of 7 degraded another 40: scaled up, half each.
  const picks = picksOf(config, 20_000, [2, 5, 6])
  const degraded = picks.filter(i => i === 3 || i === 4).length / picks.length
  // Four standard deviations.
  expect(Math.abs(degraded - 0.5)).toBeLessThan(0.0142)
  expect(picks.every(i => [0, 1, 3, 4].includes(i))).toBe(true)
  expect(picksOf(config, 100).includes(3)).toBe(false)
})

// subset_lb.cc, chooseHost: the three fallback policies of lb_subset_config.
it('keeps to a subset, and falls back as it is told', () => {
  const servers = hosts({ metadata: ['v=1', 'x=a'] }, { metadata: ['v=2'] }, { metadata: ['v=1'] })
  const of = (subset: EnvoyConfig['subset']) => new Set(picksOf({ servers, policy: { by: 'round-robin' }, subset }, 6))
  expect(of({ match: ['v=1'] })).toEqual(new Set([0, 2]))
  expect(of({ match: ['v=1', 'x=a'] })).toEqual(new Set([0]))
  expect(of({ match: ['v=3'] })).toEqual(new Set([-1]))
  expect(of({ match: ['v=3'], fallback: 'any' })).toEqual(new Set([0, 1, 2]))
  expect(of({ match: ['v=3'], fallback: 'default', fallbackMatch: ['v=2'] })).toEqual(new Set([1]))
})

// docs, arch_overview/upstream/circuit_breaking, and conn_pool_base.cc, newStreamImpl and tryCreateNewConnection.
describe('circuit breakers', () => {
  const ok = { outcome: 'ok', status: 200, latency: 5000 } as const

  it('let a request wait when there are connections enough, and refuse it when enough wait', () => {
    const config: EnvoyConfig = {
      servers: hosts({}, {}),
      policy: { by: 'round-robin' },
      breakers: { connections: 2, pending: 1 },
    }
    const state = envoy.init(config)
    const ask = (id: number) => {
      const choice = envoy.pick(config, state, request(id), luck)
      if (choice.server >= 0 && !choice.wait) {
        envoy.tell(config, state, { kind: 'sent', server: choice.server, id, now: 1e6 })
      }
      return choice
    }
    expect(ask(0)).toEqual({ server: 0, wait: false })
    expect(ask(1)).toEqual({ server: 1, wait: false })
    expect(ask(2)).toEqual({ server: 0, wait: true })
    expect(ask(3)).toEqual({ server: -1, wait: false })
    const end = (server: number, id: number) =>
      envoy.tell(config, state, { kind: 'ended', server, id, now: 2e6, ending: ok, again: false })
    // A host serves those that wait for it, not for others.
    expect(end(1, 1)).toEqual([])
    expect(end(0, 0)).toEqual([{ id: 2, server: 0 }])
    expect(ask(4)).toEqual({ server: 0, wait: true })
    expect(ask(5)).toEqual({ server: 1, wait: false })
  })

  it('always grant a host its first connection', () => {
    const config: EnvoyConfig = { servers: hosts({}, {}), policy: { by: 'round-robin' }, breakers: { connections: 1 } }
    const state = envoy.init(config)
    for (const id of [0, 1]) {
      expect(envoy.pick(config, state, request(id), luck)).toEqual({ server: id, wait: false })
      envoy.tell(config, state, { kind: 'sent', server: id, id, now: 1e6 })
    }
  })

  it('bound the requests at once', () => {
    const config: EnvoyConfig = { servers: hosts({}), policy: { by: 'round-robin' }, breakers: { requests: 1 } }
    const state = envoy.init(config)
    expect(envoy.pick(config, state, request(0), luck).server).toBe(0)
    envoy.tell(config, state, { kind: 'sent', server: 0, id: 0, now: 1e6 })
    expect(envoy.pick(config, state, request(1), luck).server).toBe(-1)
  })
})
