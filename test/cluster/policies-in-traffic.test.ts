import { describe, expect, it } from 'vitest'
import type { BalancerUse, Scenario, Service, Workload } from '../../src/scenario/index.js'
import { histogramMean } from '../../src/statistics/index.js'
import { HOUR, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { mmc } from '../support/queues.js'
import { constant, exponential, link, nodes, nothing, scenario, service } from '../support/scenarios.js'
import { meanOver, trialsOf } from '../support/trials.js'
import { scheduled, tracedWorld } from '../support/worlds.js'

/** Student with 19 degrees of freedom, two-sided at 1e-4. */
const T = 4.93

const use = (
  name: string,
  options: object,
  servers: readonly object[],
  more: Partial<BalancerUse> = {},
): BalancerUse => ({
  config: {
    name,
    config: { ...options, servers: servers.map((told, i) => ({ name: `n-${i + 1}:80`, weight: 1, ...told })) },
  },
  monitor: null,
  ...more,
})

function served(
  balancer: BalancerUse,
  servers: number,
  workload: Partial<Workload>,
  more: Partial<Scenario> = {},
  one: Partial<Service> = {},
): Scenario {
  return scenario({
    horizon: 60 * SECOND,
    network: { classes: [link(nothing)], between: 0, clients: 0 },
    nodes: nodes(servers),
    services: [
      service(
        's',
        Array.from({ length: servers }, (_, i) => i),
        { balancer, queue: 100_000, ...one },
      ),
    ],
    workloads: [{ id: 'w', service: 0, rate: 10, serviceTime: constant(MS), timeout: HOUR, retries: 0, ...workload }],
    ...more,
  })
}

/** Which members the first requests went to, one after the other. */
function picks(world: ReturnType<typeof tracedWorld>['world'], count: number): string {
  const seen = world.state.services[0].members.map(() => 0)
  let text = ''
  while (text.length < count) {
    world.run(undefined, 1)
    for (const [m, { inFlight }] of world.state.services[0].members.entries()) {
      if (inFlight > seen[m]) text += m + 1
      seen[m] = inFlight
    }
  }
  return text
}

const regular: Partial<Workload> = { arrivals: { kind: 'regular' } }
const weights = [{ weight: 5 }, { weight: 1 }, { weight: 1 }]

describe('policies of products, asked by traffic', () => {
  // The sequences are those that the products themselves give (test/real/recordings).
  it.each([
    { name: 'haproxy', options: { balance: { by: 'roundrobin' } }, turns: '1112113' },
    { name: 'nginx', options: { method: 'round-robin' }, turns: '1121311' },
  ])('deal weights 5, 1, 1 as $name does', ({ name, options, turns }) => {
    const { world } = tracedWorld(served(use(name, options, weights), 3, regular))
    expect(picks(world, 14)).toBe(turns + turns)
  })

  it('make one queue of many servers: HAProxy with maxconn 1 is M/M/c', () => {
    const one = use(
      'haproxy',
      { balance: { by: 'roundrobin' } },
      [1, 2, 3].map(() => ({ maxconn: 1 })),
    )
    const busy = served(
      one,
      3,
      { rate: 240, serviceTime: exponential(10 * MS) },
      { warmup: 5 * SECOND, horizon: 20 * SECOND },
    )
    const means = trialsOf({ ...busy, seed: 'one queue' }, 20).map(t => histogramMean(t.workloads[0].latency) / MS)
    expect(Math.abs(meanOver(means).z(mmc(0.24, 0.1, 3)))).toBeLessThan(T)
  })

  it('leave a dead server alone for fail_timeout after max_fails: nginx finds it again and again', () => {
    const one = use('nginx', { method: 'round-robin' }, [{}, {}])
    const dead = scheduled('dead', [10 * SECOND], HOUR, { kind: 'crash', nodes: [0] })
    const what = served(one, 2, { ...regular, timeout: 100 * MS }, { faults: [dead] })
    const { world } = tracedWorld(what)
    world.run()
    const { tally } = world.state.workloads[0]
    // nginx goes on to the next server when a request times out, so that nobody is failed; but one waits each time.
    expect(tally.failed).toBe(0)
    // Dead from 10 s on for 50 s; failures hold it off for 10 whole seconds, and a check comes in the eleventh.
    const slow = slowerThan(tally.latency, 100 * MS)
    expect(slow).toBe(5)
  })

  it('redispatch a request whose connection failed, when HAProxy may', () => {
    const dead = scheduled('dead', [0], HOUR, { kind: 'crash', nodes: [0] })
    const tries = (redispatch: number) => {
      const one = use('haproxy', { balance: { by: 'roundrobin' }, retries: 3, redispatch }, [{}, {}], {
        connectTimeout: 50 * MS,
      })
      const { world } = tracedWorld(served(one, 2, { ...regular, timeout: SECOND }, { faults: [dead] }))
      world.run()
      return world.state.workloads[0].tally
    }
    // Without, a request stays with its server for all of its four attempts of 50 ms.
    const never = tries(0)
    expect(never.errors).toEqual({ 'connect-timeout': never.failed })
    expect(never.failed / (never.failed + never.answered)).toBeCloseTo(0.5, 2)
    const always = tries(1)
    expect(always.failed).toBe(0)
    expect(always.latency.max).toBe(51 * MS)
  })

  it('hear of the load of servers: gRPC weighs by it, and a server twice as fast gets twice as much', () => {
    const one = use('grpc', { policy: { by: 'weighted_round_robin', blackout: 0 } }, [{}, {}])
    const busy = served(one, 2, { rate: 90, serviceTime: exponential(10 * MS) }, { horizon: 100 * SECOND })
    const two = { ...busy, nodes: [{ ...busy.nodes[0], speed: 2 }, busy.nodes[1]] }
    const { world } = tracedWorld(two)
    world.run()
    const [fast, slow] = world.state.services[0].members.map(({ meter }) => meter.busy)
    // Work is dealt by capacity, so that both are as busy.
    expect(fast / slow).toBeGreaterThan(0.9)
    expect(fast / slow).toBeLessThan(1.1)
  })
})

/** How many values lie in buckets above this one. */
function slowerThan(
  { first, counts }: { readonly first: number; readonly counts: readonly number[] },
  value: number,
): number {
  const bits = 32 - Math.clz32(value)
  const shift = Math.max(0, bits - 8)
  const bucket = shift * 128 + Math.floor(value / 2 ** shift)
  return counts.slice(Math.max(0, bucket - first)).reduce((sum, count) => sum + count, 0)
}
