import { describe, expect, it } from 'vitest'
import type { PrequalConfig, PrequalState } from '../../src/balancers/index.js'
import { compile, World, type WorldSnapshot } from '../../src/cluster/index.js'
import type { BalancerUse, Scenario, Workload } from '../../src/scenario/index.js'
import { histogramQuantile } from '../../src/statistics/index.js'
import { HOUR, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { constant, exponential, link, nodes, scenario, service } from '../support/scenarios.js'
import { trialsOf } from '../support/trials.js'
import { scheduled, tracedWorld } from '../support/worlds.js'

function use(name: string, options: object, servers: number): BalancerUse {
  const named = Array.from({ length: servers }, (_, i) => ({ name: `n-${i + 1}:80`, weight: 1 }))
  return { config: { name, config: { ...options, servers: named } }, monitor: null }
}

/** Requests at regular times to so many servers, a millisecond away. */
function served(
  balancer: BalancerUse,
  servers: number,
  workload: Partial<Workload>,
  more: Partial<Scenario> = {},
): Scenario {
  return scenario({
    horizon: 6 * SECOND,
    network: { classes: [link(constant(MS))], between: 0, clients: 0 },
    nodes: nodes(servers),
    services: [service('s', [...Array(servers).keys()], { balancer, queue: 100_000 })],
    workloads: [
      {
        ...{ id: 'w', service: 0, rate: 10, arrivals: { kind: 'regular' }, serviceTime: constant(MS) },
        ...{ timeout: HOUR, retries: 0, ...workload },
      },
    ],
    ...more,
  })
}

const prequal = (servers: number, options: Omit<PrequalConfig, 'servers'> = {}) => use('prequal', options, servers)
const poolOf = (world: World) => (world.state.services[0].balancer as unknown as PrequalState).pool.probes

describe('probes of load', () => {
  it('travel: what a member says is heard a round trip after the request that asked', () => {
    const { world } = tracedWorld(served(prequal(3), 3, { rate: 1 }))
    while (poolOf(world).length === 0 && world.run(undefined, 1) === 'events') {}
    const asked = world.now - 2 * MS
    expect(poolOf(world).every(({ at }) => at === world.now)).toBe(true)
    // The first request stands at its member since a millisecond, or has been served there in that time.
    expect(asked).toBeGreaterThanOrEqual(0)
    expect(world.state.attempts).toBe(1)
  })

  it('are heard of by nobody where they are lost or cut, and no request is the worse for it', () => {
    const cut = scheduled('cut', [0], HOUR, { kind: 'one-way', from: [0], to: [-1] })
    const { world } = tracedWorld(
      served(prequal(3, { remove: 0 }), 3, { rate: 100, timeout: 50 * MS }, { faults: [cut] }),
    )
    world.run()
    expect(
      poolOf(world)
        .map(({ server }) => server)
        .sort(),
    ).toEqual([1, 2])
    const lossy = { network: { classes: [link(constant(MS), { loss: 1 })], between: 0, clients: 0 } }
    const { world: mute } = tracedWorld(served(prequal(3), 3, { rate: 100, timeout: 50 * MS }, lossy))
    mute.run()
    expect(poolOf(mute)).toEqual([])
  })

  it('are lost on a member that is paused, and find it again when it goes on', () => {
    const pause = scheduled('pause', [SECOND], 100 * MS, { kind: 'pause', nodes: [0] })
    const { world } = tracedWorld(served(prequal(2, { remove: 0 }), 2, { rate: 100 }, { faults: [pause] }))
    const heard = new Set<number>()
    while (world.now < 1200 * MS && world.run(undefined, 1) === 'events')
      for (const { server, at } of poolOf(world)) if (server === 0) heard.add(at)
    const times = [...heard].filter(at => at > 900 * MS)
    // A request every 10 ms probes both; an answer that comes within the first millisecond was given before the pause.
    expect(times.filter(at => at > 1001 * MS && at < 1101 * MS)).toEqual([])
    expect(times.filter(at => at <= 1001 * MS)).toHaveLength(10)
    expect(times.filter(at => at >= 1101 * MS)).toHaveLength(10)
  })

  it('are sent while no requests come, so that the pool does not age', () => {
    const sizes = (idle: number) => {
      const { world } = tracedWorld(served(prequal(5, { idle }), 5, { rate: 0.2 }, { horizon: 60 * SECOND }))
      const heard: number[] = []
      while (world.now < 30 * SECOND && world.run(undefined, 1) === 'events')
        heard.push(world.now - (poolOf(world).at(-1)?.at ?? 0))
      return Math.max(...heard.slice(-20))
    }
    expect(sizes(500 * MS)).toBeLessThanOrEqual(502 * MS)
    expect(sizes(HOUR)).toBeGreaterThan(4 * SECOND)
  })

  it('go on from a snapshot as if nothing had been', () => {
    const what = served(
      prequal(30),
      30,
      { rate: 300, arrivals: undefined, serviceTime: exponential(20 * MS) },
      { horizon: SECOND },
    )
    const plan = compile(what)
    const whole = World.start(plan, what.seed, 1)
    whole.run()
    const half = World.start(plan, what.seed, 1)
    half.run(undefined, 1501)
    const written = JSON.parse(JSON.stringify(half.snapshot())) as WorldSnapshot
    const again = World.restore(plan, what.seed, written)
    again.run()
    expect(JSON.stringify(again.snapshot())).toBe(JSON.stringify(whole.snapshot()))
  })

  it('are asked for by one policy alone: others make no channel and no draw', () => {
    const what = served(use('random', {}, 3), 3, {})
    expect(compile(what).channels.map(([kind]) => kind)).not.toContain('probe')
    const { world } = tracedWorld(what)
    world.run()
    expect(world.snapshot().streams.some(([path]) => path.includes('probes'))).toBe(false)
  })
})

describe('Prequal in traffic', () => {
  it('leaves a slow server alone that has answered nothing since it is slow', () => {
    // A thousand times slower from 2 s on: what it takes up then is done after 20 s, behind the end.
    const slow = scheduled('slow', [2 * SECOND], HOUR, { kind: 'slow', nodes: [0], factor: 1000 })
    const sent = (balancer: BalancerUse) => {
      const busy = { rate: 800, arrivals: undefined, serviceTime: constant(20 * MS) }
      const { world } = tracedWorld(served(balancer, 40, busy, { faults: [slow] }))
      world.run()
      return world.state.services[0].members[0].inFlight
    }
    // 4 s at 800/s are 80 requests for each of 40.
    expect(sent(use('random', {}, 40))).toBeGreaterThan(50)
    expect(sent(prequal(40))).toBeLessThan(8)
  })

  it('has the shortest tail at high load beside antagonists, as in the paper', () => {
    // Section 5: many servers, close to what they can bear, some slowed by neighbours for a while at a time. Claimed: a lower
    // tail than weighted round robin (figure 6), which is as slow to see a neighbour come as its weights are.
    const antagonists = [0, 1, 2, 3].map(i =>
      scheduled(
        `antagonist ${i}`,
        [1, 3].map(at => at * SECOND + i * 300 * MS),
        SECOND,
        {
          ...{ kind: 'slow', factor: 2 },
          nodes: [0, 1, 2, 3].map(k => 4 * i + k),
        },
      ),
    )
    const tails = (balancer: BalancerUse) => {
      const busy = { rate: 500, arrivals: undefined, serviceTime: exponential(50 * MS), timeout: 5 * SECOND }
      const what = served(balancer, 32, busy, { seed: 'antagonists', faults: antagonists })
      return trialsOf(what, 7).map(t => histogramQuantile(t.workloads[0].latency, 0.99))
    }
    const ours = tails(prequal(32))
    for (const others of [
      tails(use('grpc', { policy: { by: 'weighted_round_robin', blackout: 0 } }, 32)),
      tails(use('random', {}, 32)),
    ]) {
      // Seven pairs of the same trials, all one way: a sign test at 2^-7, or 0.8 %.
      expect(ours.map((tail, i) => tail < others[i])).toEqual(ours.map(() => true))
    }
  })
})
