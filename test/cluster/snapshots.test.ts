import { describe, expect, it } from 'vitest'
import { compile, summarise, World, type WorldSnapshot } from '../../src/cluster/index.js'
import { SeedTree } from '../../src/random/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { MINUTE, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { constant, domain, exponential, link, mode, node, scenario, service } from '../support/scenarios.js'
import { loadShipped, shippedNames } from '../support/shipped.js'

const mostEvents = 6000

/** The scenario, over as long a time as takes it a few thousand events. */
function shortened(whole: Scenario): Scenario {
  const world = World.start(compile(whole), whole.seed, 1)
  world.run(undefined, mostEvents)
  return { ...whole, horizon: Math.max(1, world.now - whole.warmup) }
}

/** A snapshot as it would come back from a file. */
const written = (world: World): WorldSnapshot => JSON.parse(JSON.stringify(world.snapshot())) as WorldSnapshot

/** Everything at once: all faults, both kinds of detectors' homes, traffic, drift, stalls, protocols. */
function everything(): Scenario {
  const members = [0, 1, 2]
  const disk = { sync: exponential(2 * MS), stallEvery: exponential(20 * SECOND), stall: exponential(SECOND) }
  const monitor = { heartbeat: 100 * MS, detector: { kind: 'timeout', timeout: SECOND } } as const
  const phi = { kind: 'phi', threshold: 5, window: 50, minStdDev: 10 * MS, pause: 200 * MS } as const
  const seconds = (mean: number) => exponential(mean * SECOND)
  const fault = (id: string, effect: Scenario['faults'][number]['effect']): Scenario['faults'][number] => {
    return { id, when: { kind: 'law', law: seconds(15) }, duration: seconds(3), effect }
  }
  return scenario({
    seed: 'everything',
    horizon: 2 * MINUTE,
    warmup: 5 * SECOND,
    start: 'steady',
    domains: [domain('a', { failures: [mode(seconds(40), seconds(4), { effect: 'power' })] }), domain('b')],
    nodes: members.map(i =>
      node(`n-${i + 1}`, {
        domain: i % 2,
        disk,
        boot: seconds(1),
        clock: { drift: 1e-4 },
        failures: [mode(seconds(30), seconds(4)), mode(seconds(30), seconds(1), { name: 'gc', effect: 'pause' })],
      }),
    ),
    network: {
      classes: [link(exponential(2 * MS), { loss: 0.02, duplicate: 0.02, reorder: 0.02 })],
      between: 0,
      clients: 0,
    },
    services: [
      service('raft', members, {
        redundancy: {
          kind: 'raft',
          config: {
            members: 3,
            electionTimeout: { kind: 'uniform', low: 150 * MS, high: 300 * MS },
            heartbeat: 50 * MS,
          },
        },
      }),
      service('pair', [0, 1], {
        redundancy: {
          kind: 'standby',
          config: { members: 2, heartbeat: 100 * MS, promotion: constant(SECOND), resync: constant(SECOND) },
          monitor,
        },
        dependsOn: [{ service: 0, kind: 'hard' }],
      }),
      service('web', members, { balancer: { config: { policy: 'least-connections' }, monitor }, queue: 5 }),
    ],
    detectors: [{ id: 'watch', members, monitor: { heartbeat: 100 * MS, detector: phi } }],
    workloads: [{ id: 'w', service: 2, rate: 50, serviceTime: exponential(20 * MS), timeout: 200 * MS, retries: 1 }],
    faults: [
      fault('cut', { kind: 'partition', groups: [[0], [1, 2]] }),
      fault('one way', { kind: 'one-way', from: [-1], to: [1] }),
      fault('loss', { kind: 'loss', from: [0], to: [1, 2], both: true, loss: 0.5 }),
      fault('delay', { kind: 'delay', from: [1], to: [2], by: exponential(20 * MS) }),
      fault('slow', { kind: 'slow', nodes: [1], factor: 3 }),
      fault('step', { kind: 'clock-step', nodes: [2], by: -500 * MS }),
      fault('stall', { kind: 'disk-stall', nodes: [0] }),
      fault('island', { kind: 'network', domain: 1 }),
      fault('leader', { kind: 'crash', nodes: [], leaderOf: 0 }),
    ],
  })
}

const scenarios: [string, () => Scenario][] = [
  ['everything at once', everything],
  ...shippedNames.map((name): [string, () => Scenario] => [name, () => loadShipped(name).scenario!]),
]

describe.each(scenarios)('a run of %s', (name, load) => {
  const one = name === 'everything at once' ? load() : shortened(load())
  const plan = compile(one)

  it('goes on from a snapshot taken anywhere to the same bytes', () => {
    const straight = World.start(plan, one.seed, 1)
    straight.run()
    const end = straight.fingerprint()
    const { dispatched } = straight.sim
    const summary = JSON.stringify(summarise(straight))

    // At six places: the first a run away from the start, each later one from the copy made at the one before.
    const stream = new SeedTree('snapshots').stream(name)
    const places = Array.from({ length: 6 }, () => 1 + stream.below(dispatched - 1)).sort((a, b) => a - b)
    let world = World.start(plan, one.seed, 1)
    for (const place of places) {
      world.run(undefined, place - world.sim.dispatched)
      const snapshot = written(world)
      world = World.restore(plan, one.seed, snapshot)
      expect(written(world)).toEqual(snapshot)
    }
    world.run()
    expect(world.fingerprint()).toBe(end)
    expect(JSON.stringify(summarise(world))).toBe(summary)
  })

  it('is not disturbed by what becomes of a copy', () => {
    const undisturbed = World.start(plan, one.seed, 2)
    undisturbed.run()
    const world = World.start(plan, one.seed, 2)
    world.run(undefined, Math.floor(undisturbed.sim.dispatched / 2))
    const copy = World.restore(plan, one.seed, world.snapshot())
    copy.run()
    world.run()
    expect(world.fingerprint()).toBe(undisturbed.fingerprint())
    expect(copy.fingerprint()).toBe(undisturbed.fingerprint())
  })
})

describe('a run', () => {
  it('comes to the same whether it is made in one go, by number of events or by time', () => {
    const one = everything()
    const plan = compile(one)
    const straight = World.start(plan, one.seed, 1)
    expect(straight.run()).not.toBe('events')
    const byEvents = World.start(plan, one.seed, 1)
    while (byEvents.run(undefined, 97) === 'events');
    const byTime = World.start(plan, one.seed, 1)
    for (let time = 0; time <= plan.to; time += 777_777) byTime.run(time)
    byTime.run()
    expect([byEvents.fingerprint(), byTime.fingerprint()]).toEqual([straight.fingerprint(), straight.fingerprint()])
  })

  it('goes no further than the end of measuring, and to it even if nothing but heartbeats is left', () => {
    const monitor = { heartbeat: SECOND, detector: { kind: 'missed', beats: 3 } } as const
    const idle = scenario({
      horizon: MINUTE,
      nodes: [node('a'), node('b')],
      services: [service('s', [0, 1])],
      detectors: [{ id: 'd', members: [0, 1], monitor }],
    })
    const world = World.start(compile(idle), 'idle', 1)
    world.run(10 * MINUTE)
    expect(world.now).toBe(MINUTE)
    // Two nodes, a heartbeat a second, sent and heard.
    expect(world.sim.dispatched).toBeGreaterThan(2 * 2 * 58)
    expect(summarise(world).detectors[0].watchedTime).toBe(2 * MINUTE)
  })
})
